"""What the depositary's end notes say: who left and when, and what former States had done."""

import re
from typing import NamedTuple

from registry.choices import ActionKind
from registry.dates import UncertainDate, read_date

_DAY = r"(\d{1,2} [A-Z][a-z]+ \d{4})"
_LEAVING = re.compile(r"denounc|denunciation|withdr[ae]w", re.I)
_EFFECT = re.compile(
    r"(?:(?:take|takes|took|taking) effect[^.;]*? (?:on|from|as from|as of) "
    r"|with effect (?:on|from|as from|as of) |effective (?:on |from |as of )?)" + _DAY
)
_NOTIFIED = re.compile(
    r"(?:(?:notified|informed)[^.;]*?,? on |(?:notification|notice)[^.;]*? (?:received|dated|"
    r"deposited|effected)[^.;]*? on |^On |(?<=[.;] )On |received(?: by the Secretary-General)? on )"
    + _DAY
)
_RETURNED = re.compile(r"re-?acce(?:ded|ssion)|acceded again", re.I)
_ACTS = {
    "signed": ActionKind.SIGNATURE,
    "ratified": ActionKind.RATIFICATION,
    "acceded to": ActionKind.ACCESSION,
    "accepted": ActionKind.ACCEPTANCE,
    "approved": ActionKind.APPROVAL,
}
_VERB = "|".join(_ACTS)
_FORMER = re.compile(
    rf"(?:The )?(?:former (?!Yugoslav Republic))?(?P<name>[A-Z][\w' ]+?)"
    rf" had (?P<first>{_VERB})(?: and (?P<second>{_VERB}))?"
    rf" the [A-Z]\w+(?: \w+)? on {_DAY}(?: and {_DAY},? respectively)?"
)


class Leaving(NamedTuple):
    """When a withdrawal was notified and took effect, as far as a note says; None: it does not."""

    notified_on: UncertainDate | None
    effective_on: UncertainDate | None


class FormerAct(NamedTuple):
    """An act of a State that has since ceased to exist."""

    name: str
    kind: ActionKind
    on: UncertainDate


def speaks_of_leaving(note: str) -> bool:
    return bool(_LEAVING.search(note))


def speaks_of_return(note: str) -> bool:
    return bool(_RETURNED.search(note))


def leaving(note: str) -> Leaving:
    """Read a note's one withdrawal; where it tells of several days, none is taken."""
    notified = {match[1] for match in _NOTIFIED.finditer(note)}
    effective = {match[1] for match in _EFFECT.finditer(note)}
    notified -= effective
    return Leaving(_only(notified), _only(effective))


def _only(days):
    if len(days) != 1:
        return None
    try:
        return read_date(days.pop())
    except ValueError:
        return None


def former_acts(note: str) -> list[FormerAct]:
    """Read "Czechoslovakia had signed and ratified the Convention on … and …, respectively"."""
    match = _FORMER.match(note.strip())
    if not match:
        return []
    verbs = [verb for verb in (match["first"], match["second"]) if verb]
    days = [day for day in match.groups()[-2:] if day]
    if len(verbs) != len(days):
        return []
    return [
        FormerAct(match["name"], _ACTS[verb], read_date(day))
        for verb, day in zip(verbs, days, strict=True)
    ]


def tells_more(note: str) -> bool:
    """Tell whether a note speaks of acts beyond those that are read of it."""
    match = _FORMER.match(note.strip())
    rest = note.strip()[match.end() :] if match and former_acts(note) else ""
    return bool(re.search(rf"\b(?:{_VERB})\b", rest))


def speaks_of_former(note: str) -> bool:
    """Tell whether a note speaks of what a State had done that is not among the participants."""
    return bool(re.search(rf"\bhad (?:\w+ )?(?:{_VERB})", note))
