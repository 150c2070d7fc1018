"""How a treaty's record tells the treaties around it, both ways."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import RelationKind
from registry.dates import Answer, UncertainDate
from registry.models import Treaty, TreatyRelation
from registry.pictures.spans import Axis, Span
from registry.queries.lineage import lineage
from registry.queries.status import force_of, known_in_force_on
from registry.views.participants import known, may_have_come

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


def relations(treaty: Treaty, day: date) -> list[dict[str, Any]]:
    """Tell the treaty's relations both ways, to treaties that may have existed by the day."""
    found = TreatyRelation.objects.filter(Q(treaty=treaty) | Q(other=treaty))
    told = [
        (link.get_kind_display(), link.other, link.note)
        if link.treaty_id == treaty.pk
        else (INVERSE[link.kind], link.treaty, link.note)
        for link in found.select_related("treaty", "other").order_by("kind", "pk")
    ]
    return [
        {
            "label": label,
            "treaty": other.slug,
            "url": other.get_absolute_url(),
            "title": str(other),
            "concluded_on": other.concluded_on,
            "note": note,
        }
        for label, other, note in sorted(
            told, key=lambda link: (link[0], first_day(link[1]) or date.max, link[1].slug)
        )
        if other.existed(day) is not Answer.NO
    ]


def first_day(treaty: Treaty) -> date | None:
    days = [on.earliest for on in (treaty.adopted_on, treaty.concluded_on) if on and on.earliest]
    return min(days, default=None)


def tell_protocols(rows: Iterable[dict[str, str]], day: date) -> list[dict[str, Any]]:
    """Tell the protocols that may have existed by the day, the oldest first."""
    told = []
    for row in rows:
        dates = [
            UncertainDate(row[column])
            for column in ("treaty__adopted_on", "treaty__concluded_on")
            if row[column]
        ]
        if not dates or any(may_have_come(on, day) for on in dates):
            slug = row["treaty__slug"]
            told.append(
                {
                    "slug": slug,
                    "url": reverse("registry:protocol_detail", args=[slug]),
                    "title": row["treaty__short_title"] or row["treaty__title"],
                    "concluded_on": dates[-1] if dates else None,
                }
            )
    return sorted(told, key=lambda row: (row["concluded_on"] or UncertainDate(".."), row["slug"]))


def life(treaty: Treaty, day: date) -> dict[str, Any] | None:
    """Draw the life of the treaty and of those in its line: made, in force, ended."""
    lanes, days = [], []
    for one in lineage(treaty):
        if one.existed(day) is Answer.NO:
            continue
        begun = one.concluded_on or one.adopted_on
        in_force_on = known_in_force_on(force_of(one), day)
        ended_on = known(one.ended_on, day)
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
                "name": str(one),
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
