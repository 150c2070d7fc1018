"""When each consent of one tenure binds its actor: the first that does counts."""

from collections.abc import Collection, Hashable, Mapping
from typing import NamedTuple

from registry.choices import ActionKind
from registry.dates import UncertainDate, earlier_of, later_of
from registry.law.acts import Act
from registry.law.clauses import Clause, Force, takes_effect
from registry.law.histories import Tenure

CANCELLED = ActionKind.WITHDRAWAL_CANCELLED


class Commitment(NamedTuple):
    """A consent, when it was deposited, and when it takes effect, if it does.

    `awaits` is the day until which its actor is no more than a contracting State: that of the
    effect, or of the entry into force where the consent awaits no day of its own.
    """

    consent: Act
    deposited: UncertainDate
    effect: UncertainDate | None
    awaits: UncertainDate | None
    order: int = 0

    @property
    def begins(self) -> UncertainDate | None:
        return self.effect and later_of(self.effect, self.deposited)

    @property
    def binds_at_once(self) -> bool:
        return self.awaits is not None and _is_by(self.awaits, self.deposited)

    def had_bound_by(self, left: UncertainDate) -> bool:
        """Tell whether it had certainly bound its actor if that had given it before it left."""
        awaits = self.awaits
        return self.binds_at_once or bool(awaits and awaits.is_before(left))

    def covers(self, other: "Commitment") -> bool:
        """Tell whether its actor had certainly consented so when it gave the other consent."""
        if _is_by(self.deposited, other.deposited):
            return not _is_by(other.deposited, self.deposited) or self.order < other.order
        return False


def _is_by(day: UncertainDate, other: UncertainDate) -> bool:
    return bool(day.latest and other.earliest and day.latest <= other.earliest)


def commitments(
    tenure: Tenure,
    clause: Clause | None,
    force: Force | UncertainDate | None,
    succeeded: Mapping[Hashable, UncertainDate | None],
    before: Collection[Commitment] = (),
) -> list[Commitment]:
    """List the consents that may have bound first: of those on the same terms the first alone.

    Terms differ where an effect is stated, or where one awaits the delay of a later joiner and
    another does not. A State is bound once any of its consents takes effect. Whoever cancels its
    withdrawal (VCLT art. 68) is bound as by what it had consented to `before`.
    """
    rule = clause and clause.joiner
    given: dict[tuple, tuple[Act, UncertainDate]] = {}
    for consent, on in tenure.given:
        stated, looks_back = consent.effective_on, consent.kind == ActionKind.SUCCESSION
        delayed = bool(rule and rule.delay and not looks_back)
        terms = stated, delayed, looks_back and bool(stated), consent.kind == CANCELLED
        first, earliest = given.get(terms, (consent, on))
        given[terms] = first, earlier_of(earliest, on)
    if len(given) == 1:
        given = dict.fromkeys(given, (tenure.consent, tenure.on))
    in_force_on = force.on if isinstance(force, Force) else force
    found: list[Commitment] = []
    for (stated, delayed, *_rest), (consent, on) in given.items():
        if consent.kind == CANCELLED:
            taking = [(one.effect and later_of(one.effect, on), one.awaits) for one in before]
        else:
            effect = takes_effect(clause, consent, on, force, succeeded.get(consent.key))
            taking = [(effect, effect if stated or delayed else in_force_on)]
        found += [
            Commitment(consent, on, effect, effect and awaits, len(found) + number)
            for number, (effect, awaits) in enumerate(taking)
        ]
    return found
