"""To which territories a party's consent reaches, where an act speaks of them (VCLT art. 29)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import NamedTuple

from registry.choices import ActionKind, Standing
from registry.dates import Answer
from registry.law.acts import Act
from registry.law.standing import Spell, stands
from registry.law.words import joined
from registry.sentences import Sentence, gettext_noop
from registry.sentences import gettext_lazy as _

TERRITORIAL = {
    ActionKind.TERRITORIAL_EXTENSION: (Answer.YES, gettext_noop("extended {day:since}")),
    ActionKind.TERRITORIAL_EXCLUSION: (Answer.NO, gettext_noop("excluded {day:since}")),
}
_UNBOUND = {
    Answer.NO: _("whoever answers for it is not a party"),
    Answer.NOT_KNOWN: _("whether whoever answers for it is a party is not known"),
}


class Reach(NamedTuple):
    """Whether the treaty applies to a territory on a day, through the actor that answers for it.

    `keys` are those of the acts that speak of the territory and were known by the day.
    """

    territory: Hashable
    answer: Answer
    reason: Sentence
    keys: tuple[Hashable, ...]


def reach_on(day: date, acts: Iterable[Act], own: Iterable[Spell]) -> list[Reach]:
    """Tell for each territory that one actor's acts name whether the treaty applies to it.

    `own` are the spells of that actor. A treaty binds a party for its entire territory unless
    something else is established (VCLT art. 29): a territory that no act names is not told here.
    One that an act names is in from its extension on and out from its exclusion on, and in only
    while the actor is a party. The territory stands in the place of the other party (`toward`).
    """
    is_party = stands(day, own, Standing.PARTY)
    named = defaultdict(list)
    for act in acts:
        if act.kind in TERRITORIAL and act.toward is not None:
            named[act.toward].append(act)
    found = []
    for territory, about in sorted(named.items(), key=lambda pair: repr(pair[0])):
        known = [act for act in about if act.effect.by(day) is not Answer.NO]
        if known:
            known.sort(key=lambda act: (act.effect, repr(act.key)))
            applies = _applies(day, known)
            reasons = [Sentence(TERRITORIAL[act.kind][1], (act.effect,)) for act in known]
            if is_party is not Answer.YES:
                reasons.append(_UNBOUND[is_party])
            keys = tuple(act.key for act in known)
            found.append(Reach(territory, applies & is_party, joined(reasons), keys))
    return found


def _applies(day: date, known: list[Act]) -> Answer:
    """Tell what every act says that may have been the last; before the first it was otherwise."""
    came = [act for act in known if act.effect.by(day) is Answer.YES]
    last = [act for act in known if not any(_is_before(act, other) for other in came)]
    says = {TERRITORIAL[act.kind][0] for act in last}
    if not came:
        first = [act for act in known if not any(_is_before(other, act) for other in known)]
        says |= {~TERRITORIAL[act.kind][0] for act in first}
    return says.pop() if len(says) == 1 else Answer.NOT_KNOWN


def _is_before(act: Act, other: Act) -> bool:
    return act.effect < other.effect and not act.effect.overlaps(other.effect)
