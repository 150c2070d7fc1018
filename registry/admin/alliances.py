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
from registry.admin.filters import ActorFilter, DayFilter, SourcedFilter, TreatyFilter
from registry.admin.inlines import PagedInline
from registry.models import Alliance, AllianceName, Membership, Obligation


class AllianceNameInline(PagedInline):
    model = AllianceName
    fields = ["language", "name", "since", "until", "source"]
    select_related = ["source"]
    verbose_name = gettext_lazy("other name")


class MembershipInline(PagedInline):
    model = Membership
    fields = ["actor", "kind", "number", "toward", "since", "until", "source"]
    select_related = ["actor", "toward", "source"]
    row_named_by = "actor"
    rows_a_page = 40
    max_num = 50
    verbose_name = gettext_lazy("membership that the treaty does not tell")
    verbose_name_plural = gettext_lazy("memberships that the treaty does not tell")


class ObligationInline(PagedInline):
    model = Obligation
    fields = ["kind", "article", "is_conditional", "by", "to", "source"]
    select_related = ["by", "to", "source"]


@register(Alliance)
class AllianceAdmin(RecordAdmin):
    list_display = [
        "name",
        "abbreviation",
        "kind",
        "treaty",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
        "is_open",
        count_link("memberships"),
    ]
    list_filter = ["kind", "is_open", ("treaty", TreatyFilter), ("since", DayFilter), SourcedFilter]
    list_select_related = ["treaty"]
    search_fields = ["name", "abbreviation", "names__name", "slug", "treaty__title"]
    fieldsets = [
        (None, {"fields": ["name", "abbreviation", "slug", "kind"]}),
        (None, {"fields": ["treaty", ("organization", "seat"), ("since", "until")]}),
        (gettext_lazy("New members"), {"fields": ["is_open", "opening"]}),
        (None, {"fields": ["summary", "note"]}),
        SOURCE,
    ]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [AllianceNameInline, ObligationInline, MembershipInline]


@register(AllianceName)
class AllianceNameAdmin(PartAdmin):
    list_display = [
        "name",
        "language",
        "alliance",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
    ]
    list_filter = ["alliance", ("since", DayFilter), SourcedFilter]
    list_select_related = ["alliance"]
    search_fields = ["name", "alliance__name"]
    fieldsets = [(None, {"fields": ["alliance", "language", "name", ("since", "until")]}), SOURCE]


@register(Membership)
class MembershipAdmin(PartAdmin):
    warns_of = ("actors", "actor_id")
    list_display = [
        "actor",
        "kind",
        "alliance",
        "toward",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
    ]
    list_filter = ["kind", "alliance", ("actor", ActorFilter), ("since", DayFilter), SourcedFilter]
    list_select_related = ["actor", "alliance", "toward"]
    search_fields = ["actor__name", "alliance__name", "alliance__abbreviation"]
    fieldsets = [
        (None, {"fields": ["alliance", "actor", ("kind", "number"), "toward", ("since", "until")]}),
        NOTE,
        SOURCE,
    ]


@register(Obligation)
class ObligationAdmin(PartAdmin):
    list_display = ["kind", "article", "alliance", "is_conditional", "by", "to"]
    list_filter = ["kind", "alliance", "is_conditional", SourcedFilter]
    list_select_related = ["alliance", "by", "to"]
    search_fields = ["alliance__name", "alliance__abbreviation", "article", "summary"]
    fieldsets = [
        (None, {"fields": ["alliance", ("kind", "article"), "is_conditional", ("by", "to")]}),
        (None, {"fields": ["summary"]}),
        SOURCE,
    ]
