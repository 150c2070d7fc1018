from registry.admin.base import DerivedAdmin, day_column, record_link, register
from registry.admin.filters import ActorFilter, DayFilter, TreatyFilter
from registry.models import EntryIntoForce, Participation, Problem


@register(Participation)
class ParticipationAdmin(DerivedAdmin):
    list_display = [
        "actor",
        "standing",
        "treaty",
        day_column("since"),
        day_column("until"),
        "reason",
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
        *("reason", "basis", "ended_by"),
    ]


@register(EntryIntoForce)
class EntryIntoForceAdmin(DerivedAdmin):
    list_display = [
        "treaty",
        day_column("in_force_on"),
        day_column("computed_on"),
        day_column("met_on", "conditions met"),
        day_column("signed_on", "first signed"),
        "reason",
    ]
    list_filter = [("treaty", TreatyFilter), ("in_force_on", DayFilter), ("computed_on", DayFilter)]
    list_select_related = ["treaty"]
    search_fields = ["treaty__title", "treaty__short_title"]
    fields = ["treaty", "in_force_on", "computed_on", "met_on", "signed_on", "is_told", "reason"]


@register(Problem)
class ProblemAdmin(DerivedAdmin):
    """What staff have to judge: each row leads to the act that may have to be mended."""

    list_display = ["message", "code", "treaty", "actor", record_link("act")]
    list_filter = ["code", ("treaty", TreatyFilter), ("actor", ActorFilter)]
    list_select_related = ["treaty", "actor", "act__actor"]
    search_fields = ["message", "actor__name", "treaty__title", "treaty__short_title"]
    fields = ["treaty", "actor", "code", "message", "act"]
