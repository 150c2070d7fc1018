"""In which order treaties are derived: each after those that its clause asks about."""

from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter

from registry.models.clauses import EntryIntoForceCondition
from registry.models.tables import batches
from registry.models.treaties import Treaty

# The clauses of so many treaties are looked up; for more, all that ask about others are read.
FEW = 100
BATCH_SIZE = 500


def asked_about(treaty_ids: Collection[int]) -> list[int]:
    """List the other treaties that these treaties' clauses ask about."""
    conditions = EntryIntoForceCondition.objects.filter(clause__treaty__in=treaty_ids)
    return list(
        conditions.exclude(other_treaty=None)
        .order_by("other_treaty")
        .values_list("other_treaty", flat=True)
        .distinct()
    )


def dependencies(treaty_ids: Collection[int] | None) -> dict[int, set[int]]:
    """Map each treaty to those that its clause asks about, growing by those that ask about it."""
    links = EntryIntoForceCondition.objects.exclude(other_treaty=None).order_by()
    links = links.values_list("clause__treaty_id", "other_treaty_id")
    is_whole = treaty_ids is None or len(treaty_ids) > FEW
    links = list(links) if is_whole else links
    affected = set(Treaty.objects.values_list("pk", flat=True)) if treaty_ids is None else set()
    waiting = set(treaty_ids or ())
    while waiting:
        affected |= waiting
        about = links if is_whole else links.filter(other_treaty__in=waiting)
        waiting = {treaty for treaty, other in about if other in waiting} - affected
    asks = {treaty: set() for treaty in affected}
    for treaty, other in links if is_whole else links.filter(clause__treaty__in=affected):
        if treaty in affected and other in affected:
            asks[treaty].add(other)
    return asks


def in_order(treaty_ids: Collection[int] | None) -> Iterator[list[int]]:
    """Yield treaties in batches, each after those that its clause asks about.

    Treaties whose clauses ask about one another in a circle are a batch of their own.
    """
    graph, circles = dependencies(treaty_ids), {}
    while True:
        sorter = TopologicalSorter(graph)
        try:
            sorter.prepare()
            break
        except CycleError as error:
            graph = _drawn_together(graph, set(error.args[1]), circles)
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        yield from batches((one for one in ready if one not in circles), BATCH_SIZE)
        yield from (sorted(circles[treaty]) for treaty in ready if treaty in circles)
        sorter.done(*ready)


def _drawn_together(
    graph: dict[int, set[int]], circle: set[int], circles: dict[int, set[int]]
) -> dict[int, set[int]]:
    """Let one treaty of a circle stand for all of them, and note in `circles` for which.

    A circle that shares a treaty with it is found next.
    """
    one = min(circle)
    circles[one] = circle.union(*(circles.pop(treaty, ()) for treaty in circle))
    drawn = {
        treaty: (asked - circle) | {one} if asked & circle else asked
        for treaty, asked in graph.items()
        if treaty not in circle
    }
    drawn[one] = set().union(*(graph[treaty] for treaty in circle)) - circle
    return drawn
