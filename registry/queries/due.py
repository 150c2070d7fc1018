"""What falls due, for the desk: entries into force, who joins or leaves, the last days to object.

The public `calendar` tells what was certain to come; here it may have come, and its record is told.
"""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from registry.choices import StatementKind
from registry.dates import UncertainDate
from registry.law.statements import window_closes
from registry.models import Actor, EntryIntoForce, Participation, Statement, Treaty
from registry.queries.statements import made_on

AHEAD = timedelta(days=366)
MOST = 50


class Due(NamedTuple):
    """What happens on a day unless somebody acts, and the record that says so."""

    on: UncertainDate
    what: str
    treaty: Treaty
    actor: Actor | None
    record: Model


def due(day: date) -> list[Due]:
    """List what falls due within a year, the next first: five queries, at most 50 of each."""
    found = [*_entries(day), *_joiners(day), *_notices(day), *_windows(day)]
    return sorted(
        found, key=lambda due: (due.on, due.treaty.slug, due.actor.slug if due.actor else "")
    )


def _entries(day):
    rows = EntryIntoForce.objects.filter(
        in_force_latest__gt=day, in_force_earliest__lte=day + AHEAD
    ).select_related("treaty")
    for row in rows.order_by("in_force_earliest", "treaty_id")[:MOST]:
        yield Due(row.in_force_on, _("enters into force"), row.treaty, None, row.treaty)


def _joiners(day):
    """List who becomes a party to a treaty that is in force already: of others its entry tells."""
    spells = Participation.objects.parties().filter(
        begins_earliest__gt=day,
        begins_earliest__lte=day + AHEAD,
        treaty__force__in_force_earliest__lte=day,
    )
    spells = spells.select_related("treaty", "actor", "basis")
    for spell in spells.order_by("begins_earliest", "pk")[:MOST]:
        yield Due(spell.begins, _("becomes a party"), spell.treaty, spell.actor, spell.basis)


def _notices(day):
    spells = Participation.objects.parties().filter(
        until_latest__gt=day, until_earliest__lte=day + AHEAD, ended_by__isnull=False
    )
    spells = spells.select_related("treaty", "actor", "ended_by")
    for spell in spells.order_by("until_earliest", "pk")[:MOST]:
        yield Due(spell.until, _("ceases to be a party"), spell.treaty, spell.actor, spell.ended_by)


def _windows(day):
    reservations = Statement.objects.filter(
        kind=StatementKind.RESERVATION, withdrawn_on=""
    ).select_related("treaty", "actor", "action")
    own = reservations.filter(made_latest__gte=day - AHEAD)
    with_acts = reservations.filter(
        made_on="", made_latest=None, action__deposited_latest__gte=day - AHEAD
    )
    for statement in (
        *own.order_by("made_earliest", "pk")[:MOST],
        *with_acts.order_by("action__deposited_earliest", "pk")[:MOST],
    ):
        closes = window_closes(made_on(statement))
        if closes.latest is None or closes.latest >= day:
            what = _("last day to object to its reservation, for whoever was a contracting State")
            yield Due(closes, what, statement.treaty, statement.actor, statement)
