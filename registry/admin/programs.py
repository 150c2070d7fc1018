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
from registry.admin.filters import ActorFilter, DayFilter, SourcedFilter
from registry.admin.inlines import PagedInline
from registry.models import (
    Activity,
    Mission,
    MissionOutcome,
    MissionStop,
    Partnership,
    PartnershipProgram,
    PublishedFigure,
    Vessel,
)


class PublishedFigureInline(PagedInline):
    model = PublishedFigure
    fields = ["measure", "value", "counted_on", "source", "pinpoint"]
    select_related = ["source"]
    rows_a_page = 30
    max_num = 40


@register(PartnershipProgram)
class PartnershipProgramAdmin(RecordAdmin):
    list_display = [
        "name",
        "kind",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
        count_link("partnerships"),
        count_link("missions"),
    ]
    list_filter = ["kind", ("sponsors", ActorFilter), ("since", DayFilter), SourcedFilter]
    search_fields = ["name", "slug", "objectives"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "sponsors", ("since", "until")]}),
        (None, {"fields": ["legal_form", "objectives", "note"]}),
        SOURCE,
    ]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [PublishedFigureInline]


@register(Activity)
class ActivityAdmin(RecordAdmin):
    list_display = ["name", count_link("partnerships"), count_link("missions")]
    search_fields = ["name", "slug"]
    fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@register(Partnership)
class PartnershipAdmin(RecordAdmin):
    list_display = [
        "slug",
        "lead_side",
        "partner_side",
        "program",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
        "region",
    ]
    list_filter = [
        "program",
        "region",
        ("leads", ActorFilter),
        ("partners", ActorFilter),
        ("since", DayFilter),
        "end_ground",
        SourcedFilter,
    ]
    list_select_related = ["program"]
    list_prefetch_related = ["leads", "partners"]
    search_fields = ["slug", "leads__name", "partners__name", "program__name"]
    fieldsets = [
        (None, {"fields": ["program", "slug", "leads", "partners", "region"]}),
        (None, {"fields": [("since", "until", "end_ground"), "document", "activities"]}),
        NOTE,
        SOURCE,
    ]

    @admin.display(description=gettext_lazy("leads"))
    def lead_side(self, partnership):
        return ", ".join(str(actor) for actor in partnership.leads.all())

    @admin.display(description=gettext_lazy("partners"))
    def partner_side(self, partnership):
        return ", ".join(str(actor) for actor in partnership.partners.all())


@register(PublishedFigure)
class PublishedFigureAdmin(PartAdmin):
    list_display = [
        "program",
        "measure",
        "value",
        day_column("counted_on", gettext_lazy("on")),
        "source",
    ]
    list_filter = ["program", "measure", ("counted_on", DayFilter), SourcedFilter]
    list_select_related = ["program", "source"]
    search_fields = ["program__name", "measure", "source__title"]
    fieldsets = [
        (None, {"fields": ["program", ("measure", "value", "counted_on")]}),
        NOTE,
        SOURCE,
    ]


@register(Vessel)
class VesselAdmin(RecordAdmin):
    list_display = ["name", "hull_number", "operator", "is_hospital_ship", count_link("missions")]
    list_filter = ["is_hospital_ship", ("operator", ActorFilter), SourcedFilter]
    list_select_related = ["operator"]
    search_fields = ["name", "hull_number", "slug"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "hull_number", "operator", "is_hospital_ship"]}),
        SOURCE,
    ]
    prepopulated_fields = {"slug": ["name"]}


class MissionOutcomeInline(PagedInline):
    model = MissionOutcome
    fields = ["measure", "value", "source", "pinpoint"]
    select_related = ["source"]
    rows_a_page = 40
    max_num = 50


class MissionStopInline(PagedInline):
    """The stops in short; ships and partner nations of a stop stand on its own page."""

    model = MissionStop
    fields = ["number", "host", "place", "arrived_on", "departed_on", "lead", "source"]
    select_related = ["host", "lead", "source"]
    rows_a_page = 40
    max_num = 50


@register(Mission)
class MissionAdmin(RecordAdmin):
    list_display = [
        "name",
        "program",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
        count_link("stops", gettext_lazy("stops")),
        count_link("outcomes", gettext_lazy("outcomes")),
    ]
    list_filter = [
        "program",
        ("since", DayFilter),
        ("partner_nations", ActorFilter),
        "vessels",
        SourcedFilter,
    ]
    list_select_related = ["program"]
    search_fields = ["name", "slug", "vessels__name", "organizations"]
    fieldsets = [
        (None, {"fields": ["program", "name", "slug", "iteration", ("since", "until")]}),
        (
            gettext_lazy("Who took part"),
            {"fields": ["vessels", "partner_nations", "organizations"]},
        ),
        (None, {"fields": [("commander", "personnel"), "activities", "note"]}),
        SOURCE,
    ]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MissionStopInline, MissionOutcomeInline]


@register(MissionOutcome)
class MissionOutcomeAdmin(PartAdmin):
    list_display = ["mission", "measure", "value", "source"]
    list_filter = ["mission__program", SourcedFilter]
    list_select_related = ["mission", "source"]
    search_fields = ["mission__name", "measure", "value"]
    fieldsets = [(None, {"fields": ["mission", ("measure", "value")]}), SOURCE]


@register(MissionStop)
class MissionStopAdmin(PartAdmin):
    list_display = [
        "mission",
        "number",
        "host",
        "place",
        day_column("arrived_on"),
        day_column("departed_on"),
        "lead",
    ]
    list_filter = [
        "mission__program",
        ("host", ActorFilter),
        ("partner_nations", ActorFilter),
        ("arrived_on", DayFilter),
        SourcedFilter,
    ]
    list_select_related = ["mission", "host", "lead"]
    search_fields = ["mission__name", "host__name", "place"]
    fieldsets = [
        (None, {"fields": ["mission", "number", "host", "place", ("arrived_on", "departed_on")]}),
        (gettext_lazy("Who took part"), {"fields": ["lead", "partner_nations", "vessels"]}),
        (None, {"fields": ["figures", "note"]}),
        SOURCE,
    ]
