"""Who holds a place in a set: a State, and whoever continues it."""

from collections.abc import Container, Hashable, Iterator, Mapping
from datetime import date

from registry.law.histories import History


def holders(
    actor: Hashable, everyone: Mapping[Hashable, History], others: Container[Hashable] = ()
) -> Iterator[tuple[Hashable, date, date]]:
    """Tell who holds an actor's place in a set, from which day until which, the first one first.

    They are whom it continues, if that did anything under the treaty; itself, and its heirs. An
    actor begins with itself where one that it continues is among the `others` that have a place.
    """
    history = everyone.get(actor)
    if history is None or (history.prior is None and history.heir is None):
        yield actor, date.min, date.max
        return
    first, seen = actor, {actor}
    while (prior := _prior(first, everyone)) not in (None, *seen):
        first = prior
        seen.add(first)
        if first in others:
            first = actor
            break
    since, seen = date.min, set()
    while first is not None and first not in seen:
        seen.add(first)
        history = everyone[first]
        yield first, since, history.until
        first, since = history.heir, max(since, history.until)


def _prior(actor: Hashable, everyone: Mapping[Hashable, History]) -> Hashable | None:
    """Tell whom an actor continues; a record may have all acts under the name of today."""
    prior = everyone[actor].prior if actor in everyone else None
    before = everyone.get(prior)
    return prior if before and (before.signature or before.tenures) else None
