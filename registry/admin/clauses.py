from django.contrib import admin
from django.utils.translation import gettext_lazy

from registry.admin.base import NOTE, SOURCE, PartAdmin, RecordAdmin, count_link, register
from registry.admin.filters import ActorFilter, SourcedFilter, TreatyFilter
from registry.admin.inlines import PagedInline
from registry.models import EntryIntoForceClause, EntryIntoForceCondition, ListedActor


class ConditionInline(PagedInline):
    """The conditions in short; whom one lists, and its rarer terms, stand on its own page."""

    model = EntryIntoForceCondition
    fields = [
        *("group", "position", "kind", "number", "numerator", "denominator", "actor_set"),
        *("is_live", "frozen_on", "not_before", "other_treaty"),
    ]
    select_related = ["other_treaty"]
    verbose_name = gettext_lazy("condition")


@register(EntryIntoForceClause)
class EntryIntoForceClauseAdmin(RecordAdmin):
    warns_of = ("treaties", "treaty_id")
    list_display = [
        "treaty",
        "article",
        "wording",
        "is_silent",
        count_link("conditions", gettext_lazy("conditions")),
    ]
    list_filter = ["is_silent", "counts_organizations", ("treaty", TreatyFilter), SourcedFilter]
    list_select_related = ["treaty"]
    search_fields = ["treaty__title", "treaty__short_title", "article", "wording"]
    fieldsets = [
        (None, {"fields": ["treaty", "article", "wording", "is_silent", "counts_organizations"]}),
        (gettext_lazy("Delay"), {"fields": [("delay", "delay_kind"), "appointed_on"]}),
        (
            gettext_lazy("Later joiners"),
            {
                "fields": [
                    ("joiner_anchor", "joiner_article"),
                    ("joiner_delay", "joiner_delay_kind"),
                ]
            },
        ),
        NOTE,
        SOURCE,
    ]
    inlines = [ConditionInline]
    choice_select_related = ["treaty"]
    derives = ["treaty"]

    def choice_label(self, clause):
        return f"{clause.treaty}: {clause}"


class ListedActorInline(PagedInline):
    model = ListedActor
    fields = ["actor", "weight"]
    select_related = ["actor"]
    row_named_by = "actor"
    ordering = ["actor__name"]
    rows_a_page = 50
    max_num = 150


@register(EntryIntoForceCondition)
class EntryIntoForceConditionAdmin(PartAdmin):
    list_display = ["clause", "treaty", "group", "position", "kind", count_link("listed_actors")]
    list_display_links = ["clause", "treaty"]
    list_filter = ["kind", "actor_set", ("clause__treaty", TreatyFilter)]
    list_select_related = ["clause__treaty"]
    search_fields = ["clause__treaty__title", "clause__treaty__short_title", "kind"]
    fieldsets = [
        (None, {"fields": ["clause", ("group", "position"), "kind"]}),
        (
            gettext_lazy("How many"),
            {"fields": ["number", ("numerator", "denominator", "is_more_than")]},
        ),
        (
            gettext_lazy("Of whom"),
            {"fields": [("actor_set", "other_treaty"), ("is_live", "frozen_on")]},
        ),
        (gettext_lazy("Share"), {"fields": [("share", "attribute")]}),
        (gettext_lazy("Date"), {"fields": ["not_before"]}),
    ]
    inlines = [ListedActorInline]
    choice_select_related = ["clause__treaty"]
    derives = ["clause__treaty"]

    @admin.display(description=gettext_lazy("treaty"), ordering="clause__treaty__title")
    def treaty(self, condition):
        return condition.clause.treaty

    def choice_label(self, condition):
        place = f"{condition.group}.{condition.position}"
        return f"{condition.clause.treaty}: {place} {condition}"


@register(ListedActor)
class ListedActorAdmin(PartAdmin):
    list_display = ["actor", "condition", "treaty", "weight"]
    list_filter = [("actor", ActorFilter), ("condition__clause__treaty", TreatyFilter)]
    list_select_related = ["actor", "condition__clause__treaty"]
    search_fields = ["actor__name", "condition__clause__treaty__title"]
    fields = ["condition", "actor", "weight"]
    derives = ["condition__clause__treaty"]

    @admin.display(description=gettext_lazy("treaty"), ordering="condition__clause__treaty__title")
    def treaty(self, listed):
        return listed.condition.clause.treaty
