from django.contrib import admin
from django.utils.translation import gettext_lazy

from registry.admin.base import DerivedAdmin, day_column, record_link, register
from registry.admin.filters import ActorFilter, DayFilter, TreatyFilter
from registry.models import EntryIntoForce, Participation, Phase, Problem
from registry.sentences import say


def said(name):
    """Make a column of a sentence, in the language of whoever reads it."""

    @admin.display(description=gettext_lazy(name), ordering=name)
    def column(row):
        return say(getattr(row, name))

    column.__name__ = f"{name}_said"
    return column


REASON, MESSAGE = said("reason"), said("message")


@register(Participation)
class ParticipationAdmin(DerivedAdmin):
    list_display = [
        "actor",
        "standing",
        "treaty",
        day_column("since"),
        day_column("until"),
        REASON,
    ]
    list_filter = [
        "standing",
        ("actor", ActorFilter),
        ("treaty", TreatyFilter),
        ("since", DayFilter),
        ("until", DayFilter),
    ]
    list_select_related = ["actor", "treaty"]
    search_fields = ["actor__name", "treaty__title", "treaty__short_title"]
    fields = [
        *("treaty", "actor", "standing", "since", "begins", "until"),
        *(REASON, "basis", "ended_by"),
    ]
    readonly_fields = [REASON]


@register(EntryIntoForce)
class EntryIntoForceAdmin(DerivedAdmin):
    list_display = [
        "treaty",
        day_column("in_force_on"),
        day_column("computed_on"),
        day_column("met_on", gettext_lazy("conditions met")),
        day_column("signed_on", gettext_lazy("first signed")),
        REASON,
    ]
    list_filter = [("treaty", TreatyFilter), ("in_force_on", DayFilter), ("computed_on", DayFilter)]
    list_select_related = ["treaty"]
    search_fields = ["treaty__title", "treaty__short_title"]
    fields = [
        *("treaty", "in_force_on", "computed_on", "met_on", "signed_on", "ended_on", "is_told"),
        REASON,
    ]
    readonly_fields = [REASON]


@register(Phase)
class PhaseAdmin(DerivedAdmin):
    """Which status a treaty had on which days, as the lists tell it."""

    list_display = ["treaty", "status", "since", "until", REASON]
    list_filter = ["status", ("treaty", TreatyFilter)]
    list_select_related = ["treaty"]
    search_fields = ["treaty__title", "treaty__short_title", "treaty__slug"]
    fields = ["treaty", "status", "since", "until", "in_force_on", "reason", "counts"]


@register(Problem)
class ProblemAdmin(DerivedAdmin):
    """What staff have to judge: each row leads to the act that may have to be mended."""

    list_display = [MESSAGE, "code", "treaty", "actor", record_link("act")]
    list_filter = ["code", ("treaty", TreatyFilter), ("actor", ActorFilter)]
    list_select_related = ["treaty", "actor", "act__actor"]
    search_fields = ["message", "actor__name", "treaty__title", "treaty__short_title"]
    fields = ["treaty", "actor", "code", MESSAGE, "act"]
    readonly_fields = [MESSAGE]
