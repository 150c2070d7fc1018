"""What ends a treaty, for one party or for all."""

from collections.abc import Hashable, Iterable
from functools import reduce
from typing import NamedTuple

from registry.choices import ActionKind, EndGround
from registry.dates import UncertainDate, earlier_of
from registry.law.acts import Act
from registry.law.gone import TERMINATED
from registry.law.histories import Tenure
from registry.law.words import DEEDS, GROUNDS
from registry.sentences import Sentence
from registry.sentences import gettext_lazy as _


class End(NamedTuple):
    """What may end a spell: when, by which acts, and why."""

    on: UncertainDate
    keys: tuple[Hashable, ...] = ()
    reason: Sentence | None = None


def ends_for_all(
    acts: Iterable[Act],
    ended_on: UncertainDate | None = None,
    end_ground: EndGround | str | None = None,
) -> list[End]:
    """List what ends a treaty for all: its stated end, else the acts of termination (VCLT art. 54).

    The first of these counts.
    """
    if ended_on:
        why = _("the treaty ended")
        if end_ground:
            why = _("the treaty ended ({ground:lower})", GROUNDS[EndGround(end_ground)])
        return [End(ended_on, (), why)]
    terminations = [act for act in acts if act.kind == ActionKind.TERMINATION]
    return [End(act.effect, (act.key,), TERMINATED) for act in terminations]


def exit_of(tenure: Tenure) -> End:
    """Tell how a tenure ended with its actor's exit."""
    act = tenure.exit
    return End(tenure.ends_on, (act.key,), deed_of(act, act.day))


def first_of(ends: list[End]) -> End | None:
    """Pick the end that comes first; the bounds are those of whichever comes first.

    Of several at once it is that by an act: whoever left knew the day.
    """
    if not ends:
        return None
    first = min(ends, key=lambda end: (end.on, not end.keys, repr(end.keys)))
    return first._replace(on=reduce(earlier_of, [end.on for end in ends]))


def deed_of(act: Act, day: UncertainDate) -> Sentence:
    """Say what an act was: "accession deposited on 25 July 1988"."""
    return Sentence(DEEDS[act.kind], (day,))
