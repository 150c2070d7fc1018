"""The pages that belong to no one noun: home, glossary, data."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from registry.choices import ActionKind, PartnershipEnd, SourceRank, Standing
from registry.dates import Count
from registry.exports import LICENCE
from registry.models import (
    Actor,
    Alliance,
    Claim,
    Mission,
    Participation,
    Partnership,
    Phase,
    RatificationProtocol,
    Treaty,
    TreatyAction,
)
from registry.models.base import certainly, certainly_held, possibly, possibly_held, soonest
from registry.models.treaties import possibly_made
from registry.queries.calendar import next_due
from registry.queries.facts import coverage
from registry.queries.kept import small
from registry.queries.progress import protocols_on
from registry.queries.reference import Reference, reference
from registry.views.base import PublicView
from registry.views.calendar import tell, year_after
from registry.views.citing import Footnotes
from registry.views.examples import questions
from registry.views.metadata import dataset

# The files that hold the whole registry, and their types.
WHOLE = {
    "download_sqlite": "application/vnd.sqlite3",
    "download_csv": "application/zip",
    "download_fixtures": "application/zip",
}
LATEST = 8
WAITING = 5
COMING = 6


class Home(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        asked = ("home", self.moment.day, get_language())
        return self.page("registry/home.html", small(self.revision, asked, self.told))

    def told(self) -> dict[str, Any]:
        day, known = self.moment.day, reference(self.revision)
        return {
            "figures": holdings(day),
            "waiting": waiting(day, known),
            "coming": coming(day, self.revision),
            "latest": latest_acts(day, known),
            "questions": list(questions(known)),
        }


def holdings(day: date) -> list[dict[str, Any]]:
    """Count what the registry holds as at a day; what is not known widens the count."""
    # Of a treaty of which nothing tells whether it entered into force, nobody can say that it
    # has not.
    may_be_in_force = possibly("force__in_force", by=day, text="force__in_force_on") | (
        (Q(force__is_told=False) | Q(force__in_force_on="", covered_until__lt=day))
        & possibly_made(day)
    )
    in_force = (
        certainly("force__in_force", by=day)
        & (Q(force__ended_on="") | Q(force__ended_earliest__gt=day)),
        may_be_in_force & ~certainly("force__ended", by=day),
    )
    # Whether a period without a beginning held is not known.
    stands = ~Q(since="") & certainly_held(day), possibly_held(day)
    partnerships = Partnership.objects.exclude(end_ground=PartnershipEnd.NEVER_STARTED)
    numbers = counts(
        {
            "made": (Phase.objects.on(day),),
            "in force": (Treaty.objects.all(), *in_force),
            "actors": (Actor.objects.begun(by=day),),
            "alliances": (Alliance.objects.all(), *stands),
            "partnerships": (partnerships, *stands),
            "missions": (Mission.objects.begun(by=day),),
        }
    )
    return [
        figure("treaty_list", _("treaties"), numbers["made"]),
        figure("treaty_list", _("of them in force"), numbers["in force"], query="?status=in_force"),
        figure("actor_list", _("States and other actors"), numbers["actors"]),
        figure("treaty_list", _("acts on record"), acts(day)),
        figure("signatory_list", _("signatures without consent"), signatures(day)),
        figure(
            "alliance_list",
            _("alliances standing"),
            numbers["alliances"],
            query="?status=standing",
        ),
        figure("partnership_list", _("partnerships running"), numbers["partnerships"]),
        figure("mission_list", _("missions sailed"), numbers["missions"]),
    ]


def figure(page: str, label: str, number: int | Count, *, query: str = "") -> dict[str, Any]:
    return {"url": reverse(f"registry:{page}") + query, "label": label, "number": number}


def acts(day: date) -> int:
    """Count the acts that may have been done by the day: all but the few that came later."""
    later = TreatyAction.objects.filter(deposited_earliest__gt=day)
    return TreatyAction.objects.count() - later.count()


def signatures(day: date) -> Count:
    """Count the signatures that no consent had followed by the day."""
    signed = Participation.objects.filter(standing=Standing.SIGNATORY)
    held = certainly_held(day, beginning="begins"), possibly_held(day, beginning="begins")
    open_ended, ending = signed.unended(day)
    parts = counts({"open-ended": (open_ended, *held), "ending": (ending, *held)}).values()
    return Count(sum(part.at_least for part in parts), sum(part.at_most for part in parts))


def counts(parts: dict[str, tuple]) -> dict[str, Count]:
    """Count several sets in one query: all their records, or those that meet two conditions.

    Of these the first tells who certainly belongs, the second who may.
    """
    first, *others = (
        records.order_by()
        .values(part=models.Value(name, models.CharField()))
        .annotate(
            **{
                bound: models.Count("pk", filter=condition)
                for bound, condition in zip(
                    ("at_least", "at_most"), conditions or (None, None), strict=True
                )
            }
        )
        .values_list("part", "at_least", "at_most")
        for name, (records, *conditions) in parts.items()
    )
    found = first.union(*others, all=True).order_by()
    return {name: Count(*numbers) for name, *numbers in found}


def waiting(day: date, known: Reference) -> list[dict[str, Any]]:
    """Tell the protocols that may not be in force on the day, the longest waiting first."""
    protocols = list(
        RatificationProtocol.objects.filter(
            Q(treaty__force__ended_on="") | Q(treaty__force__ended_earliest__gt=day)
        )
        # What is left out is not looked for: of all treaties, few have such a protocol.
        .exclude(Q(treaty__concluded_on="") | Q(treaty__concluded_earliest__gt=day))
        .exclude(certainly("treaty__force__in_force", by=day))
        .select_related("treaty__clause", "treaty__force", "amends")
        .prefetch_related("candidates")
        .order_by(soonest("treaty__concluded"), "treaty__slug")[:WAITING]
    )
    told = protocols_on(protocols, day, known.integration_organizations, known.continuations)
    return [
        {
            "url": protocol.get_absolute_url(),
            "title": known.titles.get(protocol.treaty_id) or str(protocol.treaty),
            "signed_on": protocol.treaty.concluded_on,
            "required": told[protocol.pk].progress.required_count,
            "done": told[protocol.pk].progress.done,
            "outstanding": sorted(
                known.book.name(known.actors[pk], day)
                for pk in told[protocol.pk].progress.outstanding
            ),
        }
        for protocol in protocols
    ]


def coming(day: date, revision: str | None) -> list[dict[str, Any]]:
    """Tell what is due next, as far as it was known on the day."""
    return tell(next_due(day, year_after(day), COMING), day, Footnotes(), revision)


def latest_acts(day: date, known: Reference) -> list[dict[str, Any]]:
    """Tell what was done last by the day; thirty signatures of one protocol are one line."""
    columns = ["treaty_id", "kind", "deposited_on", "deposited_latest"]
    titles = ["treaty__slug", "treaty__title", "treaty__short_title"]
    done = TreatyAction.objects.filter(deposited_latest__lte=day)
    # The last so many days with acts hold at least so many groups.
    days = done.order_by("-deposited_latest").values_list("deposited_latest", flat=True)
    last = list(days.distinct()[:LATEST])[-1:]
    groups = list(
        done.filter(deposited_latest__gte=last[0] if last else day)
        .values(*columns, *titles)
        .annotate(number=models.Count("pk"), first=models.Min("actor"))
        .order_by("-deposited_latest", "treaty__slug", "kind")[:LATEST]
    )
    return [
        {
            "on": group["deposited_on"],
            "act": ActionKind(group["kind"]).label,
            "who": known.book.name(known.actors[group["first"]], group["deposited_latest"])
            if group["number"] == 1
            else ngettext("%(number)d participant", "%(number)d participants", group["number"])
            % {"number": group["number"]},
            "title": known.titles.get(group["treaty_id"])
            or group["treaty__short_title"]
            or group["treaty__title"],
            "url": reverse("registry:treaty_detail", args=[group["treaty__slug"]]),
        }
        for group in groups
    ]


class Glossary(PublicView):
    is_timeless = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("registry/glossary.html", {})


class DataPage(PublicView):
    """How to take the registry away and cite it, and how much of it rests on a source."""

    is_timeless = True

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
            "linked": dataset(
                request.build_absolute_uri(request.path),
                {
                    request.build_absolute_uri(reverse(f"fixed:{name}")): kind
                    for name, kind in WHOLE.items()
                },
            ),
        }
        return self.page("registry/data.html", context)


home, glossary, data = Home.as_view(), Glossary.as_view(), DataPage.as_view()
