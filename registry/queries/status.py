"""The status of treaties on a day: their dates, their acts and the law together."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from registry.choices import ActionKind, Standing, TreatyStatus
from registry.dates import Answer, UncertainDate
from registry.law.acts import Act
from registry.law.standing import Spell, stands, suspensions
from registry.law.status import status_on
from registry.models import EntryIntoForce, Participation, Treaty, TreatyAction
from registry.models.base import certainly_held
from registry.models.derivation import act_of


class StatusOn(NamedTuple):
    """A treaty's status on a day, with its ground, and what else it may be where it is not known.

    `in_force_on` is None while nobody could know it: before the conditions were met.
    """

    kind: TreatyStatus
    reason: str
    possible: tuple[TreatyStatus, ...]
    in_force_on: UncertainDate | None


BEFORE_FORCE = frozenset({TreatyStatus.SIGNED, TreatyStatus.OPEN, TreatyStatus.ADOPTED})


def statuses(treaties: Collection[Treaty], day: date) -> dict[int, StatusOn]:
    """Tell the status of each treaty (fetched with `force`) on a day, in two queries."""
    ids = [treaty.pk for treaty in treaties]
    provisional, suspended = _provisional(ids, day), _suspended(ids, day)
    return {
        treaty.pk: _status(treaty, day, provisional[treaty.pk], suspended[treaty.pk])
        for treaty in treaties
    }


def status_by(
    treaty: Treaty, day: date, *, spells: Iterable[Iterable[Spell]], acts: Iterable[Act]
) -> StatusOn:
    """Tell the same of one treaty whose spells, by actor, and acts have been fetched already."""
    provisional = suspended = Answer.NO
    for own in spells:
        provisional |= stands(day, own, Standing.PROVISIONAL)
    for suspension in suspensions(act for act in acts if act.toward is None):
        suspended |= suspension.on(day)
    return _status(treaty, day, provisional, suspended)


def having_status(treaties: QuerySet, kind: str, day: date) -> QuerySet:
    """Keep the treaties that have this status on that day."""
    told = statuses(treaties.select_related("force"), day)
    return treaties.filter(pk__in=[pk for pk, status in told.items() if status.kind == kind])


def _status(treaty: Treaty, day: date, provisional: Answer, suspended: Answer) -> StatusOn:
    force = force_of(treaty)
    status = status_on(
        day,
        adopted_on=treaty.adopted_on,
        signature_opens_on=treaty.opens_on,
        signature_closes_on=treaty.closes_on,
        concluded_on=treaty.concluded_on,
        signed=force.signed_on,
        met_on=force.met_on,
        in_force_on=force.in_force_on,
        ended_on=treaty.ended_on,
        end_ground=treaty.end_ground,
        provisional=provisional,
        suspended=suspended,
    )
    if status.kind in BEFORE_FORCE and not force.is_told:
        return StatusOn(
            TreatyStatus.NOT_KNOWN,
            f"{status.reason}; whether it has entered into force is not recorded",
            (TreatyStatus.IN_FORCE, status.kind),
            None,
        )
    return StatusOn(
        status.kind or TreatyStatus.NOT_KNOWN,
        status.reason,
        status.possible,
        known_in_force_on(force, day),
    )


def force_of(treaty: Treaty) -> EntryIntoForce:
    """Give the derived entry into force; a treaty without one has not entered into force."""
    return treaty.force if hasattr(treaty, "force") else EntryIntoForce(treaty=treaty)


def known_in_force_on(force: EntryIntoForce, day: date) -> UncertainDate | None:
    """Give the entry into force as far as it was known on a day: once the conditions are met."""
    moments = [on.by(day) for on in (force.met_on, force.in_force_on) if on]
    return force.in_force_on if any(answer is not Answer.NO for answer in moments) else None


def _provisional(ids: Iterable[int], day: date) -> dict[int, Answer]:
    answers = defaultdict(lambda: Answer.NO)
    spells = Participation.objects.filter(treaty__in=ids, standing=Standing.PROVISIONAL)
    for treaty_id in spells.possibly_on(day).values_list("treaty", flat=True):
        answers[treaty_id] = Answer.NOT_KNOWN
    certain = spells.filter(certainly_held(day, beginning="begins"))
    for treaty_id in certain.values_list("treaty", flat=True):
        answers[treaty_id] = Answer.YES
    return answers


def _suspended(ids: Iterable[int], day: date) -> dict[int, Answer]:
    acts = defaultdict(list)
    rows = TreatyAction.objects.filter(
        treaty__in=ids, toward=None, kind__in=(ActionKind.SUSPENSION, ActionKind.RESUMPTION)
    )
    for row in rows:
        acts[row.treaty_id].append(act_of(row))
    answers = defaultdict(lambda: Answer.NO)
    for treaty_id, own in acts.items():
        for suspension in suspensions(own):
            answers[treaty_id] |= suspension.on(day)
    return answers
