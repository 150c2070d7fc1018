"""A record as a file states it, beside the one on record: what changes, and what is only claimed.

The better a source stands to the fact, the more it may change. A data set that contradicts the
depositary changes nothing, and its word is kept as a claim; where the depositary contradicts a data
set, the claim is what the data set had said. Of two that stand alike the first is kept: else what
is on record would turn with every import. What was entered without a source gives way to an
official one, and to no data set. A date that says less than the one on record agrees with it;
wording is left to whoever wrote it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from registry.choices import SourceRank
from registry.dates import UncertainDate, UncertainDateField
from registry.importers.onrecord import Fields, Key
from registry.models import Record
from registry.models.sources import KEY_SEPARATOR

RANKS = list(SourceRank)
UNSOURCED = RANKS.index(SourceRank.DATASET)
# Whose word a fact is, where a record names that apart from its own source.
SOURCED_APART = {
    "stated_in_force_on": "in_force_source",
    "ended_on": "ended_source",
    "end_ground": "ended_source",
}
PROVENANCE = ("source", *dict.fromkeys(SOURCED_APART.values()))
NOTHING = ("", None)
CHANGES = ("fill", "refine", "replace")


class Authority(NamedTuple):
    """How a file stands to what is on record: whether that is its own word or nobody's, and
    whether it yields where the two contradict each other."""

    is_own: bool
    is_unsourced: bool
    yields: bool


# Over what no source is ever named for.
OWN = Authority(is_own=True, is_unsourced=True, yields=False)


class Sources(NamedTuple):
    """Whose word weighs more: the sources of the files themselves (`ours`), how the slugs of their
    format's sources begin (`family`, earlier releases included), and the rank of every source."""

    ours: Collection[str]
    family: str
    ranks: Mapping[str, str]

    def authority(self, source: list[str] | None, holder: list[str] | None) -> Authority:
        """Tell how a source stands to the one that is on record, both by their natural keys."""
        own, other = (source or [""])[0], (holder or [""])[0]
        rank = self._rank(own)
        held = self._rank(other) if holder else UNSOURCED
        is_own = other in self.ours or (other.startswith(self.family) and rank <= held)
        return Authority(is_own, not holder, not is_own and rank >= held)

    def _rank(self, slug: str) -> int:
        """Give the place of a source among the ranks, of which the first stand closest."""
        return RANKS.index(self.ranks[slug]) if slug in self.ranks else len(RANKS)


@dataclass
class Settled:
    """A record as a file states it, laid over the one that is stored.

    `changed` tells of each field that changes what it was and what it becomes; `claims` are the
    values that are kept as claims; `left` are the facts of which the file's word is passed over.
    """

    model: type[Record]
    key: Key
    stated: Fields
    stored: Fields
    changed: dict[str, tuple[object, object]] = field(default_factory=dict)
    claims: list[Fields] = field(default_factory=list)
    left: set[str] = field(default_factory=set)

    @property
    def fields(self) -> Fields:
        """Give the record as it is from now on."""
        return self.stored | {name: new for name, (_, new) in self.changed.items()}

    def lay(self, names: list[str], column: str, sources: Sources) -> None:
        """Settle the facts whose source stands in one column, and whose word they are then."""
        source = self.stated.get(column) or self.stated.get("source")
        holder = self.stored.get(column)
        authority = sources.authority(source, holder) if column in self.stored else OWN
        verdicts = {name: self._verdict(name, authority) for name in names}
        for name, verdict in verdicts.items():
            value, old = self.stated[name], self.stored[name]
            if verdict in CHANGES:
                self.changed[name] = (old, value)
            if verdict == "claim":
                self._claim(name, value, source, self.stated.get("pinpoint", ""))
            elif verdict == "replace" and holder and not authority.is_own:
                place = self.stored["pinpoint"] if column == "source" else ""
                self._claim(name, old, holder, place)
            elif verdict in ("leave", "agree"):
                self.left.add(name)
        told = set(verdicts.values())
        if authority.is_unsourced:
            is_its_word = bool(told & {"confirm", *CHANGES}) and not told & {"claim", "agree"}
        else:
            is_its_word = bool(told & {"refine", "replace"})
        if source and is_its_word:
            self._attribute(column, source)

    def _attribute(self, column: str, source: list[str]) -> None:
        given: Fields = {column: source}
        if column == "source":
            given["pinpoint"] = self.stated.get("pinpoint", "")
        for name, value in given.items():
            if name in self.stored and self.stored[name] != value:
                self.changed[name] = (self.stored[name], value)

    def _verdict(self, name: str, authority: Authority) -> str:
        """Tell what becomes of a value.

        It may "confirm" a date, or "agree" with one while it says less; "fill" what is empty,
        "refine" a date that says less or "replace" what is there; be a "claim" against it, or be
        "leave", left.
        """
        value, old = self.stated[name], self.stored[name]
        is_date = isinstance(self.model._meta.get_field(name), UncertainDateField)
        if value == old:
            return "confirm" if is_date and old not in NOTHING else "leave"
        if old in NOTHING:
            return "fill"
        if not is_date:
            may_change = authority.is_own or (authority.is_unsourced and not authority.yields)
            return "replace" if may_change else "leave"
        if value == "" or (not authority.is_own and says_less(value, old)):
            return "agree"
        if says_less(old, value):
            return "refine"
        return "claim" if authority.yields else "replace"

    def _claim(self, name: str, value: object, source: list[str], pinpoint: str) -> None:
        """Keep a value that does not stand, with whose word it is."""
        claim = {
            "model": self.model._meta.model_name,
            "key": KEY_SEPARATOR.join(map(str, self.key)),
            "field": name,
            "value": str(value),
            "source": source,
            "pinpoint": pinpoint,
        }
        self.claims.append(claim)


def settle(
    model: type[Record], key: Key, stated: Fields, stored: Fields, sources: Sources
) -> Settled:
    """Lay what a file states over what is on record, each fact by the source that it has there."""
    settled = Settled(model, key, stated, stored)
    no_facts = {*model.key_fields(), *PROVENANCE, "pinpoint"}
    facts = [name for name in stated if name in stored and name not in no_facts]
    for column in PROVENANCE:
        if names := [name for name in facts if SOURCED_APART.get(name, "source") == column]:
            settled.lay(names, column, sources)
    return settled


def says_less(one: str, other: str) -> bool:
    """Tell whether the first date says no more than the second: it has it between its ends."""
    wide, narrow = UncertainDate(one), UncertainDate(other)
    opens = not wide.earliest or (narrow.earliest and wide.earliest <= narrow.earliest)
    closes = not wide.latest or (narrow.latest and narrow.latest <= wide.latest)
    return bool(opens and closes)
