"""A record as a file states it, beside the one on record: what changes, and what is only claimed.

The better a source stands to the fact, the more it may change. A data set that contradicts the
depositary changes nothing, and its word is kept as a claim; where the depositary contradicts a data
set, the claim is what the data set had said. Of two that stand alike the first is kept: else what
is on record would turn with every import. What was entered without a source gives way to an
official one, and to no data set. A date that says less than the one on record agrees with it;
wording is left to whoever wrote it.
"""

from collections.abc import Collection, Mapping
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


class Settled(NamedTuple):
    """What becomes of the record on record, what is claimed against it, and what is left."""

    fields: Fields
    changed: dict[str, tuple[object, object]]
    claims: list[Fields]
    left: set[str]


class Authority(NamedTuple):
    """How a file stands to what is on record: whether that is its own word or nobody's, and
    whether it yields where the two contradict each other."""

    is_own: bool
    is_unsourced: bool
    yields: bool


def settle(
    model: type[Record],
    key: Key,
    stated: Fields,
    stored: Fields,
    *,
    ours: Collection[str],
    family: str,
    ranks: Mapping[str, str],
) -> Settled:
    """Lay what a file states over what is on record, each fact by the source that it has there."""
    settled = Settled(dict(stored), {}, [], set())
    passed = {*model.key_fields(), *PROVENANCE, "pinpoint"}
    facts = [name for name in stated if name in stored and name not in passed]
    for column in PROVENANCE:
        names = [name for name in facts if SOURCED_APART.get(name, "source") == column]
        if names:
            authority = _authority(column, stated, stored, ours, family, ranks)
            _settle_facts(settled, model, key, names, column, stated, stored, authority)
    settled.fields.update({name: new for name, (_, new) in settled.changed.items()})
    return settled


def _authority(column, stated, stored, ours, family, ranks) -> Authority:
    holder = (stored.get(column) or [""])[0]
    rank = _rank((_source(column, stated) or [""])[0], ranks)
    held = _rank(holder, ranks) if holder else UNSOURCED
    is_own = column not in stored or holder in ours or (holder.startswith(family) and rank <= held)
    return Authority(is_own, not holder, not is_own and rank >= held)


def _settle_facts(settled, model, key, names, column, stated, stored, authority: Authority):
    """Settle the facts that have one source on record, and whose word they are from now on."""
    source, holder = _source(column, stated), stored.get(column)
    verdicts = {
        name: _verdict(model, name, stated[name], stored[name], authority) for name in names
    }
    for name, verdict in verdicts.items():
        value, old = stated[name], stored[name]
        if verdict in CHANGES:
            settled.changed[name] = (old, value)
        if verdict == "claim":
            place = stated.get("pinpoint", "")
            settled.claims.append(_claim(model, key, name, value, source, place))
        elif verdict == "replace" and holder and not authority.is_own:
            place = stored["pinpoint"] if column == "source" else ""
            settled.claims.append(_claim(model, key, name, old, holder, place))
        elif verdict in ("leave", "agree"):
            settled.left.add(name)
    told = set(verdicts.values())
    if authority.is_unsourced:
        is_its_word = bool(told & {"confirm", *CHANGES}) and not told & {"claim", "agree"}
    else:
        is_its_word = bool(told & {"refine", "replace"})
    if source and is_its_word:
        _attribute(settled, column, source, stated, stored)


def _attribute(settled, column, source, stated, stored):
    given = {column: source}
    if column == "source":
        given["pinpoint"] = stated.get("pinpoint", "")
    for name, value in given.items():
        if name in stored and stored[name] != value:
            settled.changed[name] = (stored[name], value)


def _source(column, stated):
    return stated.get(column) or stated.get("source")


def _verdict(model, name, value, old, authority: Authority) -> str:
    """Tell what becomes of a value.

    It may "confirm" a date, or "agree" with one while it says less; "fill" what is empty, "refine"
    a date that says less or "replace" what is there; be a "claim" against it, or be "leave", left.
    """
    is_date = isinstance(model._meta.get_field(name), UncertainDateField)
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


def says_less(one: str, other: str) -> bool:
    """Tell whether the first date says no more than the second: it has it between its ends."""
    wide, narrow = UncertainDate(one), UncertainDate(other)
    opens = not wide.earliest or (narrow.earliest and wide.earliest <= narrow.earliest)
    closes = not wide.latest or (narrow.latest and narrow.latest <= wide.latest)
    return bool(opens and closes)


def _rank(slug, ranks):
    return RANKS.index(ranks[slug]) if slug in ranks else len(RANKS)


def _claim(model, key, name, value, source, pinpoint) -> Fields:
    return {
        "model": model._meta.model_name,
        "key": KEY_SEPARATOR.join(map(str, key)),
        "field": name,
        "value": str(value),
        "source": source,
        "pinpoint": pinpoint,
    }
