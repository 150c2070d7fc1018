"""The small lists that a treaty's page prints whole, fetched together: one query, not twelve."""

from datetime import date
from typing import NamedTuple

from django.db.models import Case, CharField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from registry.dates import UncertainDate, dated
from registry.models import (
    Actor,
    Alliance,
    Citation,
    Depositary,
    Phase,
    Problem,
    Provision,
    RatificationProtocol,
    Topic,
    Treaty,
    TreatyRelation,
    TreatyText,
    TreatyTitle,
)
from registry.queries.composed import Question
from registry.sentences import Sentence


class Custodian(NamedTuple):
    """A depositary, as far as a page names it."""

    actor: Actor
    title: str
    since: UncertainDate | None
    until: UncertainDate | None


class Particulars(NamedTuple):
    """Rows as `values` gives them, each list in the order of its model.

    `relations` are those that the treaty has to others, `inverse` those that others have to it;
    either tells the other treaty. `contradicted` are the actors in whose acts something did not fit
    when they were last changed.
    """

    depositaries: list[Custodian]
    topics: list[dict[str, str]]
    titles: list[dict[str, str]]
    texts: list[dict[str, str]]
    citations: list[dict[str, str]]
    alliances: list[Alliance]
    protocols: list[dict[str, str]]
    phases: list[dict[str, str]]
    provisions: list[dict[str, str]]
    relations: list[dict[str, str]]
    inverse: list[dict[str, str]]
    contradicted: list[dict[str, str]]


def _of_a_treaty(path: str) -> tuple[str, ...]:
    columns = ("slug", "short_title", "title", "adopted_on", "concluded_on")
    return (*(f"{path}__{column}" for column in columns), path)


# For each list its columns, in the order by which it is sorted.
COLUMNS = {
    "depositaries": ("actor__slug", "actor", "actor__name", "title", "since", "until"),
    "topics": ("name", "slug"),
    "titles": ("language", "title"),
    "texts": ("language", "version", "url", "authentic"),
    "citations": ("scheme", "value", "url", "note"),
    "alliances": ("name", "slug", "abbreviation", "until", "pk", "organization"),
    "phases": ("since", "until", "status", "reason", "in_force_on"),
    "protocols": _of_a_treaty("treaty"),
    "provisions": ("article", "kind", "quotation", "summary", "source", "pinpoint"),
    "relations": ("kind", *_of_a_treaty("other"), "note"),
    "inverse": ("kind", *_of_a_treaty("treaty"), "note"),
    "contradicted": ("actor",),
}
WIDTH = max(map(len, COLUMNS.values()))


def _rows(treaty) -> QuerySet:
    authentic = Case(
        When(is_authentic=True, then=Value("yes")), default=Value(""), output_field=TextField()
    )
    rows = {
        "depositaries": Depositary.objects.filter(treaty=treaty),
        "topics": Topic.objects.filter(treaties=treaty),
        "titles": TreatyTitle.objects.filter(treaty=treaty),
        "texts": TreatyText.objects.filter(treaty=treaty).annotate(authentic=authentic),
        "citations": Citation.objects.filter(treaty=treaty),
        "alliances": Alliance.objects.filter(treaty=treaty),
        "protocols": RatificationProtocol.objects.filter(amends=treaty),
        "phases": Phase.objects.filter(treaty=treaty),
        "provisions": Provision.objects.filter(treaty=treaty),
        "relations": TreatyRelation.objects.filter(treaty=treaty),
        "inverse": TreatyRelation.objects.filter(other=treaty),
        "contradicted": Problem.objects.filter(treaty=treaty, act__isnull=False),
    }
    first, *others = (_as_text(part, found) for part, found in rows.items())
    return first.union(*others, all=True).order_by()


_ROWS = Question(_rows)


def particulars(treaty: Treaty) -> Particulars:
    told = {part: [] for part in COLUMNS}
    for part, *values in _ROWS.rows(treaty.pk):
        told[part].append(dict(zip(COLUMNS[part], values, strict=False)))
    for part, found in told.items():
        found.sort(key=lambda row, columns=COLUMNS[part]: [row[column] for column in columns])
    told["depositaries"] = [_depositary(row) for row in told["depositaries"]]
    told["alliances"] = [_alliance(row) for row in told["alliances"]]
    return Particulars(**told)


def _depositary(row: dict[str, str]) -> Custodian:
    actor = Actor(pk=int(row["actor"]), slug=row["actor__slug"], name=row["actor__name"])
    return Custodian(actor, row["title"], dated(row["since"]), dated(row["until"]))


def _alliance(row: dict[str, str]) -> Alliance:
    organization = row.pop("organization")
    return Alliance(
        **row | {"pk": int(row["pk"]), "until": dated(row["until"])},
        organization_id=int(organization) if organization else None,
    )


def phases_among(small: Particulars) -> list[Phase]:
    """Give the phases as records; only who compares two days asks for them."""
    return [
        Phase(
            since=date.fromisoformat(row["since"]),
            until=date.fromisoformat(row["until"]),
            status=row["status"],
            reason=Sentence.read(row["reason"]),
            in_force_on=row["in_force_on"],
        )
        for row in small.phases
    ]


def _as_text(part: str, found: QuerySet) -> QuerySet:
    """Select the columns of a list as text, as many as the longest has."""
    cells = [Cast(column, TextField()) for column in COLUMNS[part]]
    cells += [Value("", output_field=TextField())] * (WIDTH - len(cells))
    return found.order_by().values_list(Value(part, output_field=CharField()), *cells)
