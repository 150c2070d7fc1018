"""Filters of lists so long that their records are kept as sets: each wish is a set, too."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, F, Model, QuerySet, Value
from django.utils.translation import get_language

from registry.choices import Standing
from registry.filters.actions import SignatoryFilter
from registry.filters.base import Facet, FilterForm, Tally, joined
from registry.filters.treaties import TreatyFilter
from registry.models import Actor, Depositary, Participation, SearchEntry
from registry.queries.kept import small
from registry.queries.listed import Listed, treaties_on
from registry.queries.orders import Kept
from registry.queries.periods import years_before
from registry.queries.signed import naming, signed_on


class ListedFilter(FilterForm):
    """A filter over a list that is held in memory, which `listed` gives.

    Who meets the wishes that are no facets is asked in one query, for all wishes together.
    """

    def listed(self, sort: str) -> Listed:
        raise NotImplementedError

    def questions(self, name: str, value: Any) -> dict[str, QuerySet]:
        """Give what a wish asks: rows with a `key`, each under a name of its own."""
        raise NotImplementedError

    def answer(self, name: str, found: dict[str, list[int]]) -> Iterable[int]:
        """Give the records that meet a wish, by the keys that were found."""
        return found[name]

    def find(self) -> tuple[Kept, Tally]:
        """Give the records that remain, in the order asked for, and the counts of the facets."""
        sort = self.cleaned_data.get("sort") or ""
        listed = self.listed(sort)
        wanted = self.wanted()
        sets = {
            name: listed.sets[name].get(value, 0)
            for name, value in wanted.items()
            if name in listed.sets
        } | self.others(listed, sort, wanted)
        kept = together(listed.whole, sets.values())
        asked = tuple((name, known_by(value)) for name, value in wanted.items())
        question = ("tally", type(self), self.day, get_language(), asked)
        return Kept(listed.order, kept), small(
            self.revision, question, lambda: self.counted(listed, sets, kept)
        )

    def others(self, listed: Listed, sort: str, wanted: dict[str, Any]) -> dict[str, int]:
        """Give the sets of those who meet the wishes that are no facets, asked all at once."""
        others = {name: value for name, value in wanted.items() if name not in listed.sets}
        asked = tuple((name, known_by(value)) for name, value in others.items())
        question = (type(self), self.day, sort, asked)

        def ask() -> dict[str, int]:
            questions = {}
            for name, value in others.items():
                questions |= self.questions(name, value)
            parts = [
                rows.annotate(wish=Value(name, CharField())).values_list("wish", "key")
                for name, rows in questions.items()
            ]
            found = {name: [] for name in questions}
            for name, key in joined(parts):
                found[name].append(key)
            return {name: listed.order.of(self.answer(name, found)) for name in others}

        return small(self.revision, question, ask) if others else {}

    def counted(self, listed: Listed, sets: dict[str, int], kept: int) -> Tally:
        """Count each choice of each facet as if the facet's own choice had not been made."""
        facets: list[Facet] = []
        for name in self.facets:
            others = kept
            if name in sets:
                others = together(listed.whole, (sets[one] for one in sets if one != name))
            numbers = {
                value: (own & others).bit_count() for value, own in listed.sets[name].items()
            }
            facets.append(self.facet(name, self.totals(name, numbers)))
        return Tally(kept.bit_count(), facets)


def known_by(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def together(whole: int, sets: Iterable[int]) -> int:
    for one in sets:
        whole &= one
    return whole


class TreatyListFilter(ListedFilter, TreatyFilter):
    def listed(self, sort):
        by = self.sorts[sort][1] if sort else ()
        return treaties_on(self.revision, self.day, sort, by, self.topics)

    def questions(self, name, value):
        match name:
            case "q":
                rows = SearchEntry.objects.found("treaty", value, by=self.day)
                key = "object_pk"
            case "party":
                spells = Participation.objects.parties().possibly_on(self.day)
                rows, key = spells.filter(actor=value), "treaty"
            case _:
                depositaries = Depositary.objects.possibly_on(self.day)
                rows, key = depositaries.filter(actor=value), "treaty"
        return {name: rows.order_by().annotate(key=F(key))}


class SignatoryListFilter(ListedFilter, SignatoryFilter):
    def listed(self, sort):
        self.signed = signed_on(self.revision, self.day, sort, self.topics)
        return self.signed.listed

    def questions(self, name, value):
        match name:
            case "q":
                treaties = SearchEntry.objects.found("treaty", value, by=self.day).order_by()
                actors = Actor.objects.named(value).order_by()
                return {
                    "treaties so named": treaties.annotate(key=F("object_pk")),
                    "actors so named": actors.annotate(key=F("pk")),
                }
            case "years":
                asked = {"begins_latest__lte": years_before(self.day, value)}
            case _:
                asked = {name: value}
        spells = Participation.objects.filter(standing=Standing.SIGNATORY, **asked)
        return {name: spells.order_by().annotate(key=F("pk"))}

    def answer(self, name, found):
        if name == "q":
            return naming(self.signed, found["treaties so named"], found["actors so named"])
        return found[name]
