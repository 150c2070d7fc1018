"""What changed between two days: for a treaty, who stands where; for an alliance, who belongs."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from registry.choices import Standing
from registry.dates import Answer, UncertainDate
from registry.law.standing import StandingOn, standing_on
from registry.models import Actor, Participation, Phase, Source, Treaty
from registry.queries.matrix import in_words
from registry.queries.members import History, Member
from registry.queries.participants import spell_of
from registry.queries.periods import known_end
from registry.queries.status import StatusOn, statuses_on
from registry.sentences import say


class Change(NamedTuple):
    """One actor whose place differs; `kind` is joined, left, ended or changed.

    Ended is said of a member of an alliance until that ended for all.

    `on` and `reason` are those of what it came to, or of what ended where it came to nothing.
    """

    actor: Actor
    kind: str
    before: str
    after: str
    on: UncertainDate | None
    reason: str
    source: Source | None
    pinpoint: str


class Differences(NamedTuple):
    """What two days tell differently; the statuses are those of the treaty on each."""

    earlier: date
    later: date
    status_before: StatusOn
    status_after: StatusOn
    changes: list[Change]


def treaty_differences(
    treaty: Treaty, one: date, other: date, phases: Collection[Phase] | None = None
) -> Differences:
    """Compare a treaty (fetched with `force`) on two days, in whichever order they are given.

    Its `phases` are fetched unless they are given.
    """
    earlier, later = sorted((one, other))
    rows = defaultdict(list)
    spells = treaty.participations.begun(by=later).order_by("begins_earliest", "pk")
    for row in spells.select_related("actor", "basis__source", "ended_by__source"):
        rows[row.actor].append(row)
    changes = [_moved(actor, own, earlier, later) for actor, own in rows.items()]
    return _differences(treaty, earlier, later, changes, phases)


def alliance_differences(history: History, one: date, other: date) -> Differences:
    """Compare an alliance (fetched with its treaty) on two days: its members, its treaty."""
    earlier, later = sorted((one, other))
    before, after = (
        {member.actor: member for member in history.roll(day).members} for day in (earlier, later)
    )
    changes = [
        _member_moved(actor, before.get(actor), after.get(actor), history, later)
        for actor in before | after
    ]
    return _differences(history.alliance.treaty, earlier, later, changes)


def _differences(treaty, earlier, later, changes, phases=None) -> Differences:
    return Differences(
        earlier,
        later,
        *statuses_on(treaty, earlier, later, phases=phases),
        [change for change in changes if change],
    )


def _moved(actor: Actor, own: list[Participation], earlier: date, later: date) -> Change | None:
    stored = {spell_of(row): row for row in own}
    before, after = standing_on(earlier, stored), standing_on(later, stored)
    told = [_told(standing) for standing in (before, after)]
    if told[0] == told[1]:
        return None
    row = stored[after.spell] if after.spell else None
    ended = stored[before.spell] if before.spell and not row else None
    act = row.basis if row else ended and ended.ended_by
    return Change(
        actor,
        _kind(before.standing == Standing.PARTY, after.standing == Standing.PARTY),
        *told,
        row.begins if row else ended and ended.until,
        say(row.reason) if row else "",
        act.source if act else None,
        act.pinpoint if act else "",
    )


def _told(standing: StandingOn) -> str:
    return in_words(standing) if standing.standing or standing.possible else ""


def _kind(was: bool, is_now: bool) -> str:
    if was == is_now:
        return "changed"
    return "joined" if is_now else "left"


def _member_moved(
    actor: Actor, before: Member | None, after: Member | None, history: History, later: date
) -> Change | None:
    answers = [member.answer if member else Answer.NO for member in (before, after)]
    if answers[0] is answers[1]:
        return None
    kind = _kind(answers[0] is Answer.YES, answers[1] is Answer.YES)
    if after:
        moved = after.since, after.reason, after.source, after.pinpoint
    else:
        has_left, moved = _departure(history, actor, later)
        kind = kind if has_left or kind == "changed" else "ended"
    return Change(
        actor,
        kind,
        *(_MEMBER[answer] for answer in answers),
        *moved,
    )


class _End(NamedTuple):
    on: UncertainDate | None
    reason: str
    source: Source | None
    pinpoint: str

    @property
    def last_day(self) -> date:
        return (self.on and self.on.latest) or date.max


def _departure(history: History, actor: Actor, day: date) -> tuple[bool, _End]:
    """Tell whether a former member left, and when it ceased to be one, why and by which source.

    Whoever was a member until the alliance ended did not leave it.
    """
    if actor in history.own:
        ends = [
            _End(known_end(spell.until, day), "", spell.source, spell.pinpoint)
            for spell in history.own[actor]
        ]
    else:
        ends = [_party_end(spell, day) for spell in history.parties if spell.actor_id == actor.pk]
    alliance = history.alliance
    own = max(ends, key=lambda end: end.last_day)
    ended_on = known_end(alliance.until, day)
    common = _End(ended_on, "", alliance.source, alliance.pinpoint)
    has_left = ended_on is None or own.last_day < common.last_day
    return has_left, own if has_left else common


def _party_end(spell: Participation, day: date) -> _End:
    act = spell.ended_by
    if act is None:
        return _End(known_end(spell.until, day), "", None, "")
    until = known_end(spell.until, day, told_on=act.deposited_on)
    return _End(until, act.get_kind_display(), act.source, act.pinpoint)


_MEMBER = {
    Answer.YES: gettext_lazy("member"),
    Answer.NOT_KNOWN: gettext_lazy("not known whether a member"),
    Answer.NO: "",
}
