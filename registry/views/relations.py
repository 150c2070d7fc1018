"""How a treaty's record tells the treaties around it, both ways."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from registry.choices import RelationKind
from registry.dates import Answer, UncertainDate, dated
from registry.models import Treaty
from registry.models.base import addresses
from registry.models.phases import known_in_force_on
from registry.pictures.spans import Axis, Span
from registry.queries.lineage import LINE, lineage
from registry.queries.particulars import Particulars
from registry.queries.periods import may_have_come
from registry.queries.status import force_of
from registry.views.base import labels
from registry.views.participants import known

# A relation told from the other treaty's side.
INVERSE = {
    RelationKind.AMENDS: gettext_lazy("is amended by"),
    RelationKind.PROTOCOL_TO: gettext_lazy("has the protocol"),
    RelationKind.ACCESSION_PROTOCOL_TO: gettext_lazy("has the accession protocol"),
    RelationKind.RENEWS: gettext_lazy("is renewed by"),
    RelationKind.SUPERSEDES: gettext_lazy("is superseded by"),
    RelationKind.TERMINATES: gettext_lazy("is terminated by"),
    RelationKind.IMPLEMENTS: gettext_lazy("is implemented by"),
    RelationKind.WITHIN_FRAMEWORK_OF: gettext_lazy("is the framework of"),
    RelationKind.COMPLEMENTS: gettext_lazy("is complemented by"),
}


def relations(small: Particulars, day: date, spoken: Mapping[int, str]) -> list[dict[str, Any]]:
    """Tell the treaty's relations both ways, to treaties that may have existed by the day.

    `spoken` are titles in the language of the page, here and below.
    """
    address, kinds = addresses("registry:treaty_detail"), labels(RelationKind, get_language())
    links = [(kinds[row["kind"]], "other", row) for row in small.relations]
    links += [(INVERSE[row["kind"]], "treaty", row) for row in small.inverse]
    told = [
        (
            dates,
            {
                "label": label,
                "treaty": row[f"{path}__slug"],
                "url": address(row[f"{path}__slug"]),
                "title": title_of(row, path, spoken),
                "concluded_on": dated(row[f"{path}__concluded_on"]),
                "note": row["note"],
            },
        )
        for label, path, row in links
        for dates in [dates_of(row, path)]
    ]
    told.sort(key=lambda one: (one[1]["label"], first_day(one[0]) or date.max, one[1]["treaty"]))
    return [row for dates, row in told if may_be_made(dates, day)]


def dates_of(row: dict[str, str], path: str) -> list[UncertainDate]:
    """Give the days on which a treaty within a row was adopted and concluded, where recorded."""
    columns = (row[f"{path}__adopted_on"], row[f"{path}__concluded_on"])
    return [dated(text) for text in columns if text]


def title_of(row: dict[str, str], path: str, spoken: Mapping[int, str]) -> str:
    return spoken.get(int(row[path])) or row[f"{path}__short_title"] or row[f"{path}__title"]


def first_day(dates: Iterable[UncertainDate]) -> date | None:
    return min((on.earliest for on in dates if on.earliest), default=None)


def may_be_made(dates: list[UncertainDate], day: date) -> bool:
    return not dates or any(may_have_come(on, day) for on in dates)


def tell_protocols(
    rows: Iterable[dict[str, str]], day: date, spoken: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Tell the protocols that may have existed by the day, the oldest first."""
    address = addresses("registry:protocol_detail")
    told = [
        {
            "slug": row["treaty__slug"],
            "url": address(row["treaty__slug"]),
            "title": title_of(row, "treaty", spoken),
            "concluded_on": dates[-1] if dates else None,
        }
        for row in rows
        for dates in [dates_of(row, "treaty")]
        if may_be_made(dates, day)
    ]
    return sorted(told, key=lambda row: (row["concluded_on"] or UncertainDate(".."), row["slug"]))


def life(
    treaty: Treaty, small: Particulars, day: date, spoken: Mapping[int, str]
) -> dict[str, Any] | None:
    """Draw the life of the treaty and of those in its line: made, in force, ended."""
    lanes, days = [], []
    is_alone = not any(row["kind"] in LINE for row in (*small.relations, *small.inverse))
    for one in [treaty] if is_alone else lineage(treaty):
        if one.existed(day) is Answer.NO:
            continue
        begun = one.concluded_on or one.adopted_on
        in_force_on = known_in_force_on(force_of(one), day)
        ended_on = known(force_of(one).ended_on, day)
        spans = [Span(begun, in_force_on or ended_on, "made")] if begun else []
        spans += [Span(in_force_on, ended_on)] if in_force_on else []
        days += [begun, in_force_on]
        lanes.append((one, spans, begun, in_force_on, ended_on))
    axis = Axis.over(days, day)
    if axis is None:
        return None
    return {
        "axis": axis,
        "lanes": [
            {
                "name": spoken.get(one.pk) or str(one),
                "url": one.get_absolute_url() if one.pk != treaty.pk else "",
                "dates": [
                    (label, on)
                    for label, on in (
                        (_("concluded") if one.concluded_on else _("adopted"), begun),
                        (_("in force"), in_force_on),
                        (_("ended"), ended_on),
                    )
                    if on
                ],
                "parts": axis.bar(spans),
            }
            for one, spans, begun, in_force_on, ended_on in lanes
        ],
    }
