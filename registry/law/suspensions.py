"""Suspensions of the operation of a treaty, and when it was resumed."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from registry.choices import SUSPENDING, ActionKind
from registry.dates import Answer, UncertainDate, later_of
from registry.law.acts import Act


@dataclass(frozen=True, slots=True)
class Suspension:
    """The operation of the treaty suspended by one actor, toward another or (None) toward all."""

    actor: Hashable
    toward: Hashable | None
    since: UncertainDate
    until: UncertainDate | None
    basis: tuple[Hashable, ...]

    def on(self, day: date) -> Answer:
        return self.since.by(day) & ~(self.until.by(day) if self.until else Answer.NO)


def suspensions(acts: Iterable[Act]) -> list[Suspension]:
    """Pair suspensions with resumptions; both sides remain parties (VCLT arts. 57 and 72)."""
    found: list[Suspension] = []
    chosen = [act for act in acts if act.kind in SUSPENDING]
    for act in sorted(chosen, key=lambda act: (act.day, act.kind, repr(act.key))):
        if act.kind == ActionKind.SUSPENSION:
            found.append(Suspension(act.actor, act.toward, act.effect, None, (act.key,)))
            continue
        for number, pending in enumerate(found):
            pair = (pending.actor, pending.toward)
            if pending.until is None and pair == (act.actor, act.toward):
                until = later_of(act.effect, pending.since)
                ended = Suspension(*pair, pending.since, until, (*pending.basis, act.key))
                found[number] = ended
                break
    return found
