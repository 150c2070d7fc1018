from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext_lazy

from registry.filters.alliances import AllyFilter
from registry.filters.base import Tally
from registry.models import Alliance
from registry.queries.allies import Allies, allied
from registry.queries.names import DayNames
from registry.queries.snapshots import snapshot
from registry.views.base import RecordList, require_room


class AllyList(RecordList):
    """Who was allied with whom: two members of one alliance in each row."""

    title = gettext_lazy("Allies")
    template_name = "registry/ally_list.html"
    file_name = "allies"
    filter_form = AllyFilter
    columns = [
        "slug",
        "alliance",
        "alliance_name",
        "kind",
        "is_binding",
        "a",
        "a_name",
        "b",
        "b_name",
        "since",
        "a_since",
        "b_since",
        "allied",
        "obligations",
        "beside",
        "url",
    ]

    def found(self, day):
        wanted = self.form.wanted()
        every, self.incomplete = allied(DayNames(day, self.revision), wanted.get("party"))
        kept = [one for one in every if wanted.get("kind") in (None, one.alliance.kind)]
        if sort := self.form.cleaned_data.get("sort"):
            kept = by_beginning(kept, latest_first=sort.startswith("-"))
        counted = Counter(one.alliance.kind for one in every)
        return kept, Tally(len(kept), [self.form.facet("kind", counted)])

    def rows(self, found: Iterable[Allies], day: date) -> list[dict[str, Any]]:
        found, names = list(found), DayNames(day, self.revision)
        called = names.alliances({one.alliance for one in found})
        members = {member.actor for one in found for member in (one.one, one.other)}
        told = {actor: names.tell(actor) for actor in members}
        return [
            {
                "slug": "|".join((pair.alliance.slug, a["actor"], b["actor"])),
                "url": pair.one.actor.pair_url(pair.other.actor),
                "alliance": pair.alliance.slug,
                "alliance_name": called[pair.alliance.pk],
                "alliance_url": pair.alliance.get_absolute_url(),
                "kind": pair.alliance.kind,
                "kind_label": pair.alliance.get_kind_display(),
                "is_binding": pair.alliance.treaty.is_binding,
                "a": a["actor"],
                "a_name": a["name"],
                "a_since": pair.one.since,
                "b": b["actor"],
                "b_name": b["name"],
                "b_since": pair.other.since,
                "since": pair.since,
                "allied": pair.answer,
                "obligations": list(dict.fromkeys(one.kind for one in pair.obligations)),
                "obligation_labels": list(
                    dict.fromkeys(one.get_kind_display() for one in pair.obligations)
                ),
                "beside": [spell.get_kind_display() for spell in pair.asides],
            }
            for pair in found
            for a, b in [(told[pair.one.actor], told[pair.other.actor])]
        ]

    def more_data(self, day):
        return {"incomplete": [alliance.slug for alliance in self.incomplete]}

    def more(self, day):
        named = DayNames(day, self.revision).alliances(self.incomplete)
        return {"incomplete": [named[alliance.pk] for alliance in self.incomplete]}

    def every_row(self, day: date) -> Iterator[dict[str, Any]]:
        kept, _tally = self.found(day)
        if self.format == "xlsx":
            require_room(len(kept))
        with snapshot(Alliance.objects.db):
            yield from self.rows(kept, day)


def by_beginning(found: list[Allies], *, latest_first: bool) -> list[Allies]:
    """Sort by the first possible day since which two are allies, the undated last."""
    dated = [(pair.since.earliest, pair) for pair in found if pair.since and pair.since.earliest]
    undated = [pair for pair in found if not (pair.since and pair.since.earliest)]
    dated.sort(key=itemgetter(0), reverse=latest_first)
    return [*(pair for _, pair in dated), *undated]
