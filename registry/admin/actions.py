from django.contrib import admin
from django.utils.translation import gettext_lazy

from registry.admin.base import SOURCE, RecordAdmin, day_column, register
from registry.admin.beside import act_faults, act_standing, act_treaty
from registry.admin.filters import ActorFilter, DayFilter, SourcedFilter, TreatyFilter
from registry.admin.inlines import PagedInline
from registry.models import DomesticStep, TreatyAction
from registry.models.base import newest, soonest

FOLLOWS = (
    gettext_lazy("What follows from the acts on record"),
    {"fields": ["standing", "under", "faults"], "classes": ["derived"]},
)


class TreatyActionInline(PagedInline):
    """The acts under a treaty, sorted as a status table is: by actor."""

    model = TreatyAction
    fields = ["actor", "kind", "number", "deposited_on", "effective_on", "place", "source"]
    select_related = ["actor", "source"]
    row_named_by = "actor"
    ordering = ["actor__name", soonest("deposited"), "pk"]
    rows_a_page = 50
    extra = 3
    max_num = 70
    verbose_name = gettext_lazy("act")


@register(TreatyAction)
class TreatyActionAdmin(RecordAdmin):
    warns_of = ("treaties", "treaty_id")
    list_display = [
        "actor",
        "kind",
        "treaty",
        day_column("deposited_on", gettext_lazy("signed or deposited")),
        day_column("effective_on", gettext_lazy("effective as stated")),
        "place",
        "source",
    ]
    list_display_links = ["actor", "kind"]
    list_filter = [
        ("actor", ActorFilter),
        ("treaty", TreatyFilter),
        ("deposited_on", DayFilter),
        ("effective_on", DayFilter),
        SourcedFilter,
        "kind",
    ]
    list_select_related = ["actor", "treaty", "source"]
    ordering = [newest("deposited"), "-pk"]
    search_fields = ["actor__name", "treaty__title", "treaty__short_title", "kind"]
    readonly_fields = ["standing", "under", "faults"]
    fieldsets = [
        FOLLOWS,
        (None, {"fields": ["treaty", "actor", ("kind", "number")]}),
        (gettext_lazy("Dates"), {"fields": [("deposited_on", "effective_on"), "instrument_on"]}),
        (gettext_lazy("Place"), {"fields": [("place", "depositary")]}),
        (gettext_lazy("Other actors and acts"), {"fields": [("toward", "refers_to")]}),
        (None, {"fields": ["remark"]}),
        SOURCE,
    ]
    choice_select_related = ["actor", "treaty"]
    derives = ["treaty"]
    save_as = True

    @admin.display(description=gettext_lazy("standing of the actor"))
    def standing(self, act):
        return act_standing(act)

    @admin.display(description=gettext_lazy("treaty"))
    def under(self, act):
        return act_treaty(act)

    @admin.display(description=gettext_lazy("to be judged"))
    def faults(self, act):
        return act_faults(act)

    def choice_label(self, action):
        return f"{action.actor}: {action} ({action.treaty})"


@register(DomesticStep)
class DomesticStepAdmin(RecordAdmin):
    list_display = [
        "actor",
        "stage",
        "outcome",
        "treaty",
        day_column("happened_on", gettext_lazy("on")),
        "source",
    ]
    list_display_links = ["actor", "stage"]
    list_filter = [
        ("actor", ActorFilter),
        ("treaty", TreatyFilter),
        ("happened_on", DayFilter),
        SourcedFilter,
        "stage",
        "outcome",
    ]
    list_select_related = ["actor", "treaty", "source"]
    ordering = [newest("happened"), "-pk"]
    search_fields = ["actor__name", "treaty__title", "treaty__short_title", "remark"]
    fieldsets = [
        (None, {"fields": ["treaty", "actor", ("stage", "number"), ("happened_on", "outcome")]}),
        (gettext_lazy("Votes"), {"fields": [("votes_for", "votes_against", "abstentions")]}),
        (None, {"fields": ["remark"]}),
        SOURCE,
    ]
