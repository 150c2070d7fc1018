"""The status of treaties on a day: their dates, their acts and the law together."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain

from django.db.models import Q

from registry.choices import SUSPENDING, Standing, TreatyStatus
from registry.dates import Answer, UncertainDate
from registry.law.acts import Act, Continuation
from registry.law.standing import Spell
from registry.law.suspensions import suspensions
from registry.models import EntryIntoForce, Participation, Phase, Treaty, TreatyAction
from registry.models.base import held
from registry.models.derivation import act_of, continuations
from registry.models.phases import StatusOn, parties_on, status_of, suspended_in
from registry.sentences import Sentence, say


def statuses(treaties: Collection[Treaty], day: date) -> dict[int, StatusOn]:
    """Tell the status of each treaty (fetched with `force`) on a day, in two queries.

    Where somebody suspended one, a third tells who continues whom.
    """
    ids = [treaty.pk for treaty in treaties]
    acts = _suspending(ids)
    continued = continuations() if acts else []
    provisional, bound = _standings(ids, acts, day)
    return {
        treaty.pk: _status(
            treaty,
            day,
            provisional[treaty.pk],
            acts.get(treaty.pk, []),
            bound[treaty.pk],
            continued,
        )
        for treaty in treaties
    }


def status_by(
    treaty: Treaty,
    day: date,
    *,
    spells: Iterable[Iterable[Spell]],
    acts: Iterable[Act],
    continued: Iterable[Continuation],
) -> StatusOn:
    """Tell the same of one treaty whose spells, by actor, and acts have been fetched already.

    `continued` are which States continue which.
    """
    provisional, bound, acts = Answer.NO, [], list(acts)
    for spell in chain.from_iterable(spells):
        if spell.standing == Standing.PROVISIONAL:
            provisional |= spell.on(day)
        elif acts and spell.standing == Standing.PARTY:
            bound.append(spell)
    return _status(treaty, day, provisional, acts, bound, continued)


def statuses_on(
    treaty: Treaty, *days: date, phases: Collection[Phase] | None = None
) -> list[StatusOn]:
    """Tell the status of a treaty (fetched with `force`) on each of these days.

    What else it may have been where it is not known is left out. One query, unless its `phases`
    are given.
    """
    if phases is None:
        phases = list(treaty.phases.all())
    return [_in_phase(treaty, day, phases) for day in days]


def _in_phase(treaty: Treaty, day: date, phases: list[Phase]) -> StatusOn:
    for phase in phases:
        if phase.since <= day < phase.until:
            in_force_on = phase.in_force_on and UncertainDate(phase.in_force_on)
            return StatusOn(TreatyStatus(phase.status), say(phase.reason), (), in_force_on or None)
    return plain_status(treaty, day)


def plain_status(treaty: Treaty, day: date) -> StatusOn:
    """Tell the status of a treaty that nobody applies provisionally or suspends."""
    return _status(treaty, day, Answer.NO, [], [], [])


def _status(
    treaty: Treaty,
    day: date,
    provisional: Answer,
    acts: Collection[Act],
    bound: Collection[Spell],
    continued: Iterable[Continuation],
) -> StatusOn:
    stops = suspensions(acts, continued, bound)
    status = status_of(
        treaty,
        force_of(treaty),
        day,
        provisional=provisional,
        suspended=suspended_in(treaty, day, stops, parties_on(day, bound)),
    )
    return status._replace(reason=say(status.reason))


def force_of(treaty: Treaty) -> EntryIntoForce:
    """Give the derived entry into force; a treaty without one has not entered into force."""
    if hasattr(treaty, "force"):
        return treaty.force
    return EntryIntoForce(treaty=treaty, ended_on=treaty.ended_on)


def _standings(
    ids: Collection[int], suspended: Iterable[int], day: date
) -> tuple[dict[int, Answer], dict[int, list[Spell]]]:
    """Tell which treaties are applied provisionally, and who was ever a party to the suspended."""
    applied = Q(treaty__in=ids, standing=Standing.PROVISIONAL)
    bound_by = Q(treaty__in=suspended, standing=Standing.PARTY)
    spells = Participation.objects.filter(applied | bound_by)
    provisional, bound = defaultdict(lambda: Answer.NO), defaultdict(list)
    for treaty, actor, standing, begins, until, ended_by in spells.begun(by=day).values_list(
        *("treaty_id", "actor_id", "standing", "begins", "until", "ended_by_id")
    ):
        if standing == Standing.PROVISIONAL:
            provisional[treaty] |= held(begins, until, day)
        else:
            keys = (ended_by,) if ended_by else ()
            spell = Spell(actor, Standing.PARTY, begins, begins, until, (), keys, Sentence(""))
            bound[treaty].append(spell)
    return provisional, bound


def _suspending(ids: Collection[int]) -> dict[int, list[Act]]:
    """Fetch the acts that suspend or resume a treaty's operation."""
    acts = defaultdict(list)
    for row in TreatyAction.objects.filter(treaty__in=ids, kind__in=SUSPENDING).order_by():
        acts[row.treaty_id].append(act_of(row))
    return acts
