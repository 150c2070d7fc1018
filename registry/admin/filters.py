"""Filters of the lists: a box to type in, where links to every value would fill the page."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.dates import read_date, what_must_hold
from registry.models import Actor, Treaty


class BoxFilter(admin.FieldListFilter):
    """Text boxes, one for each expected parameter. What cannot be read narrows nothing."""

    template = "admin/box_filter.html"
    boxes = {"": _("Name")}  # suffix of the parameter: label of its box
    hint = ""
    error = ""

    def parameter(self, suffix):
        """Name the parameter so that Django does not take it for a lookup of its own."""
        return f"{self.field_path.replace('__', '-')}-{suffix}"

    def expected_parameters(self):
        return [self.parameter(suffix) for suffix in self.boxes]

    def typed(self, suffix):
        given = self.used_parameters.get(self.parameter(suffix), [""])
        return given[-1].strip()

    def choices(self, changelist):
        own = self.expected_parameters()
        yield {
            "boxes": [
                {"name": self.parameter(suffix), "label": label, "value": self.typed(suffix)}
                for suffix, label in self.boxes.items()
            ],
            "kept": [
                (name, value)
                for name, values in changelist.filter_params.items()
                if name not in own
                for value in values
            ],
            "is_set": any(self.typed(suffix) for suffix in self.boxes),
            "without": changelist.get_query_string(remove=own),
            "error": self.error,
            "hint": self.hint,
        }

    def get_facet_counts(self, pk_attname, filtered_qs):
        return {}


class NamedFilter(BoxFilter):
    boxes = {"named": _("Name")}

    def queryset(self, request, queryset):
        words = self.typed("named")
        if not words:
            return queryset
        return queryset.filter(**{f"{self.field_path}__in": self.named(words)})

    def named(self, words):
        raise NotImplementedError


class ActorFilter(NamedFilter):
    """Keeps what belongs to the actors that bear a name, had it, or go by a code."""

    hint = _("Any name it has or had, or an ISO code.")

    def named(self, words):
        code = Q(slug=words) | Q(iso2__iexact=words) | Q(iso3__iexact=words)
        return Actor.objects.filter(code | Q(pk__in=Actor.objects.named(words).values("pk")))


class TreatyFilter(NamedFilter):
    """Keeps what belongs to the treaties whose titles or citations hold these words."""

    boxes = {"named": _("Title")}
    hint = _("Words of a title, or a number.")

    def named(self, words):
        titled = Treaty.objects.titled(words).order_by().values("pk")
        return Treaty.objects.filter(Q(slug=words) | Q(pk__in=titled))


class DayFilter(BoxFilter):
    """Keeps what happened, or may have happened, between two dates, both included."""

    boxes = {"from": _("From"), "until": _("Until")}
    hint = _("A day, month or year, such as 1948-05.")

    def queryset(self, request, queryset):
        stem = self.field_path.removesuffix("_on")
        first, last = self._date("from"), self._date("until")
        if first or last:
            queryset = queryset.exclude(**{self.field_path: ""})
        if first and first.earliest:
            ends = Q(**{f"{stem}_latest": None}) | Q(**{f"{stem}_latest__gte": first.earliest})
            queryset = queryset.filter(ends)
        if last and last.latest:
            starts = Q(**{f"{stem}_earliest": None}) | Q(**{f"{stem}_earliest__lte": last.latest})
            queryset = queryset.filter(starts)
        return queryset

    def _date(self, suffix):
        text = self.typed(suffix)
        try:
            return read_date(text) if text else None
        except ValueError as error:
            self.error = what_must_hold(error)
            return None


class SourcedFilter(admin.SimpleListFilter):
    title = _("source")
    parameter_name = "sourced"

    def lookups(self, request, model_admin):
        return [("no", _("Unsourced")), ("yes", _("With a source"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(source__isnull=self.value() == "no")
        return queryset
