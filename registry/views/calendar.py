from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import EventKind
from registry.exports import CalendarEntry, ics_response
from registry.queries.calendar import Event, Subjects, calendar, subjects
from registry.queries.kept import large
from registry.queries.names import DayNames
from registry.views.base import PublicView
from registry.views.citing import Footnotes, cite

AHEAD = timedelta(days=365)
AT_ONCE = 200  # on a page, which groups them by month
COLUMNS = ["key", "kind", "on", "treaty", "treaty_title", "actor", "name", "years", "words", "url"]

# Whole sentences, so that another language can order them as it must.
SENTENCES = {
    EventKind.ENTERS_INTO_FORCE: gettext_lazy("{treaty} enters into force."),
    EventKind.BINDS: gettext_lazy("{actor} becomes a party to {treaty}."),
    EventKind.LEAVES: gettext_lazy("The withdrawal of {actor} from {treaty} takes effect."),
    EventKind.ENDS: gettext_lazy("The termination of {treaty} takes effect."),
    EventKind.WINDOW_CLOSES: gettext_lazy(
        "Last day to object to the reservation of {actor} to {treaty}."
    ),
    EventKind.CLOSES: gettext_lazy("{treaty} closes for signature."),
    EventKind.CONCLUDED: gettext_lazy("{treaty} was concluded {years} years ago."),
    EventKind.IN_FORCE: gettext_lazy("{treaty} entered into force {years} years ago."),
}


class Calendar(PublicView):
    """What is due in the year after the day, and which round anniversaries return in it."""

    def get(self, request: HttpRequest):
        day = self.moment.day
        until = year_after(day)
        kind = request.GET.get("kind", "")
        every = large(self.revision, ("calendar", day), lambda: calendar(day, until))
        events = [one for one in every if one.kind == kind] if kind in EventKind else every
        footnotes = Footnotes()
        match self.format:
            case "ics":
                # A calendar file cannot say "in March or April".
                rows = tell(
                    [event for event in events if event.on.is_exact], day, footnotes, self.revision
                )
                return ics_response(
                    map(self.entry, rows), name=_("Treaty Registry"), stamp=self.stamp
                )
            case "csv" | "xlsx":
                return self.download(
                    tell(events, day, footnotes, self.revision), COLUMNS, "calendar"
                )
        page = self.paginate(events, len(events), size=AT_ONCE)
        rows = tell(page.object_list, day, footnotes, self.revision)
        if self.format == "json":
            return self.data({"count": len(events), "results": rows, "next": self.next_url(page)})
        context = {
            "until": until,
            "page": page,
            "months": by_month(rows),
            "kinds": tallies(every, kind),
            "footnotes": footnotes,
        }
        return self.page("registry/calendar.html", context)

    def entry(self, row: dict[str, Any]) -> CalendarEntry:
        url = self.request.build_absolute_uri(row["url"])
        return CalendarEntry(row["key"], row["on"].earliest, row["words"], url)


def year_after(day: date) -> date:
    return day + AHEAD if day <= date.max - AHEAD else date.max


def tell(
    events: Sequence[Event], day: date, footnotes: Footnotes, revision: str | None = None
) -> list[dict[str, Any]]:
    names = DayNames(day, revision)
    about = subjects(events, names.reference)
    return [tell_one(event, about, names, footnotes) for event in events]


def tell_one(
    event: Event, about: Subjects, names: DayNames, footnotes: Footnotes
) -> dict[str, Any]:
    treaty, actor = about.treaties[event.treaty], about.actors.get(event.actor)
    name = actor and names.name(actor)
    return {
        "key": event.key,
        "kind": event.kind.value,
        "kind_label": event.kind.label,
        "on": event.on,
        "treaty": treaty.slug,
        "treaty_title": names.title(treaty),
        "actor": actor and actor.slug,
        "name": name,
        "years": event.years,
        "words": SENTENCES[event.kind].format(
            treaty=names.short_title(treaty), actor=name, years=event.years
        ),
        "url": treaty.get_absolute_url(),
        **cite(footnotes, about.sources.get(event.source), ""),
    }


def by_month(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group what is told by the month in which it comes, or may come first."""
    months: dict[date, list] = {}
    for row in rows:
        months.setdefault(row["on"].earliest.replace(day=1), []).append(row)
    return [{"month": month, "rows": found} for month, found in months.items()]


def tallies(events: list[Event], chosen: str) -> list[dict[str, Any]]:
    counts = Counter(event.kind for event in events)
    return [
        {"value": kind.value, "label": kind.label, "count": count, "is_chosen": kind == chosen}
        for kind in EventKind
        if (count := counts[kind]) or kind == chosen
    ]
