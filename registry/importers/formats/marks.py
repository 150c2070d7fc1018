"""The depositary's columns: which act a date under a heading is, by the mark that follows it.

Each heading names acts, some with a mark in brackets: "Ratification, Accession(a), Succession(d)".
A date without a mark is the act that the heading names without one.
"""

import re
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry.choices import CONSENTS, ActionKind
from registry.importers.reading import Malformed, cut

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# The beginning of an act's name in a heading: what it is, and whether the words are kept.
ACTS: list[tuple[str, ActionKind, bool]] = [
    ("succession to signature", ActionKind.SIGNATURE, True),
    ("definitive signature or", ActionKind.CONSENT_TO_BE_BOUND, True),
    ("definitive signature", ActionKind.DEFINITIVE_SIGNATURE, False),
    ("signature ad referendum", ActionKind.SIGNATURE_AD_REFERENDUM, False),
    ("signature", ActionKind.SIGNATURE, False),
    ("confirmation of signature", ActionKind.CONFIRMATION_OF_SIGNATURE, False),
    ("ratification", ActionKind.RATIFICATION, False),
    ("acceptance", ActionKind.ACCEPTANCE, False),
    ("definitive acceptance", ActionKind.ACCEPTANCE, False),
    ("approval", ActionKind.APPROVAL, False),
    ("accession", ActionKind.ACCESSION, False),
    ("succession", ActionKind.SUCCESSION, False),
    ("formal confirmation", ActionKind.FORMAL_CONFIRMATION, False),
    ("consent to be bound", ActionKind.CONSENT_TO_BE_BOUND, False),
    ("participation", ActionKind.CONSENT_TO_BE_BOUND, True),
    ("simplified procedure", ActionKind.CONSENT_TO_BE_BOUND, True),
    ("application", ActionKind.CONSENT_TO_BE_BOUND, True),
    ("date of adoption", ActionKind.CONSENT_TO_BE_BOUND, True),
    ("provisional application", ActionKind.PROVISIONAL_START, False),
    ("undertaking of provisional application", ActionKind.PROVISIONAL_START, True),
]
# Marks mean the same everywhere, except P and p, which the heading must explain.
MARKS = {
    "a": ActionKind.ACCESSION,
    "A": ActionKind.ACCEPTANCE,
    "AA": ActionKind.APPROVAL,
    "d": ActionKind.SUCCESSION,
    "c": ActionKind.FORMAL_CONFIRMATION,
    "C": ActionKind.CONFIRMATION_OF_SIGNATURE,
    "s": ActionKind.DEFINITIVE_SIGNATURE,
    "n": ActionKind.PROVISIONAL_START,
}
_MARKED = re.compile(r"(?P<words>.+?)\s*\((?P<mark>[A-Za-z]{1,2})\)")
_DATE = re.compile(
    r"(?P<open>\[)?\s*(?P<day>\d{1,2})\s+(?P<month>[A-Za-z]{3,9})\.?\s+(?P<year>\d{4})"
    r"(?:\s*(?P<mark>[A-Za-z]{1,2})(?![A-Za-z]))?\s*(?P<close>\])?"
)


class Meaning(NamedTuple):
    """The kind of act, and the words of the heading where they say more than the kind."""

    kind: ActionKind
    words: str = ""


class Told(NamedTuple):
    """One date of a cell: the day, the mark as printed, the act, and whether it stands in brackets.

    The act is None where the heading explains the mark by what the registry has no word for. The
    depositary puts brackets round the dates of a State that has since left.
    """

    on: date
    mark: str
    act: Meaning | None
    is_bracketed: bool

    @property
    def tally(self) -> str:
        return _("mark %(mark)s") % {"mark": self.mark} if self.mark else _("no mark")


class Column:
    """A column by its heading; `is_understood` is false where the heading names no act."""

    def __init__(self, heading: str):
        self.heading = heading
        plain: list[Meaning] = []
        by_mark: dict[str, list[Meaning | None]] = defaultdict(list)
        for words in self._acts():
            match = _MARKED.fullmatch(words)
            act = meaning(match["words"] if match else words)
            if match:
                by_mark[match["mark"]].append(act)
            elif act:
                plain.append(act)
        # None: the heading explains the mark by what the registry has no word for.
        self.marked = {mark: self._one_of(acts) for mark, acts in by_mark.items()}
        told = [act for act in self.marked.values() if act]
        self.is_understood = bool(plain or told)
        # Beside acts with marks, a date without one is of those that have none, if there are any.
        self.unmarked = self._unmarked(plain) if plain else self._one_of(told)

    def _acts(self):
        """Split the heading at its commas, but not inside the name of one act.

        What goes on begins with a small letter, or is no act and has no mark of its own.
        """
        acts = []
        for part in re.split(r",\s*", self.heading):
            goes_on = not meaning(_without_mark(part)) and (
                part[:1].islower() or not _MARKED.fullmatch(part)
            )
            if acts and goes_on:
                acts[-1] += f", {part}"
            else:
                acts.append(part)
        return acts

    def _one_of(self, acts):
        """Tell what any of several acts is: no more than all of them say; None where that is none.

        Which of them it is cannot be told, but that it is consent to be bound, where each is.
        """
        if not acts or None in acts:
            return None
        kinds = {act.kind for act in acts}
        if len(set(acts)) == 1:
            return acts[0]
        if len(kinds) == 1:
            return Meaning(acts[0].kind, self.heading)
        return Meaning(ActionKind.CONSENT_TO_BE_BOUND, self.heading) if kinds <= CONSENTS else None

    def _unmarked(self, plain):
        if len({act.kind for act in plain}) == 1:
            return plain[0]
        return self._one_of(plain) or plain[0]

    def read(self, cell: str) -> list[Told]:
        """Read the dates of a cell; raises Malformed if anything else stands there."""
        text = " ".join(cell.split())
        found, end = [], 0
        for match in _DATE.finditer(text):
            if text[end : match.start()].strip(" ,;"):
                break
            found.append(self._told(match, text))
            end = match.end()
        if not found or text[end:].strip(" ,;"):
            raise Malformed(
                _("“%(text)s” must be a day such as 22 Dec 1998, and its mark."), text=cut(text)
            )
        return found

    def _told(self, match, text):
        if bool(match["open"]) != bool(match["close"]):
            raise Malformed(_("“%(text)s” must close the bracket that it opens."), text=cut(text))
        on = day_of(match["day"], match["month"], match["year"], text)
        mark = match["mark"] or ""
        act = self.marked.get(mark) if mark else self.unmarked
        if mark and mark not in self.marked:
            act = Meaning(MARKS[mark]) if mark in MARKS else None
            if act is None:
                reason = _("“%(text)s” has the mark %(mark)s, which the heading does not explain.")
                raise Malformed(reason, text=cut(text), mark=mark)
        return Told(on, mark, act, bool(match["open"]))

    def what_is_left(self, one: Told) -> str:
        """Say of a date without an act why it is none here."""
        on = f"{one.on.isoformat()} {one.mark}".strip()
        reason = _("%(heading)s, %(cell)s: not an act that the registry has a word for.")
        return reason % {"heading": self.heading, "cell": on}


def meaning(words: str) -> Meaning | None:
    """Tell which act a heading's words name; None where they name none."""
    lower = words.strip().lower()
    for beginning, kind, keeps in ACTS:
        if lower.startswith(beginning) and not lower[len(beginning) : len(beginning) + 1].isalpha():
            says_more = keeps or lower not in (beginning, f"{beginning}s")
            return Meaning(kind, words.strip() if says_more else "")
    return None


def day_of(day: str, month: str, year: str, text: str) -> date:
    """Make a day of its parts; raises Malformed where the calendar has no such day."""
    number = next((n for n, name in enumerate(MONTHS, 1) if month.lower().startswith(name)), None)
    try:
        return date(int(year), number or 0, int(day))
    except ValueError:
        raise Malformed(_("“%(text)s” must be a day of the calendar."), text=cut(text)) from None


def _without_mark(words):
    match = _MARKED.fullmatch(words)
    return match["words"] if match else words
