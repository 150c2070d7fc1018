"""What actors do under a treaty: its acts, and who takes over those of another."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import NamedTuple

from registry.choices import CONSENTS, SIGNATURES, ActionKind
from registry.dates import UncertainDate, later_of
from registry.law.delays import Delay

UNKNOWN_DAY = UncertainDate("../..")
EXITS = frozenset({ActionKind.WITHDRAWAL, ActionKind.REVOCATION})
JOINING = CONSENTS | SIGNATURES | {ActionKind.PROVISIONAL_START}
DONE_BEFORE_EFFECT = (CONSENTS - {ActionKind.SUCCESSION}) | EXITS
CANCELLING = frozenset({ActionKind.WITHDRAWAL_CANCELLED})


class Act(NamedTuple):
    """One legal act of one actor under the treaty.

    `on` is the day that counts: of signature, deposit or notification; without it the act happened
    on an unknown day. `effective_on` is the effect as the depositary states it. `toward` is the
    other party of an act between two, `refers_to` the key of the act that this one undoes.
    """

    key: Hashable
    actor: Hashable
    kind: ActionKind
    on: UncertainDate | None = None
    effective_on: UncertainDate | None = None
    toward: Hashable | None = None
    refers_to: Hashable | None = None

    @property
    def day(self) -> UncertainDate:
        """Tell when the act was done: by its effect, except that a succession looks back."""
        on = self.on or UNKNOWN_DAY
        bounded = self.effective_on and self.kind in DONE_BEFORE_EFFECT
        return on.up_to(self.effective_on) if bounded else on

    @property
    def effect(self) -> UncertainDate:
        """Tell when an act that needs no delay takes effect; never before anybody knew of it."""
        return later_of(self.effective_on, self.day) if self.effective_on else self.day


class Continuation(NamedTuple):
    """One State goes on under another name and with its acts: Russia for the Soviet Union.

    It takes over what the other did, unlike a successor State, which has to notify a succession
    (Vienna Convention on Succession of States in respect of Treaties, art. 17).
    """

    predecessor: Hashable
    successor: Hashable
    on: UncertainDate


def taken_over(acts: Iterable[Act], continuations: Iterable[Continuation]) -> list[Act]:
    """List the acts that continuing States took over, as theirs; the keys stay."""
    own, found = list(acts), []
    waiting = sorted(continuations, key=lambda one: one.on)
    while waiting:
        # In a chain the first link comes first, whatever is known of its day.
        taking = {one.successor for one in waiting}
        link = next((one for one in waiting if one.predecessor not in taking), waiting[0])
        waiting.remove(link)
        found += [
            act._replace(actor=link.successor)
            for act in (*own, *found)
            if act.actor == link.predecessor and not link.on.is_before(act.day)
        ]
    return found


def leaves_on(act: Act, notice: Delay | None) -> UncertainDate:
    """Tell when a withdrawal or revocation takes effect.

    A withdrawal runs for the treaty's period of notice. Where neither the effect nor the period is
    known, all that is certain is that the actor was bound until it gave notice.
    """
    if act.effective_on or act.kind == ActionKind.REVOCATION:
        return act.effect
    if notice is not None:
        return notice.after_uncertain(act.day)
    return UncertainDate.between(act.day.earliest, None)


def known_on(acts: Iterable[Act], day: date) -> list[Act]:
    """Drop the acts that certainly came after the day: as at that day nobody knew them."""
    return [act for act in acts if act.day.earliest is None or act.day.earliest <= day]


def by_actor(acts: Iterable[Act]) -> dict[Hashable, list[Act]]:
    """Group acts by actor, in an order that does not depend on the order of entry."""
    groups = defaultdict(list)
    for act in acts:
        groups[act.actor].append(act)
    return dict(sorted(groups.items(), key=lambda group: repr(group[0])))
