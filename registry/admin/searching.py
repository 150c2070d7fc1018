"""Search in the lists of staff and in the boxes where they choose a record.

Treaties and actors are found by the index of words, and by them what belongs to them: to look
through every row for letters takes seconds at a million acts. What else a list is searched by is
looked through.
"""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.lookups import In
from django.http import HttpRequest

from registry.admin.guards import SEARCH_WORDS
from registry.admin.pages import MOST_COUNTED, AtLeast
from registry.models import Actor, SearchEntry, Treaty
from registry.models.search import bearing, keys_of
from registry.queries.known import known

# So many of the closest are offered; who wants another adds a word.
MOST_OFFERED = 200

INDEXED = {
    Treaty: ("treaty", {"title", "short_title", "titles__title", "citations__value"}),
    Actor: (
        "actor",
        {"name", "official_name", "names__name", "names__official_name", "iso2", "iso3"},
    ),
}


# How the index is asked for the records to which a path leads: by path, noun and words.
Ask = Callable[[str, str, str], Q]


def of_keys(path: str, noun: str, words: str) -> Q:
    return Q(**{f"{path}__in": keys_of(noun, words)})


def in_order(path: str, noun: str, words: str) -> Q:
    """Have the database go through the rows in their order, and not gather and sort those that
    belong to what was found: the first are there at once if many rows are kept.
    """
    keys = keys_of(noun, words)
    return Q(In(F(path) + 0, keys)) if keys else Q(pk__in=[])  # no index leads to a sum


def one_by_one(path: str, noun: str, words: str) -> Q:
    """Do the same, and ask of each row for itself where so many keys would have to be gathered."""
    if is_common(noun, words):
        return Q(bearing(noun, words, path))
    return in_order(path, noun, words)


def is_common(noun: str, words: str) -> bool:
    """Tell whether more treaties bear some words than are counted."""
    if noun != "treaty":  # there are not so many of the others
        return False
    beyond = SearchEntry.objects.closest(noun, words)[MOST_COUNTED : MOST_COUNTED + 1]
    return known(beyond, beyond.exists)


def searched(rows: QuerySet, fields: Collection[str], text: str, ask: Ask = of_keys) -> QuerySet:
    """Keep the rows that have each word in one of these fields."""
    places = {place for place in (indexed(rows.model, field) for field in fields) if place}
    others = [field for field in fields if not indexed(rows.model, field)]
    words = text.split()[:SEARCH_WORDS]
    if len(places) == 1 and all(field == "slug" for field in others):
        words = [" ".join(words)] if words else []
    for word in words:
        found = Q()
        for path, noun in places:
            found |= ask(path, noun, word)
        for name in others:
            found |= in_field(rows.model, name, word)
        rows = rows.filter(found)
    return rows


def indexed(model: type[Model], field: str) -> tuple[str, str] | None:
    """Tell which relation leads from a model to a noun whose words, this field's among them,
    stand in the index; and the noun.
    """
    path, rest = [], field.split("__")
    while rest:
        noun, known = INDEXED.get(model, ("", ()))
        if "__".join(rest) in known:
            return "__".join(path) or "pk", noun
        name, *rest = rest
        path.append(name)
        model = model._meta.get_field(name).related_model
    return None


def in_field(model: type[Model], name: str, word: str) -> Q:
    if "__" not in name:
        field = model._meta.get_field(name)
        if name == "slug" and model in INDEXED:
            return Q(slug=word.casefold())
        if field.choices:
            values = [value for value, _label in field.flatchoices if word.casefold() in value]
            return Q(**{f"{name}__in": values})
    return Q(**{f"{name}__icontains": word})


class Searched:
    """A list that is searched through the index of words, where that holds one of its fields."""

    def get_search_results(self, request, queryset, search_term):
        fields = self.get_search_fields(request)
        if not any(indexed(self.model, field) for field in fields):
            return super().get_search_results(request, queryset, search_term)
        found = searched(queryset, fields, search_term)
        if search_term and is_list(request):
            some = partial(searched, queryset, fields, search_term)
            request.found = number = first_of(found, some)
            is_sorted = ORDER_VAR in request.GET
            if isinstance(number, AtLeast) and connection.vendor == "sqlite" and not is_sorted:
                found = some(in_order if request.GET.get(PAGE_VAR) else one_by_one)
        return found, False

    def get_paginator(self, request, queryset, *args, **options):
        paginator = super().get_paginator(request, queryset, *args, **options)
        if hasattr(request, "found"):
            paginator.count = request.found
        return paginator


def is_list(request: HttpRequest) -> bool:
    return bool(request.resolver_match) and request.resolver_match.url_name.endswith("_changelist")


def first_of(rows: QuerySet, asked: Callable[[Ask], QuerySet]) -> int:
    """Count rows, but no more than a page tells of: a word may be in half a million.

    Of a common word some of its keys are enough, where they lead to as many rows.
    """
    first = _first(rows)

    def count() -> int:
        is_cut = False

        def of_some(path: str, noun: str, words: str) -> Q:
            nonlocal is_cut
            if not is_common(noun, words):
                return of_keys(path, noun, words)
            is_cut = True
            return Q(**{f"{path}__in": keys_of(noun, words, MOST_COUNTED + 1)})

        some = _first(asked(of_some))
        number = some.count() if is_cut else 0
        return number if number > MOST_COUNTED else first.count()

    number = known(first, count)
    return number if number <= MOST_COUNTED else AtLeast(MOST_COUNTED)


def _first(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("pk")[: MOST_COUNTED + 1]


class Closest:
    """The records closest to some words, fetched when a page of them is wanted."""

    def __init__(self, rows: QuerySet, noun: str, text: str):
        found = SearchEntry.objects.closest(noun, text).values_list("object_pk", flat=True)
        keys = list(found[:MOST_OFFERED])
        self.rows = rows.prefetch_related(None).order_by()
        kept = set(self.rows.filter(pk__in=keys).values_list("pk", flat=True))
        self.keys = [key for key in keys if key in kept]

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Model]:
        return iter(self[:])

    def __getitem__(self, places: slice) -> list[Model]:
        keys = self.keys[places]
        found = self.rows.in_bulk(keys)
        return [found[key] for key in keys if key in found]


class RecordAutocomplete(AutocompleteJsonView):
    """Answers with the labels that the forms show, read together with what they name."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "choice_label", str)  # groups are no record
        return result | {"text": label(obj)}

    def get_queryset(self):
        related = getattr(self.model_admin, "choice_select_related", ())
        noun, _fields = INDEXED.get(self.model_admin.model, ("", ()))
        if noun and self.term:
            rows = self.model_admin.get_queryset(self.request)
            rows = rows.complex_filter(self.source_field.get_limit_choices_to())
            return Closest(rows.select_related(*related) if related else rows, noun, self.term)
        found = super().get_queryset()
        return found.select_related(*related) if related else found

    def get_paginator(self, found, *args, **kwargs):
        if isinstance(found, Closest):
            return Paginator(found, *args, **kwargs)
        return super().get_paginator(found, *args, **kwargs)
