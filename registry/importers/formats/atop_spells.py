"""The member rows of ATOP, and the memberships that go on from one of them to the next."""

from dataclasses import dataclass

from registry.dates import UncertainDate
from registry.importers.formats.parts import the_day_after


@dataclass
class Spell:
    """One member row: who, from when to when, with its place."""

    line: int
    file: str
    atopid: str
    code: str
    since: str
    until: str

    @property
    def label(self) -> str:
        return f"ATOP {self.atopid} member {self.code}"


def joined(spells: list[Spell]) -> list[list[Spell]]:
    """Join spells of which the next begins before, on or on the day after the end of the last."""
    chains: list[list[Spell]] = []
    for spell in sorted(spells, key=lambda one: (UncertainDate(one.since), one.line)):
        end = last_end(chains[-1]) if chains else None
        if end is not None and (
            not end
            or UncertainDate(spell.since).earliest <= UncertainDate(the_day_after(end)).latest
        ):
            chains[-1].append(spell)
        else:
            chains.append([spell])
    return chains


def last_end(chain: list[Spell]) -> str:
    """Give the end of a membership: empty if any of its spells goes on."""
    ends = [spell.until for spell in chain]
    return "" if "" in ends else max(ends, key=UncertainDate)
