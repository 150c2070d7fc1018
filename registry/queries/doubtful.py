"""The rows that people have to judge, by kind of fault: each a query for a day."""

from datetime import timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from registry.choices import CONSENTS, ActionKind, Coverage, Standing, StatementKind
from registry.models import (
    ActorName,
    Participation,
    RatificationProtocol,
    Statement,
    Treaty,
    TreatyAction,
)
from registry.models.base import ENGLISH

YEAR = timedelta(days=365)
# Whoever accedes or succeeds need not have been in the circle before.
OF_PARTIES = CONSENTS - {ActionKind.ACCESSION, ActionKind.SUCCESSION}
NOT_OF_PARTIES = sorted({*ActionKind} - OF_PARTIES)
CONSENTED = (Standing.CONTRACTING, Standing.PROVISIONAL, Standing.PARTY)


def unsourced(day):
    return TreatyAction.objects.filter(source=None)


def before_adoption(day):
    return TreatyAction.objects.filter(deposited_latest__lt=F("treaty__adopted_earliest"))


def without_actor(day):
    return TreatyAction.objects.filter(
        Q(deposited_latest__lt=F("actor__since_earliest"))
        | Q(deposited_earliest__gt=F("actor__until_latest"))
    )


def without_name(day):
    """Find acts of a day before the present name, on which no recorded name was borne."""
    names = ActorName.objects.filter(actor=OuterRef("actor"), language=ENGLISH)
    later = names.filter(until_earliest__gt=OuterRef("deposited_latest"))
    borne = names.exclude(since_earliest__gt=OuterRef("deposited_latest")).exclude(
        until_latest__lte=OuterRef("deposited_earliest")
    )
    return TreatyAction.objects.filter(Exists(later), ~Exists(borne))


def outside(day):
    """Find consents to a protocol by those that had certainly not consented to what it changes."""
    consented = Participation.objects.filter(
        treaty=OuterRef("treaty__ratification_protocol__amends"),
        actor=OuterRef("actor"),
        standing__in=CONSENTED,
    )
    consented = consented.exclude(begins_earliest__gt=OuterRef("deposited_latest")).exclude(
        until_latest__lte=OuterRef("deposited_earliest")
    )
    # The protocols are few. An index of kinds would lead through the consents of all treaties;
    # none leads to what is left out.
    protocols = RatificationProtocol.objects.filter(amends__coverage=Coverage.COMPLETE)
    return TreatyAction.objects.filter(
        ~Exists(consented),
        ~Q(kind__in=NOT_OF_PARTIES),
        deposited_latest__isnull=False,
        treaty__in=protocols.order_by().values("treaty"),
    )


def overlapping(model, *same):
    """Find the periods that certainly overlap one that was entered before."""
    others = model._default_manager.filter(
        pk__lt=OuterRef("pk"), **{name: OuterRef(name) for name in same}
    ).alias(own_since=text("since"), own_until=text("until"))
    begun = Q(own_since="") | Q(until="") | Q(until_earliest__gt=OuterRef("since_latest"))
    not_over = Q(own_until="") | Q(since="") | Q(since_latest__lt=OuterRef("until_earliest"))
    return lambda day: model._default_manager.filter(Exists(others.filter(begun, not_over)))


def text(name):
    return Cast(OuterRef(name), CharField())


def answering_nothing(day):
    return Statement.objects.filter(kind=StatementKind.OBJECTION, objects_to=None)


def pending(day):
    """Find treaties signed more than a year ago that have certainly not entered into force."""
    return Treaty.objects.filter(
        force__is_told=True,
        force__in_force_on="",
        force__met_on="",
        ended_on="",
        force__signed_latest__lt=day - YEAR,
    )
