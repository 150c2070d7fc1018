"""The phases of a treaty's life: its status and the number of its parties, from day to day.

Lists show them, sort by them and count them; no list works them out from the acts.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Coalesce

from registry.choices import SIGNATURES, Coverage, Standing, TreatyForm, TreatyStatus
from registry.dates import Answer, Count, UncertainDate
from registry.law.acts import Act, Continuation, by_actor
from registry.law.standing import Spell, stands
from registry.law.status import status_on, suspended_on
from registry.law.suspensions import Suspension, suspensions
from registry.models.treaties import Treaty
from registry.sentences import Sentence, SentenceField, say
from registry.sentences import gettext_lazy as _

BEFORE_FORCE = frozenset(
    {
        TreatyStatus.PROVISIONAL,
        TreatyStatus.SIGNED,
        TreatyStatus.OPEN,
        TreatyStatus.ADOPTED,
    }
)


class StatusOn(NamedTuple):
    """A treaty's status on a day, with its ground, and what else it may be where it is not known.

    The ground is a sentence as it is derived, text once it has been said to a reader.
    `in_force_on` is None while nobody could know it: before the conditions were certainly met.
    """

    kind: TreatyStatus
    reason: Sentence | str
    possible: tuple[TreatyStatus, ...]
    in_force_on: UncertainDate | None


class ForceDates(NamedTuple):
    """The dates of a treaty's entry into force and end, named as those of `EntryIntoForce` are.

    Its status follows from either, as it is derived or as it is stored.
    """

    signed_on: UncertainDate | None
    met_on: UncertainDate | None
    in_force_on: UncertainDate | None
    ended_on: UncertainDate | None
    is_told: bool


class PhaseQuerySet(models.QuerySet):
    def on(self, day: date):
        """Keep the phase in which each treaty is on a day; a text that is not made is in none."""
        day = min(day, date.max - timedelta(1))
        return self.filter(since__lte=day, until__gt=day)

    def status_on(self, day: date, treaty: str) -> Coalesce:
        """Tell the status on a day of the treaty to which a path leads; none is not known."""
        own = self.on(day).filter(treaty=models.OuterRef(treaty)).order_by()
        return Coalesce(models.Subquery(own.values("status")), models.Value("not_known"))


class Phase(models.Model):
    """The days, from `since` until before `until`, on which a treaty has one status.

    `since` is the first day of the calendar where there may always have been a text, `until` its
    last where no end is known. `counts` are steps as JSON: from which day the parties, and the
    signatures, are at least and at most so many; null where there may be any number more.
    """

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="phases", db_index=False)
    since = models.DateField()
    until = models.DateField()
    status = models.CharField(max_length=20, choices=TreatyStatus)
    reason = SentenceField()
    in_force_on = models.CharField(max_length=40, blank=True)
    counts = models.TextField()

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["treaty_id", "since"]
        constraints = [
            models.UniqueConstraint(fields=["treaty", "since"], name="phase_begins_once"),
        ]
        indexes = [
            models.Index(fields=["until", "since", "treaty", "status"], name="phase_by_day"),
        ]

    def __str__(self):
        return say(self.reason)


def counts_on(counts: str, day: date) -> tuple[Count, Count]:
    """Give the parties and the signatures that a phase's `counts` tell of a day within it."""
    text = day.isoformat()
    since, _comma, last = counts[counts.rindex("[") + 2 : -2].partition('",')
    if since <= text:  # as today: nothing but the last step need be read
        return _counts(last)
    steps = json.loads(counts)
    step = steps[bisect_right(steps, text, key=_first) - 1]
    return _counts(json.dumps(step[1:], separators=(",", ":"))[1:-1])


@lru_cache(maxsize=10_000)
def _counts(numbers: str) -> tuple[Count, Count]:
    """Read a step but for its day; most treaties have the same few."""
    parties, most_parties, signatures, most_signatures = json.loads(f"[{numbers}]")
    return Count(parties, most_parties), Count(signatures, most_signatures)


def _first(step: list) -> str:
    return step[0]


def status_of(
    treaty: Treaty,
    force: ForceDates,
    day: date,
    *,
    provisional: Answer,
    suspended: Answer,
) -> StatusOn:
    """Tell a treaty's status on a day, given whether it is applied or suspended as a whole."""
    status = status_on(
        day,
        adopted_on=treaty.adopted_on,
        signature_opens_on=treaty.opens_on,
        signature_closes_on=treaty.closes_on,
        concluded_on=treaty.concluded_on,
        signed=force.signed_on,
        met_on=force.met_on,
        in_force_on=force.in_force_on,
        ended_on=force.ended_on,
        end_ground=treaty.end_ground,
        provisional=provisional,
        suspended=suspended,
    )
    is_told = force.is_told and (force.in_force_on or treaty.is_covered(day))
    if status.kind in BEFORE_FORCE and not is_told:
        reason = _("{reason}; whether it has entered into force is not recorded", status.reason)
        if force.is_told:
            reason = _(
                "{reason}; the record is complete until {day:date}, and whether it has entered "
                "into force since is not known",
                *(status.reason, UncertainDate.of(treaty.covered_until)),
            )
        possible = (TreatyStatus.IN_FORCE, status.kind)
        return StatusOn(TreatyStatus.NOT_KNOWN, reason, possible, None)
    return StatusOn(
        status.kind or TreatyStatus.NOT_KNOWN,
        status.reason,
        status.possible,
        known_in_force_on(force, day),
    )


def suspended_in(
    treaty: Treaty, day: date, stops: Iterable[Suspension], parties: Mapping[Hashable, Answer]
) -> Answer:
    """Tell whether a treaty is suspended as a whole on a day, given who is a party to it."""
    return suspended_on(
        day,
        stops,
        parties,
        is_bilateral=treaty.form == TreatyForm.BILATERAL,
        is_covered=treaty.is_covered(day),
    )


def parties_on(day: date, spells: Iterable[Spell]) -> dict[Hashable, Answer]:
    """Tell of each actor whether it is a party on a day."""
    return {actor: stands(day, own, Standing.PARTY) for actor, own in by_actor(spells).items()}


def known_in_force_on(force, day: date) -> UncertainDate | None:
    """Give the entry into force as far as it was known on a day.

    It is known beforehand once the conditions are certainly met: that they may be tells no day.
    """
    return _known_entry(force, force.in_force_on, day)


def known_computed_on(force, day: date) -> UncertainDate | None:
    """Give the entry into force that the clause gives, as far as it was known on a day.

    Where another is stated, what was deposited after the day may have met the conditions.
    """
    return _known_entry(force, force.computed_on, day)


def _known_entry(force, on: UncertainDate | None, day: date) -> UncertainDate | None:
    if not on:
        return None
    is_met = bool(force.met_on) and force.met_on.by(day) is Answer.YES
    return on if is_met or on.by(day) is not Answer.NO else None


def phases(
    treaty: Treaty,
    force: ForceDates,
    acts: Collection[Act],
    spells: Collection[Spell],
    continuations: Iterable[Continuation] = (),
) -> Iterator[tuple]:
    """Tell the phases of a treaty's life as rows, in order: all columns but the treaty.

    What is told changes on no other days than the bounds of the dates from which it follows.
    """
    first = made(treaty)
    applied = [spell for spell in spells if spell.standing == Standing.PROVISIONAL]
    stops = suspensions(acts, continuations, spells)
    # Nobody else's spells tell anything of the treaty as a whole.
    bound = [spell for spell in spells if spell.standing == Standing.PARTY] if stops else []
    covered_until = _coverage_ends(treaty)
    dates = [
        *(treaty.adopted_on, treaty.opens_on, treaty.closes_on, treaty.concluded_on),
        *(force.signed_on, force.met_on, force.in_force_on, force.ended_on),
        *(on for spell in (*applied, *bound) for on in (spell.begins, spell.until)),
        *(on for stop in stops for on in (stop.since, stop.until)),
        *(on for stop in stops for _actor, on in (*stop.resumed, *stop.heirs)),
    ]
    bounds = {bound for on in dates if on for bound in (on.earliest, on.latest) if bound}
    if covered_until and covered_until < date.max:
        bounds.add(covered_until + timedelta(1))
    steps = count_steps(treaty, force, acts, spells)
    days = [step[0] for step in steps]
    told: list[list] = []
    for day in [first, *sorted(bound for bound in bounds if bound > first)]:
        provisional = stands(day, applied, Standing.PROVISIONAL) if applied else Answer.NO
        suspended = suspended_in(treaty, day, stops, parties_on(day, bound))
        status = status_of(treaty, force, day, provisional=provisional, suspended=suspended)
        row = [status.kind.value, status.reason.as_text(), str(status.in_force_on or "")]
        if not told or told[-1][1:] != row:
            told.append([day, *row])
    for (since, *row), (until, *_rest) in pairwise([*told, [date.max]]):
        own = steps[bisect_right(days, since) - 1 : bisect_right(days, until - timedelta(1))]
        text = ",".join(
            f'["{max(day, since).isoformat()}",{parties},{signatures}]'
            for day, parties, signatures in own
        )
        yield since, until, *row, f"[{text}]"


def made(treaty: Treaty) -> date:
    """Give the first day on which the text may have been adopted or concluded."""
    given = [on.earliest for on in (treaty.adopted_on, treaty.concluded_on) if on]
    return min(given) if given and None not in given else date.min


def has_no_party(force, day: date) -> bool:
    """Tell whether a treaty certainly was not in force yet on a day, or no longer.

    For a party the treaty is in force (VCLT art. 2(1)(g)), so that there is none then, whether or
    not every act is on record.
    """
    is_before = bool(force.in_force_on) and force.in_force_on.by(day) is Answer.NO
    return is_before or (bool(force.ended_on) and force.ended_on.by(day) is Answer.YES)


def count_steps(
    treaty: Treaty, force: ForceDates, acts: Iterable[Act], spells: Iterable[Spell]
) -> list[tuple[date, str, str]]:
    """Count parties and signatures: from which day there are how many, as parts of JSON."""
    events: dict[date, list[tuple]] = defaultdict(list)
    events[date.min] = []
    for spell in spells:
        if spell.standing == Standing.PARTY:
            begins, until = spell.begins, spell.until
            _hold(events, 0, spell.actor, begins.latest, until.earliest if until else date.max)
            last = (until.latest if until else None) or date.max
            _hold(events, 1, spell.actor, begins.earliest or date.min, last)
    for act in acts:
        if act.kind in SIGNATURES:
            on = act.day
            _hold(events, 2, act.actor, on.latest, date.max)
            _hold(events, 3, act.actor, on.earliest or date.min, date.max)
    ends = _coverage_ends(treaty)
    for day in _turns(ends, force):
        events[day] += []
    present: tuple[dict, ...] = ({}, {}, {}, {})
    steps = []
    for day in sorted(events):
        for place, actor, change in events[day]:
            held = present[place].get(actor, 0) + change
            if held:
                present[place][actor] = held
            else:
                present[place].pop(actor, None)
        is_covered = ends is not None and day <= ends
        is_whole = (is_covered and force.is_told) or has_no_party(force, day)
        parties = f"{len(present[0])},{len(present[1]) if is_whole else 'null'}"
        signatures = f"{len(present[2])},{len(present[3]) if is_covered else 'null'}"
        if not steps or steps[-1][1:] != (parties, signatures):
            steps.append((day, parties, signatures))
    return steps


def _hold(events: dict, place: int, actor, since: date | None, until: date | None) -> None:
    """Note that an actor counts from one day until before another; None: it never does."""
    if since and until and since < until:
        events[since].append((place, actor, 1))
        if until < date.max:
            events[until].append((place, actor, -1))


def _turns(ends: date | None, force: ForceDates) -> Iterator[date]:
    """Give the days from which there may be more than is on record, or parties, or no longer."""
    if ends and ends < date.max:
        yield ends + timedelta(1)
    if force.in_force_on and force.in_force_on.earliest:
        yield force.in_force_on.earliest
    if force.ended_on and force.ended_on.latest:
        yield force.ended_on.latest


def _coverage_ends(treaty: Treaty) -> date | None:
    """Give the last day for which every act is on record, or None where there is none."""
    if treaty.coverage != Coverage.COMPLETE:
        return None
    return treaty.covered_until or date.max
