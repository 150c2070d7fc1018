from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import EventKind
from registry.exports import Entry, ics_response
from registry.queries.calendar import Event, calendar
from registry.queries.names import DayNames
from registry.views.base import Footnotes, PublicView
from registry.views.citing import cite

AHEAD = timedelta(days=365)
COLUMNS = ["key", "kind", "on", "treaty", "treaty_title", "actor", "name", "years", "words", "url"]

# Whole sentences, so that another language can order them as it must.
SENTENCES = {
    EventKind.ENTERS_INTO_FORCE: gettext_lazy("{treaty} enters into force."),
    EventKind.BINDS: gettext_lazy("{actor} becomes a party to {treaty}."),
    EventKind.LEAVES: gettext_lazy("The withdrawal of {actor} from {treaty} takes effect."),
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
        names, footnotes = DayNames(day), Footnotes()
        kind = request.GET.get("kind", "")
        every = [tell(event, names, footnotes) for event in calendar(day, until)]
        rows = [row for row in every if row["kind"] == kind] if kind in EventKind else every
        match self.format:
            case "ics":
                return ics_response(
                    map(self.entry, self.dated(rows)), name=_("Treaty Registry"), stamp=self.stamp
                )
            case "json":
                return self.data({"count": len(rows), "results": rows, "next": None})
            case "csv" | "xlsx":
                return self.download(rows, COLUMNS, "calendar")
        context = {
            "until": until,
            "months": by_month(rows),
            "rows": rows,
            "kinds": tallies(every, kind),
            "footnotes": footnotes,
        }
        return self.page("registry/calendar.html", context)

    def dated(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Keep what falls on one day: a calendar file cannot say "in March or April"."""
        return [row for row in rows if row["on"].is_exact]

    def entry(self, row: dict[str, Any]) -> Entry:
        url = self.request.build_absolute_uri(row["url"])
        return Entry(row["key"], row["on"].earliest, row["words"], url)


def year_after(day: date) -> date:
    return day + AHEAD if day <= date.max - AHEAD else date.max


def tell(event: Event, names: DayNames, footnotes: Footnotes) -> dict[str, Any]:
    actor = event.actor and names.name(event.actor)
    return {
        "key": event.key,
        "kind": event.kind.value,
        "kind_label": event.kind.label,
        "on": event.on,
        "treaty": event.treaty.slug,
        "treaty_title": event.treaty.title,
        "actor": event.actor and event.actor.slug,
        "name": actor,
        "years": event.years,
        "words": SENTENCES[event.kind].format(treaty=event.treaty, actor=actor, years=event.years),
        "url": event.treaty.get_absolute_url(),
        **cite(footnotes, event.source, ""),
    }


def by_month(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group what is told by the month in which it comes, or may come first."""
    months: dict[date, list] = {}
    for row in rows:
        months.setdefault(row["on"].earliest.replace(day=1), []).append(row)
    return [{"month": month, "rows": found} for month, found in months.items()]


def tallies(rows: list[dict[str, Any]], chosen: str) -> list[dict[str, Any]]:
    counts = {kind: sum(row["kind"] == kind for row in rows) for kind in EventKind}
    return [
        {"value": kind.value, "label": kind.label, "count": count, "is_chosen": kind == chosen}
        for kind, count in counts.items()
        if count or kind == chosen
    ]
