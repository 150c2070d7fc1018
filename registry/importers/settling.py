"""A record as a file states it, beside the one on record: what changes, and what is only claimed.

The better a source stands to the fact, the more it may change: a data set that contradicts the
depositary changes nothing, its word is kept as a claim. A date that says less than the one on
record agrees with it; wording is left to whoever wrote it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from registry.choices import SourceRank
from registry.dates import UncertainDate, UncertainDateField
from registry.importers.onrecord import Fields, Key
from registry.models import Record
from registry.models.sources import KEY_SEPARATOR

RANKS = list(SourceRank)
PROVENANCE = ("source", "pinpoint")


class Settled(NamedTuple):
    """What becomes of the record on record, what the file claims against it, and what is left."""

    fields: Fields
    changed: dict[str, tuple[object, object]]
    claims: list[Fields]
    left: set[str]


def settle(
    model: type[Record],
    key: Key,
    stated: Fields,
    stored: Fields,
    *,
    ours: Iterable[str],
    family: str,
    ranks: Mapping[str, str],
) -> Settled:
    """Lay what a file states over what is on record."""
    holder = (stored.get("source") or [""])[0]
    source = (stated.get("source") or [""])[0]
    is_own = (
        not holder
        or holder in ours
        or (holder.startswith(family) and _rank(source, ranks) <= _rank(holder, ranks))
    )
    yields = not is_own and _rank(source, ranks) > _rank(holder, ranks)
    settled = Settled(dict(stored), {}, [], set())
    keys = {path.partition("__")[0] for path in model.KEY}
    for name, value in stated.items():
        if name in keys or name in PROVENANCE or name not in stored or value == stored[name]:
            continue
        match _verdict(model, name, value, stored[name], is_own=is_own, yields=yields):
            case "change":
                settled.changed[name] = (stored[name], value)
            case "claim":
                settled.claims.append(_claim(model, key, name, value, stated))
            case "leave":
                settled.left.add(name)
    replaces = any(old not in ("", None) for old, _ in settled.changed.values())
    settled.fields.update({name: new for name, (_, new) in settled.changed.items()})
    if settled.changed and source and (replaces or not holder):
        for name in PROVENANCE:
            value = stated.get(name, "" if name == "pinpoint" else None)
            if name in stored and stored[name] != value:
                settled.changed[name] = (stored[name], value)
                settled.fields[name] = value
    return settled


def _verdict(model, name, value, old, *, is_own, yields) -> str:
    """Tell whether a value that differs is a change, a claim, or left as it is on record."""
    if old in ("", None):
        return "change"
    if not isinstance(model._meta.get_field(name), UncertainDateField):
        return "change" if is_own else "leave"
    if value == "" or (not is_own and says_less(value, old)):
        return "leave"
    return "claim" if yields and not says_less(old, value) else "change"


def says_less(one: str, other: str) -> bool:
    """Tell whether the first date says no more than the second: it has it between its ends."""
    wide, narrow = UncertainDate(one), UncertainDate(other)
    opens = not wide.earliest or (narrow.earliest and wide.earliest <= narrow.earliest)
    closes = not wide.latest or (narrow.latest and narrow.latest <= wide.latest)
    return bool(opens and closes)


def _rank(slug, ranks):
    return RANKS.index(ranks[slug]) if slug in ranks else len(RANKS)


def _claim(model, key, name, value, stated) -> Fields:
    return {
        "model": model._meta.model_name,
        "key": KEY_SEPARATOR.join(map(str, key)),
        "field": name,
        "value": str(value),
        "source": stated["source"],
        "pinpoint": stated.get("pinpoint", ""),
    }
