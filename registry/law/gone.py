"""Why an actor that took part in a treaty has no standing under it any more."""

from registry.choices import ActionKind
from registry.dates import UncertainDate
from registry.law.acts import Act
from registry.law.words import DEEDS
from registry.sentences import Sentence
from registry.sentences import gettext_lazy as _

CEASED = _("the State ceased to exist")
CONTINUED = _("another State continues it")
TERMINATED = _("the treaty was terminated")


def no_standing(
    until: UncertainDate | None,
    by: Act | None = None,
    *,
    ceased_on: UncertainDate | None = None,
    continued_on: UncertainDate | None = None,
) -> Sentence:
    """Say since when an actor has no standing, and why.

    Whoever was never a party, because the treaty was not in force for it (VCLT art. 2(1)(g)), is no
    former party once its signature or consent is gone: with its State, with the treaty, or by an
    act. `until` is the end of its last spell, None where it had none, and `by` the act that ended
    it; what no act ended went with the State or with the treaty.
    """
    if until is None:
        return _("No standing follows from its acts")
    return _("No standing {day:since}: {why}", until, _why(until, by, ceased_on, continued_on))


def _why(until, by: Act | None, ceased_on, continued_on) -> Sentence:
    if by:
        if by.kind == ActionKind.TERMINATION:
            return TERMINATED
        if by.kind == ActionKind.PROVISIONAL_END:
            return _("provisional application ended {day:on}", by.effect)
        return Sentence(DEEDS[by.kind], (by.day,))
    for on, why in sorted(
        ((on, why) for on, why in ((ceased_on, CEASED), (continued_on, CONTINUED)) if on),
        key=lambda end: end[0],
    ):
        if on.overlaps(until):
            return why
    return _("the treaty ended")
