"""The small lists that a treaty's page prints whole, fetched together: one query, not six."""

from typing import NamedTuple

from django.db.models import Case, CharField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from registry.models import (
    Alliance,
    Citation,
    RatificationProtocol,
    Topic,
    Treaty,
    TreatyText,
    TreatyTitle,
)


class Particulars(NamedTuple):
    """Rows as `values` gives them, each list in the order of its model."""

    topics: list[dict[str, str]]
    titles: list[dict[str, str]]
    texts: list[dict[str, str]]
    citations: list[dict[str, str]]
    alliances: list[dict[str, str]]
    protocols: list[dict[str, str]]


# For each list its columns, in the order by which it is sorted.
COLUMNS = {
    "topics": ("name", "slug"),
    "titles": ("language", "title"),
    "texts": ("language", "version", "url", "authentic"),
    "citations": ("scheme", "value", "url", "note"),
    "alliances": ("name", "slug", "abbreviation"),
    "protocols": (
        *("treaty__slug", "treaty__short_title", "treaty__title"),
        *("treaty__adopted_on", "treaty__concluded_on"),
    ),
}
WIDTH = max(map(len, COLUMNS.values()))


def particulars(treaty: Treaty) -> Particulars:
    authentic = Case(
        When(is_authentic=True, then=Value("yes")), default=Value(""), output_field=TextField()
    )
    rows = {
        "topics": Topic.objects.filter(treaties=treaty),
        "titles": TreatyTitle.objects.filter(treaty=treaty),
        "texts": TreatyText.objects.filter(treaty=treaty).annotate(authentic=authentic),
        "citations": Citation.objects.filter(treaty=treaty),
        "alliances": Alliance.objects.filter(treaty=treaty),
        "protocols": RatificationProtocol.objects.filter(amends=treaty),
    }
    first, *others = (_as_text(part, found) for part, found in rows.items())
    told = {part: [] for part in COLUMNS}
    for part, *values in first.union(*others, all=True).order_by():
        told[part].append(dict(zip(COLUMNS[part], values, strict=False)))
    for part, found in told.items():
        found.sort(key=lambda row, columns=COLUMNS[part]: [row[column] for column in columns])
    return Particulars(**told)


def _as_text(part: str, found: QuerySet) -> QuerySet:
    """Select the columns of a list as text, as many as the longest has."""
    cells = [Cast(column, TextField()) for column in COLUMNS[part]]
    cells += [Value("", output_field=TextField())] * (WIDTH - len(cells))
    return found.order_by().values_list(Value(part, output_field=CharField()), *cells)
