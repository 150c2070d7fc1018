"""The status of treaties on a day: their dates, their acts and the law together."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple, Self

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from registry.choices import ActionKind, EndGround, Standing, TreatyStatus
from registry.dates import Answer, UncertainDate
from registry.law.acts import Act
from registry.law.standing import Spell, stands, suspensions
from registry.law.status import status_on
from registry.models import EntryIntoForce, Participation, Treaty, TreatyAction
from registry.models.base import certainly, held
from registry.models.derivation import act_of


class StatusOn(NamedTuple):
    """A treaty's status on a day, with its ground, and what else it may be where it is not known.

    `in_force_on` is None while nobody could know it: before the conditions were met.
    """

    kind: TreatyStatus
    reason: str
    possible: tuple[TreatyStatus, ...]
    in_force_on: UncertainDate | None


SUPERSEDING = (EndGround.SUPERSEDED, EndGround.REPLACED_ON_RENEWAL)
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


def plain_status(treaty: Treaty, day: date) -> StatusOn:
    """Tell the status of a treaty that nobody applies provisionally or has suspended."""
    return _status(treaty, day, Answer.NO, Answer.NO)


def having_status(treaties: QuerySet, kind: str, day: date) -> QuerySet:
    """Keep the treaties that have this status on that day."""
    return treaties.alias(status_kind=status_kind(day)).filter(status_kind=kind)


def status_kind(day: date, *, of: str = "") -> Case:
    """Tell the status of treaties on a day in the database, as `statuses` tells it of each.

    `of` is the path to the treaty from the records asked for (`treaty__`). The order is that of
    `registry.law.status`: the first certain step, unless a stronger one may have been taken.
    """
    made = ("adopted", "concluded", "opens", "force__signed", "force__in_force")
    adopted, concluded, opens, signed, in_force = (_Column.at(of + name, day) for name in made)
    met, closes, ended = (_Column.at(of + name, day) for name in ("force__met", "closes", "ended"))
    is_told = Q(**{f"{of}force__is_told": True})
    provisional, suspended = _provisional_in(of, day), _suspended_in(of, day)
    dated = reduce(or_, (Q(**{f"{of}{name}_on__gt": ""}) for name in made))
    begun = reduce(or_, (step.maybe for step in (adopted, concluded, opens, signed, in_force)))
    unknown = TreatyStatus.NOT_KNOWN
    steps = [
        (dated & ~begun, unknown),
        (
            ended.certain & Q(**{f"{of}end_ground__in": SUPERSEDING}),
            TreatyStatus.SUPERSEDED,
        ),
        (ended.certain, TreatyStatus.TERMINATED),
        (ended.maybe, unknown),
        (in_force.certain & suspended.certain, TreatyStatus.SUSPENDED),
        (in_force.maybe & suspended.maybe, unknown),
        (in_force.certain, TreatyStatus.IN_FORCE),
        (in_force.maybe, unknown),
        (provisional.certain, TreatyStatus.PROVISIONAL),
        (provisional.maybe, unknown),
        (met.certain, TreatyStatus.PENDING),
        (met.maybe, unknown),
        ((signed.certain | concluded.certain) & is_told, TreatyStatus.SIGNED),
        (signed.maybe | concluded.maybe, unknown),
        (opens.certain & ~closes.maybe & is_told, TreatyStatus.OPEN),
        (opens.maybe & ~closes.certain, unknown),
        ((adopted.certain | opens.certain) & is_told, TreatyStatus.ADOPTED),
    ]
    return Case(
        *(When(condition, then=Value(kind.value)) for condition, kind in steps),
        default=Value(unknown.value),
        output_field=CharField(),
    )


class _Column(NamedTuple):
    """Whether something has happened, as conditions: certainly, or certainly or perhaps."""

    certain: Q
    maybe: Q

    @classmethod
    def at(cls, path: str, day: date) -> Self:
        """Ask an uncertain date; a treaty without a derived row has no date."""
        bounds = Q(**{f"{path}_earliest": None}) | Q(**{f"{path}_earliest__lte": day})
        return cls(certainly(path, by=day), Q(**{f"{path}_on__gt": ""}) & bounds)


def _provisional_in(of: str, day: date) -> _Column:
    spells = Participation.objects.filter(standing=Standing.PROVISIONAL)
    return _Column(
        *(
            Q(**{f"{of}pk__in": kept.values("treaty")})
            for kept in (spells.on(day), spells.possibly_on(day))
        )
    )


def _suspended_in(of: str, day: date) -> _Column:
    answers = _suspended(None, day)
    certain = [pk for pk, answer in answers.items() if answer is Answer.YES]
    maybe = [pk for pk, answer in answers.items() if answer is not Answer.NO]
    return _Column(Q(**{f"{of}pk__in": certain}), Q(**{f"{of}pk__in": maybe}))


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


def _provisional(ids: Collection[int], day: date) -> dict[int, Answer]:
    answers = defaultdict(lambda: Answer.NO)
    spells = Participation.objects.filter(treaty__in=ids, standing=Standing.PROVISIONAL)
    for spell in spells.possibly_on(day).only("treaty_id", "begins", "until"):
        answers[spell.treaty_id] |= held(spell.begins, spell.until, day)
    return answers


def _suspended(ids: Collection[int] | None, day: date) -> dict[int, Answer]:
    """Tell whose operation is suspended toward all; None asks of every treaty."""
    acts = defaultdict(list)
    rows = TreatyAction.objects.filter(
        toward=None, kind__in=(ActionKind.SUSPENSION, ActionKind.RESUMPTION)
    ).order_by()  # few acts among all: an order would have the database go through the others
    for row in rows if ids is None else rows.filter(treaty__in=ids):
        acts[row.treaty_id].append(act_of(row))
    answers = defaultdict(lambda: Answer.NO)
    for treaty_id, own in acts.items():
        for suspension in suspensions(own):
            answers[treaty_id] |= suspension.on(day)
    return answers
