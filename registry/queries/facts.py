"""What the dated facts rest on: how many name a source of which rank, and which name none."""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.translation import gettext_lazy as _

from registry.choices import SourceRank
from registry.dates import UncertainDateField
from registry.models import (
    Actor,
    ActorName,
    Alliance,
    AllianceName,
    DomesticStep,
    Membership,
    Mission,
    MissionStop,
    Partnership,
    PartnershipProgram,
    PublishedFigure,
    Source,
    Statement,
    Succession,
    Treaty,
    TreatyAction,
)
from registry.models.sources import KEY_SEPARATOR


class Kind(NamedTuple):
    """A kind of dated fact, and the page that shows it.

    `page` is the noun of the page, `owner` the path from the fact to the record that has it, ""
    for the fact's own; `named` is that record's name, `detail` what tells the fact from the
    others there. `days` are the dates that `source` is for; left out, all that the model has.
    """

    name: str
    label: str
    model: type[Model]
    page: str
    owner: str
    named: str = "name"
    detail: str = ""
    days: tuple[str, ...] = ()
    source: str = "source"

    @property
    def dates(self) -> tuple[str, ...]:
        columns = self.model._meta.local_fields
        return self.days or tuple(
            field.name for field in columns if isinstance(field, UncertainDateField)
        )

    def dated(self) -> QuerySet:
        """Keep the rows that bear a date."""
        blank = Q(**dict.fromkeys(self.dates, ""))
        return self.model._default_manager.exclude(blank).order_by()

    def told(self) -> QuerySet:
        """Tell each row as text, so that rows of all kinds can stand in one list."""
        owner = f"{self.owner}__" if self.owner else ""
        days = [NullIf(_text(day), Value("")) for day in self.dates]
        name = [Value(f"{self.name}{KEY_SEPARATOR}"), *_joined(self.model.KEY)]
        return self.dated().annotate(
            told_slug=Concat(*name, output_field=CharField()),
            told_kind=Value(self.name),
            told_page=Value(self.page),
            told_record=_text(f"{owner}slug"),
            told_subject=_text(f"{owner}{self.named}"),
            told_detail=_text(self.detail) if self.detail else Value(""),
            told_day=Coalesce(*days, Value("")),
        )


KINDS = {
    kind.name: kind
    for kind in (
        Kind("actor", _("actors"), Actor, "actor", ""),
        Kind("actorname", _("actor names"), ActorName, "actor", "actor", detail="name"),
        Kind(
            "succession",
            _("successions"),
            Succession,
            "actor",
            "predecessor",
            detail="successor__name",
        ),
        Kind(
            "treaty",
            _("treaties"),
            Treaty,
            "treaty",
            "",
            "title",
            days=("adopted_on", "concluded_on", "opens_on", "closes_on"),
        ),
        Kind(
            "entry_into_force",
            _("entries into force, as stated"),
            Treaty,
            "treaty",
            "",
            "title",
            days=("stated_in_force_on",),
            source="in_force_source",
        ),
        Kind(
            "end",
            _("ends of treaties"),
            Treaty,
            "treaty",
            "",
            "title",
            days=("ended_on",),
            source="ended_source",
        ),
        Kind(
            "treatyaction",
            _("treaty actions"),
            TreatyAction,
            "treaty",
            "treaty",
            "title",
            "actor__name",
            days=("deposited_on", "instrument_on", "effective_on"),
        ),
        Kind(
            "domesticstep",
            _("steps at home"),
            DomesticStep,
            "treaty",
            "treaty",
            "title",
            "actor__name",
        ),
        Kind(
            "statement",
            _("statements"),
            Statement,
            "treaty",
            "treaty",
            "title",
            "actor__name",
        ),
        Kind("alliance", _("alliances"), Alliance, "alliance", ""),
        Kind(
            "alliancename", _("alliance names"), AllianceName, "alliance", "alliance", detail="name"
        ),
        Kind(
            "membership", _("memberships"), Membership, "alliance", "alliance", detail="actor__name"
        ),
        Kind("partnershipprogram", _("programs"), PartnershipProgram, "program", ""),
        Kind("partnership", _("partnerships"), Partnership, "partnership", "", "slug"),
        Kind(
            "publishedfigure",
            _("published figures"),
            PublishedFigure,
            "program",
            "program",
            detail="measure",
        ),
        Kind("mission", _("missions"), Mission, "mission", ""),
        Kind("missionstop", _("mission stops"), MissionStop, "mission", "mission", detail="place"),
    )
}
TOLD = tuple(
    f"told_{name}" for name in ("slug", "kind", "page", "record", "subject", "detail", "day")
)
ORDER = ("told_kind", "told_subject", "told_day", "told_slug")


def unsourced(kinds: Iterable[str] = KINDS, words: str = "") -> QuerySet:
    """List the dated facts of these kinds that name no source, as mappings of `TOLD`."""
    found = []
    for kind in map(KINDS.__getitem__, kinds):
        rows = kind.told().filter(**{f"{kind.source}__isnull": True})
        for word in words.split():
            rows = rows.filter(Q(told_subject__icontains=word) | Q(told_detail__icontains=word))
        found.append(rows.values(*TOLD))
    return found[0].union(*found[1:], all=True).order_by(*ORDER)


def coverage() -> list[dict[str, Any]]:
    """Count, in one query, the dated facts of each kind by the rank of their source."""
    counted = [
        kind.dated()
        .annotate(told_kind=Value(kind.name), told_rank=Coalesce(f"{kind.source}__rank", Value("")))
        .values("told_kind", "told_rank")
        .annotate(number=Count("pk"))
        for kind in KINDS.values()
    ]
    ranks = ("", *SourceRank.values)
    table = {name: dict.fromkeys(ranks, 0) for name in KINDS}
    for row in counted[0].union(*counted[1:], all=True).order_by():
        table[row["told_kind"]][row["told_rank"]] = row["number"]
    return [
        {
            "kind": name,
            "label": KINDS[name].label,
            "facts": sum(numbers.values()),
            "unsourced": numbers[""],
            "ranks": [numbers[rank] for rank in SourceRank.values],
        }
        for name, numbers in table.items()
        if any(numbers.values())
    ]


def with_facts(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Add `facts`: how many rows name the source, over every relation, in the same query."""
    return sources.annotate(facts=reduce(add, map(_resting, Source._meta.related_objects)))


def _resting(relation):
    column = relation.field.name
    rows = relation.related_model._default_manager.filter(**{column: OuterRef("pk")})
    counted = rows.order_by().values(column).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _text(path: str) -> Cast:
    return Cast(path, CharField())


def _joined(paths: Iterable[str]) -> list:
    """Join a natural key's parts as `claim_key` does."""
    parts = [part for path in paths for part in (Value(KEY_SEPARATOR), _text(path))]
    return parts[1:]
