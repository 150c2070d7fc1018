"""What the record of an actor holds beside its standings: asked by its key, as every actor's is."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from registry.models import Actor, Mission, Partnership, Statement, Succession
from registry.queries.composed import Question
from registry.queries.partners import stops_by


def successions_of(actor: Actor) -> list[Succession]:
    """Fetch whom the actor succeeded, and who succeeded it."""
    return _SUCCESSIONS.records(actor.pk)


def partnerships_of(actor: Actor) -> list[Partnership]:
    """Fetch the partnerships in which the actor leads or is the partner."""
    return _PARTNERSHIPS.records(actor.pk)


def missions_of(actor: Actor, day: date) -> list[Mission]:
    """Fetch the missions that the actor had hosted, led or joined by the day, and tell which."""
    return _MISSIONS.records(actor.pk, day)


def statements_of(actor: Actor) -> list[Statement]:
    """Fetch the actor's statements, with the treaty and the act of each and whom it answers."""
    return _STATEMENTS.records(actor.pk)


def _partnerships(actor) -> QuerySet[Partnership]:
    leads, partners = Partnership.leads.through, Partnership.partners.through
    taken_part = Q(pk__in=leads.objects.filter(actor=actor).values("partnership")) | Q(
        pk__in=partners.objects.filter(actor=actor).values("partnership")
    )
    return Partnership.objects.filter(taken_part).select_related("program", "source")


def _missions(actor, day) -> QuerySet[Mission]:
    stops = stops_by(day).filter(mission=OuterRef("pk"))
    joined = Mission.partner_nations.through.objects.filter(mission=OuterRef("pk"), actor=actor)
    return (
        Mission.objects.annotate(
            hosted=Exists(stops.filter(host=actor)),
            led=Exists(stops.filter(lead=actor)),
            joined=Exists(joined) | Exists(stops.filter(partner_nations=actor)),
        )
        .filter(Q(hosted=True) | Q(led=True) | Q(joined=True))
        .annotate(program_name=F("program__name"))
    )


_PARTNERSHIPS = Question(_partnerships)
_MISSIONS = Question(_missions)
_SUCCESSIONS = Question(
    lambda actor: Succession.objects.filter(
        Q(predecessor=actor) | Q(successor=actor)
    ).select_related("predecessor", "successor", "source")
)
_STATEMENTS = Question(
    lambda actor: (
        Statement.objects.filter(actor=actor)
        .select_related("treaty", "source", "actor", "action", "objects_to__actor")
        .order_by("treaty__slug", "pk")
    )
)
