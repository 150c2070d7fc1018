"""What is read of records when treaties are derived from them."""

from collections.abc import Iterable, Mapping

from registry.models.actions import TreatyAction
from registry.models.actors import Actor, ActorName, Succession
from registry.models.base import Record
from registry.models.treaties import (
    Citation,
    Provision,
    Treaty,
    TreatyRelation,
    TreatyText,
    TreatyTitle,
)

# What is read of the records on which treaties rest and that belong to none of them: where nothing
# of it changes, all that follows stays as it is. Of the parts of a treaty anything may be read.
READ: Mapping[type[Record], frozenset[str]] = {
    Actor: frozenset({"kind", "since", "until"}),
    ActorName: frozenset(),
    Succession: frozenset({"predecessor", "successor", "kind", "happened_on"}),
}

# The same of a treaty and of its parts. A file or a draft names a treaty whatever has changed of
# it, because it is indexed with it; a save that changes nothing of this derives nothing again.
READ_OF_TREATIES: Mapping[type[Record], frozenset[str]] = {
    Treaty: frozenset(
        {
            *("form", "coverage", "covered_until", "notice_kind", "notice"),
            *("adopted_on", "concluded_on", "opens_on", "closes_on", "stated_in_force_on"),
            *("ended_on", "end_ground"),
        }
    ),
    TreatyAction: frozenset(
        {"treaty", "actor", "kind", "deposited_on", "effective_on", "toward", "refers_to"}
    ),
    TreatyTitle: frozenset(),
    TreatyText: frozenset(),
    Citation: frozenset(),
    Provision: frozenset(),
    TreatyRelation: frozenset(),
}


def is_read(model: type[Record], names: Iterable[str] | None = None) -> bool:
    """Tell whether something else may follow when these fields of a record change; None is all."""
    read = READ.get(model)
    return read is None or bool(read if names is None else read.intersection(names))


def is_derived_from(model: type[Record], names: Iterable[str] | None = None) -> bool:
    """Tell the same, of a treaty and its parts too."""
    read = READ_OF_TREATIES.get(model)
    if read is None:
        return is_read(model, names)
    return bool(read if names is None else read.intersection(names))
