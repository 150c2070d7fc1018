"""What every list's form shares: wishes, orders, and counts beside each choice."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django import forms
from django.db.models import CharField, Count, Expression, F, Q, QuerySet, Value
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.choices import region_label
from registry.models import Actor, Record
from registry.models.base import newest, soonest
from registry.queries.kept import Memory, small
from registry.queries.reference import reference

# Tells which actors are meant by words that none bears as its name.
Meant = Callable[[str], Iterable[Actor]]


def nobody(_words: str) -> Iterable[Actor]:
    return ()


# A sort's name in the address, with its words and the order of the records.
Sorts = dict[str, tuple[str, list]]


class Choice(NamedTuple):
    """One value of a facet, and how many records it would keep beside the other filters."""

    value: str
    label: str
    count: int
    is_chosen: bool


class Facet(NamedTuple):
    """A filter with a short list of values, those that keep nothing left out."""

    name: str
    label: str
    choices: list[Choice]


class Tally(NamedTuple):
    """How many records a list holds, and its facets."""

    total: int
    facets: list[Facet]


OF_EVERY_LIST = ("as_at", "end_of", "page")

forms_given = Memory(200)


class FilterForm(forms.Form):
    """The reader's wishes for a list: `sorts` names the orders, `narrow` applies the rest.

    `facets` names the fields whose choices are counted, each with the column that holds its values,
    or "" where it takes more than a column to tell.
    `dated` names the fields whose choices are records that came at some time, and so depend on the
    day. A value that means nothing narrows nothing.
    """

    sorts: Sorts = {}
    facets: dict[str, str] = {}
    dated: tuple[str, ...] = ()

    q = forms.CharField(label=_("Words"), required=False, max_length=200)

    def __init__(self, data, *, day: date, revision: str | None = None, meant: Meant = nobody):
        self.revision, self.meant = revision, meant
        self.fragments: dict[Hashable, Any] = {}  # parts of pages that are the same for all
        self._tally: Tally | None = None
        super().__init__(data, label_suffix="", use_required_attribute=False, auto_id="filter-%s")
        self.day = day
        if self.sorts:
            choices = [(name, label) for name, (label, _order) in self.sorts.items()]
            self.fields["sort"] = forms.ChoiceField(
                label=_("Order"), choices=[("", _("As listed")), *choices], required=False
            )
        self.offer()
        self.is_valid()

    def offer(self):
        """Settle what may be chosen: asked of the database once, not at each use."""
        for name, field in self.fields.items():
            if isinstance(field, NamingActors):
                field.revision, field.meant = self.revision, self.meant
            if isinstance(field, forms.ChoiceField):
                question = ("choices", type(self), name, get_language(), *self.moment_of(name))
                field.choices = small(self.revision, question, partial(list, field.choices))

    def moment_of(self, name: str) -> tuple[Hashable, ...]:
        """Give what the choices of a field depend on, beside the registry: mostly nothing."""
        return (self.day, self.data.get(name)) if name in self.dated else ()

    @property
    def boxes(self) -> Iterator[tuple[str, SafeString]]:
        """Write each field that is no facet, with its label: once for all who put the same in."""
        for field in self:
            if field.name not in self.facets:
                said = field.value(), bool(field.errors), get_language()
                question = ("box", type(self), field.name, *said, *self.moment_of(field.name))
                yield field.name, small(self.revision, question, partial(written, field))

    def wanted(self) -> dict[str, Any]:
        """Give the wishes that were understood, the order left out."""
        given = self.cleaned_data.items()
        return {name: value for name, value in given if value and name != "sort"}

    def apply(self, records: QuerySet) -> QuerySet:
        records = self.narrow(records, self.wanted())
        sort = self.cleaned_data.get("sort")
        return self.sorted(records, sort) if sort else records

    def narrow(self, records: QuerySet, wanted: dict[str, Any]) -> QuerySet:
        """Keep the records that meet the wishes named: here, those for what a column holds."""
        columns = {name: column for name, column in self.facets.items() if column}
        same = {column: wanted[name] for name, column in columns.items() if name in wanted}
        return records.filter(**same)

    def sorted(self, records: QuerySet, sort: str) -> QuerySet:
        return records.order_by(*self.sorts[sort][1])

    def tally(self, records: QuerySet) -> Tally:
        """Count the records that remain, and those behind each choice, once for all who ask so.

        Each facet counts as if its own choice had not been made.
        """
        if self._tally is None:
            self._tally = self._count(records)
        return self._tally

    def _count(self, records: QuerySet) -> Tally:
        """Ask for all of it in one query."""
        wanted = self.wanted()
        remaining = self.narrow(records, wanted)
        parts = [counted(remaining, "", Value(""))]
        for name in self.facets:
            others = {key: value for key, value in wanted.items() if key != name}
            kept = self.narrow(records, others) if name in wanted else remaining
            parts += self.facet_parts(name, kept)
        numbers: dict[str, dict[str, int]] = defaultdict(dict)
        for name, value, number in joined(parts):
            # A topic comes by itself and with those below it: the larger number is the whole.
            numbers[name][value] = max(number, numbers[name].get(value, 0))
        return Tally(
            numbers[""].get("", 0),
            [self.facet(name, self.totals(name, numbers[name])) for name in self.facets],
        )

    def facet_parts(self, name: str, records: QuerySet) -> Iterable[QuerySet]:
        return [counted(records, name, self.column(name))]

    def column(self, name: str) -> str | Expression:
        """Tell where the values of a facet are found."""
        return self.facets[name]

    def totals(self, name: str, numbers: dict[str, int]) -> dict[str, int]:
        """Give the numbers to show: what has no value of its own is no choice."""
        return {value: number for value, number in numbers.items() if value}

    def facet(self, name: str, numbers: dict[str, int]) -> Facet:
        chosen = self.cleaned_data.get(name) or ""
        field = self.fields[name]
        choices = [
            Choice(value, str(label), numbers.get(value, 0), value == chosen)
            for value, label in field.choices
            if numbers.get(value) or value == chosen != ""
        ]
        return Facet(name, str(self[name].label), choices)

    def named(self, value: Any) -> Any:
        """Give actors by their names of the day, in the language of the page; the rest as it is."""
        if isinstance(value, list):
            return ", ".join(map(self.named, value))
        book = reference(self.revision).book
        return book.name(value, self.day) if isinstance(value, Actor) else value

    def complaints(self) -> list[str]:
        """Say which wishes were not understood; they narrowed nothing."""
        return [
            _("%(field)s: %(message)s") % {"field": self[name].label, "message": " ".join(messages)}
            for name, messages in self.errors.items()
        ]

    def unknown(self, given: Iterable[str]) -> list[str]:
        """Say which of these parameters this list has not: they narrowed nothing."""
        return [
            _("This list has no parameter “%(name)s”.") % {"name": name[:40]}
            for name in given
            if name not in self.fields and name not in OF_EVERY_LIST
        ]

    def is_narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "sort")


def filled_in(
    kind: type[FilterForm],
    given: Mapping[str, str],
    day: date,
    revision: str | None,
    meant: Meant,
    *,
    is_shared: bool = True,
) -> FilterForm:
    """Give the form as a reader filled it in; what it says is the same for everyone who asks so.

    It is remembered with all that was written of it, unless it `is_shared` by nobody.
    """
    names = [*kind.base_fields, "sort"]
    filled = tuple((name, given[name]) for name in names if given.get(name))
    question = (kind, day, get_language(), filled)
    return forms_given(
        revision if is_shared else None,
        question,
        lambda: kind(given, day=day, revision=revision, meant=meant),
    )


def written(field: forms.BoundField) -> SafeString:
    return field.label_tag() + field.as_widget()


def counted(records: QuerySet, name: str, column: str | Expression) -> QuerySet:
    """Count records by the values of a column, as rows (facet, value, number)."""
    column = F(column) if isinstance(column, str) else column
    return (
        records.order_by()
        .annotate(facet_name=Value(name, CharField()), facet_value=column)
        .values_list("facet_name", "facet_value")
        .annotate(facet_count=Count("pk", distinct=True))
    )


def joined(parts: list[QuerySet]) -> QuerySet:
    """Ask several questions as one."""
    first, *others = parts
    return first.union(*others, all=True).order_by() if others else first


def by_text(name: str, label: str, *columns: str) -> Sorts:
    """Offer the order of a text, both ways; the last column is unique and breaks ties."""
    first, *rest = columns
    return {
        name: (format_lazy(_("{label}, A to Z"), label=label), [first, *rest]),
        f"-{name}": (format_lazy(_("{label}, Z to A"), label=label), [f"-{first}", *rest]),
    }


def by_date(name: str, label: str, column: str, *rest: str) -> Sorts:
    """Offer the order of an uncertain date, both ways, the undated last."""
    return {
        name: (format_lazy(_("{label}, earliest first"), label=label), [soonest(column), *rest]),
        f"-{name}": (format_lazy(_("{label}, latest first"), label=label), [newest(column), *rest]),
    }


def offered(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("Any")), *choices]


class NamingActors(forms.CharField):
    """Names of actors: the slug of each, or any name it bears or bore."""

    revision: str | None = None  # at which the form is filled in
    meant: Meant = staticmethod(nobody)

    def actor(self, words: str) -> Actor:
        known = reference(self.revision)
        actors = known.find(words) or [*self.meant(words)]
        if len(actors) > 1:
            names = ", ".join(sorted(map(known.book.current_name, actors)))
            raise forms.ValidationError(
                _("“%(words)s” names several actors: %(names)s.") % {"words": words, "names": names}
            )
        if not actors:
            raise forms.ValidationError(
                _("“%(words)s” names no actor of the registry.") % {"words": words}
            )
        return actors[0]


class ActorField(NamingActors):
    """One actor."""

    def __init__(self, **kwargs):
        super().__init__(max_length=100, **kwargs)

    def clean(self, value):
        words = super().clean(value)
        return self.actor(words) if words else None


class NamedField(forms.CharField):
    """A record, by its slug or by exactly one of its names."""

    def __init__(self, model: type[Record], *names: str, **kwargs):
        self.model, self.names = model, names
        super().__init__(max_length=500, required=False, **kwargs)

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        called = Q(slug=words)
        for name in self.names:
            called |= Q(**{f"{name}__iexact": words})
        found = list(self.model.objects.filter(called)[:3])
        records = [record for record in found if record.slug == words] or found
        if len(records) != 1:
            noun = self.model._meta.verbose_name
            raise forms.ValidationError(
                _("“%(words)s” names no %(noun)s of the registry.") % {"words": words, "noun": noun}
            )
        return records[0]


def regions_in(names: Iterable[str]) -> list[tuple[str, str]]:
    """Offer these regions."""
    return offered((name, region_label(name)) for name in names)
