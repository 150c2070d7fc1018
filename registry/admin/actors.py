from django.contrib import admin
from django.utils.translation import gettext_lazy

from registry.admin.base import (
    NOTE,
    SOURCE,
    PartAdmin,
    RecordAdmin,
    count_link,
    day_column,
    register,
)
from registry.admin.beside import actor_faults, actor_treaties
from registry.admin.filters import ActorFilter, DayFilter, SourcedFilter
from registry.admin.inlines import PagedInline
from registry.models import Actor, ActorName, Succession
from registry.models.participation import resting_on


class ActorNameInline(PagedInline):
    model = ActorName
    fields = ["language", "name", "official_name", "since", "until", "source"]
    select_related = ["source"]
    verbose_name = gettext_lazy("other name")


class SuccessorInline(PagedInline):
    model = Succession
    fk_name = "predecessor"
    fields = ["kind", "successor", "happened_on", "source"]
    select_related = ["successor", "source"]
    row_named_by = "successor"
    verbose_name = gettext_lazy("successor")


class PredecessorInline(PagedInline):
    model = Succession
    fk_name = "successor"
    fields = ["predecessor", "kind", "happened_on", "source"]
    select_related = ["predecessor", "source"]
    row_named_by = "predecessor"
    verbose_name = gettext_lazy("predecessor")


class DerivesFromActors:
    """Derives the treaties that rest on the actors to which the paths of `derives` lead."""

    def treaties_of(self, records):
        rows = records.order_by().values_list(*self.derives)
        return resting_on({actor for row in rows for actor in row if actor})


@register(Actor)
class ActorAdmin(DerivesFromActors, RecordAdmin):
    warns_of = ("actors", "pk")
    list_display = [
        "name",
        "kind",
        "iso3",
        "parent",
        "region",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
        count_link("actions", gettext_lazy("acts")),
    ]
    list_filter = ["kind", "region", ("parent", ActorFilter), ("until", DayFilter), SourcedFilter]
    list_select_related = ["parent"]
    search_fields = [
        *("name", "official_name", "names__name", "names__official_name"),
        *("iso3", "slug"),
    ]
    search_help_text = gettext_lazy("Any name it has or had, or its three-letter ISO code.")
    readonly_fields = ["bound_by", "faults"]
    fieldsets = [
        (
            gettext_lazy("What follows from the acts on record"),
            {"fields": ["bound_by", "faults"], "classes": ["derived"]},
        ),
        (None, {"fields": [("kind", "region"), "name", "official_name", "slug", "parent"]}),
        (gettext_lazy("Codes"), {"fields": [("iso2", "iso3", "cow_code")]}),
        (gettext_lazy("Existence"), {"fields": [("since", "until")]}),
        (None, {"fields": ["summary"]}),
        SOURCE,
    ]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ActorNameInline, PredecessorInline, SuccessorInline]

    @admin.display(description=gettext_lazy("bound by"))
    def bound_by(self, actor):
        return actor_treaties(actor)

    @admin.display(description=gettext_lazy("to be judged"))
    def faults(self, actor):
        return actor_faults(actor)

    # Who succeeded it may be changed on its page.
    derives = ["pk", "successors__successor"]


@register(ActorName)
class ActorNameAdmin(PartAdmin):
    warns_of = ("actors", "actor_id")
    list_display = [
        "name",
        "language",
        "actor",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
    ]
    list_filter = [("actor", ActorFilter), ("since", DayFilter), SourcedFilter]
    list_select_related = ["actor"]
    search_fields = ["name", "official_name", "actor__name"]
    fieldsets = [
        (None, {"fields": ["actor", "language", "name", "official_name", ("since", "until")]}),
        NOTE,
        SOURCE,
    ]


@register(Succession)
class SuccessionAdmin(DerivesFromActors, PartAdmin):
    derives = ["predecessor", "successor"]
    list_display = [
        "predecessor",
        "kind",
        "successor",
        day_column("happened_on", gettext_lazy("on")),
    ]
    list_filter = [
        "kind",
        ("predecessor", ActorFilter),
        ("successor", ActorFilter),
        ("happened_on", DayFilter),
        SourcedFilter,
    ]
    list_select_related = ["predecessor", "successor"]
    search_fields = ["predecessor__name", "successor__name"]
    fieldsets = [
        (None, {"fields": ["predecessor", "successor", ("kind", "happened_on")]}),
        NOTE,
        SOURCE,
    ]
