"""The pages that belong to no one noun: home, glossary, data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.choices import ActionKind, PartnershipEnd, SourceRank, Standing
from registry.dates import Count
from registry.exports import LICENCE
from registry.models import (
    Actor,
    ActorName,
    Alliance,
    Claim,
    Mission,
    Participation,
    Partnership,
    PartnershipProgram,
    RatificationProtocol,
    Treaty,
    TreatyAction,
)
from registry.models.base import certainly, certainly_held, possibly, possibly_held
from registry.queries.calendar import due
from registry.queries.facts import coverage
from registry.queries.names import DayNames
from registry.queries.progress import protocols_on
from registry.views.base import Footnotes, PublicView
from registry.views.calendar import tell, year_after

LATEST = 8
WAITING = 5
COMING = 6

# Questions that show what the registry can answer, asked only where it holds the record.
QUESTIONS = (
    (
        Alliance,
        "slug",
        "nato",
        "2019-03-22",
        gettext_lazy("Who were the members of NATO on 22 March 2019?"),
    ),
    (
        RatificationProtocol,
        "treaty__slug",
        "north-macedonia-accession-protocol",
        "2020-03-18",
        gettext_lazy("Whose acceptance was North Macedonia still waiting for on 18 March 2020?"),
    ),
    (
        PartnershipProgram,
        "slug",
        "state-partnership-program",
        "2019-07-01",
        gettext_lazy("Which National Guard was paired with which country in mid-2019?"),
    ),
    (
        Alliance,
        "slug",
        "moroccan-american-treaty-of-friendship",
        "",
        gettext_lazy("Is a treaty of 1786 still in force?"),
    ),
    (
        PartnershipProgram,
        "slug",
        "pacific-partnership",
        "",
        gettext_lazy("Where have the hospital ships of Pacific Partnership called since 2006?"),
    ),
)


class Home(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        day = self.moment.day
        names = ActorName.objects.book()
        context = {
            "figures": holdings(day),
            "waiting": waiting(day, names),
            "coming": coming(day),
            "latest": latest_acts(day, names),
            "questions": list(questions()),
        }
        return self.page("registry/home.html", context)


def holdings(day: date) -> list[dict[str, Any]]:
    """Count what the registry holds as at a day; what is not known widens the count."""
    in_force = count(
        Treaty.objects.all(),
        certainly("force__in_force", by=day) & (Q(ended_on="") | Q(ended_earliest__gt=day)),
        possibly("force__in_force", by=day, text="force__in_force_on")
        & (Q(ended_on="") | Q(ended_latest=None) | Q(ended_latest__gt=day)),
    )
    partnerships = Partnership.objects.exclude(end_ground=PartnershipEnd.NEVER_STARTED)
    missions = Mission.objects.filter(Q(since="") | possibly("since", by=day))
    return [
        figure("treaty_list", _("treaties"), Treaty.objects.made(by=day).count()),
        figure("treaty_list", _("of them in force"), in_force, query="?status=in_force"),
        figure("actor_list", _("States and other actors"), Actor.objects.count()),
        figure("treaty_list", _("acts on record"), TreatyAction.objects.known(by=day).count()),
        figure("signatory_list", _("signatures without consent"), signatures(day)),
        figure("alliance_list", _("alliances standing"), standing(Alliance.objects.all(), day)),
        figure("partnership_list", _("partnerships running"), standing(partnerships, day)),
        figure("program_list", _("missions sailed"), missions.count()),
    ]


def figure(page: str, label: str, number: int | Count, *, query: str = "") -> dict[str, Any]:
    return {"url": reverse(f"registry:{page}") + query, "label": label, "number": number}


def signatures(day: date) -> Count:
    """Count the signatures that no consent had followed by the day."""
    return count(
        Participation.objects.filter(standing=Standing.SIGNATORY),
        certainly_held(day, beginning="begins"),
        possibly_held(day, beginning="begins"),
    )


def standing(records: models.QuerySet, day: date) -> Count:
    """Count the records whose period held on the day; without a beginning that is not known."""
    return count(records, ~Q(since="") & certainly_held(day), possibly_held(day))


def count(records: models.QuerySet, certain: Q, possible: Q) -> Count:
    return Count(
        **records.aggregate(
            at_least=models.Count("pk", filter=certain), at_most=models.Count("pk", filter=possible)
        )
    )


def waiting(day: date, names) -> list[dict[str, Any]]:
    """Tell the protocols that may not be in force on the day, the longest waiting first."""
    protocols = list(
        RatificationProtocol.objects.filter(
            possibly("treaty__concluded", by=day, text="treaty__concluded_on"),
            Q(treaty__ended_on="") | Q(treaty__ended_earliest__gt=day),
        )
        .exclude(certainly("treaty__force__in_force", by=day))
        .select_related("treaty", "amends")
        .prefetch_related("candidates")
        .order_by("treaty__concluded_earliest", "treaty__slug")[:WAITING]
    )
    told = protocols_on(protocols, day)
    actors = Actor.objects.in_bulk({pk for one in told.values() for pk in one.progress.outstanding})
    return [
        {
            "url": protocol.get_absolute_url(),
            "title": str(protocol.treaty),
            "signed_on": protocol.treaty.concluded_on,
            "required": told[protocol.pk].progress.required_count,
            "done": told[protocol.pk].progress.done,
            "outstanding": sorted(
                names.name(actors[pk], day) for pk in told[protocol.pk].progress.outstanding
            ),
        }
        for protocol in protocols
    ]


def coming(day: date) -> list[dict[str, Any]]:
    """Tell what is due next, as far as it was known on the day."""
    names, footnotes = DayNames(day), Footnotes()
    return [tell(event, names, footnotes) for event in due(day, year_after(day))[:COMING]]


def latest_acts(day: date, names) -> list[dict[str, Any]]:
    """Tell what was done last by the day; thirty signatures of one protocol are one line."""
    columns = ["treaty_id", "kind", "deposited_on", "deposited_latest"]
    acts = TreatyAction.objects.filter(deposited_latest__lte=day)
    # The last so many days with acts hold at least so many groups.
    days = acts.order_by("-deposited_latest").values_list("deposited_latest", flat=True)
    last = list(days.distinct()[:LATEST])[-1:]
    groups = list(
        acts.filter(deposited_latest__gte=last[0] if last else day)
        .values(*columns)
        .annotate(number=models.Count("pk"), first=models.Min("actor"))
        .order_by("-deposited_latest", "treaty__slug", "kind")[:LATEST]
    )
    treaties = Treaty.objects.in_bulk({group["treaty_id"] for group in groups})
    actors = Actor.objects.in_bulk({group["first"] for group in groups})
    return [
        {
            "on": group["deposited_on"],
            "act": ActionKind(group["kind"]).label,
            "who": names.name(actors[group["first"]], group["deposited_latest"])
            if group["number"] == 1
            else ngettext("%(number)d participant", "%(number)d participants", group["number"])
            % {"number": group["number"]},
            "title": str(treaties[group["treaty_id"]]),
            "url": treaties[group["treaty_id"]].get_absolute_url(),
        }
        for group in groups
    ]


def questions() -> Iterator[dict[str, str]]:
    """Give the questions about records that the registry holds, with where they are answered."""
    wanted: dict[tuple, set[str]] = {}
    for model, column, slug, *_rest in QUESTIONS:
        wanted.setdefault((model, column), set()).add(slug)
    held = {
        (model, getattr(record, "slug", "") or record.treaty.slug): record.get_absolute_url()
        for (model, column), slugs in wanted.items()
        for record in model.objects.filter(**{f"{column}__in": slugs}).select_related(
            "treaty" if model is RatificationProtocol else None
        )
    }
    for model, _column, slug, day, words in QUESTIONS:
        if (model, slug) in held:
            query = f"?as_at={day}" if day else ""
            yield {"url": held[model, slug] + query, "words": words}


class Glossary(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("registry/glossary.html", {})


class DataPage(PublicView):
    """How to take the registry away and cite it, and how much of it rests on a source."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = coverage()
        context = {
            "licence": LICENCE,
            "coverage": rows,
            "ranks": SourceRank.labels,
            "by_rank": [
                sum(column) for column in zip(*(row["ranks"] for row in rows), strict=True)
            ],
            "facts": sum(row["facts"] for row in rows),
            "unsourced": sum(row["unsourced"] for row in rows),
            "claims": Claim.objects.count(),
            "site": request.build_absolute_uri("/").rstrip("/"),
        }
        return self.page("registry/data.html", context)


home, glossary, data = Home.as_view(), Glossary.as_view(), DataPage.as_view()
