"""Declarations, reservations and objections as the depositary prints them below a table."""

import re
from dataclasses import dataclass, field

from registry.choices import StatementKind
from registry.dates import UncertainDate, read_date
from registry.importers.pages import Element

_UPON = re.compile(
    r"\bupon (?P<act>signature|signing|ratification|accession|acceptance|approval|succession|"
    r"formal confirmation|provisional application)",
    re.I,
)
_ANSWERED = re.compile(
    r"(?:reservations?|declarations?)(?: and (?:reservations?|declarations?))?"
    r" (?:made|formulated|entered) by (?:the (?:Government|Republic|Kingdom|State) of )?(?:the )?"
    r"(?P<name>[A-Z][^.;:]*?)(?= upon | on | in | at | with | when |[:;,.]|$)"
)
_DATED = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")
_OPPOSES = re.compile(
    r"(?:opposes?|objects? to|precludes?) the entry into force|"
    r"shall not enter into force (?:as )?between",
    re.I,
)
LONGEST_HEADING = 120


@dataclass
class Printed:
    """One statement: its kind by its heading, its text, and the act or the day it came with."""

    kind: StatementKind
    heading: str = ""
    lines: list[str] = field(default_factory=list)
    upon: str = ""
    made_on: UncertainDate | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    @property
    def answered(self) -> list[str]:
        """List whose statements it says that it answers."""
        said = f"{self.heading} {self.text}"
        return list(dict.fromkeys(match["name"].strip() for match in _ANSWERED.finditer(said)))

    @property
    def opposes(self) -> bool:
        return self.kind is StatementKind.OBJECTION and bool(_OPPOSES.search(self.text))

    @property
    def is_mixed(self) -> bool:
        """Tell whether one heading stands over reservations and declarations together."""
        lower = self.heading.lower()
        return "reservation" in lower and "declaration" in lower


def printed(block: Element, otherwise: StatementKind) -> list[Printed]:
    """Part what is printed under a participant at its headings and days."""
    found = [Printed(otherwise)]
    for text, is_heading in _lines(block):
        if is_heading:
            upon = _UPON.search(text)
            kind = _kind(text, otherwise)
            if found[-1].lines:
                found.append(Printed(kind, text, upon=upon["act"] if upon else ""))
            else:
                last = found[-1]
                last.heading = f"{last.heading} {text}".strip()
                last.kind = kind if kind is not otherwise else last.kind
                last.upon = upon["act"] if upon else last.upon
        elif _DATED.fullmatch(text):
            if found[-1].lines:
                found.append(Printed(otherwise))
            found[-1].made_on = read_date(text)
        else:
            found[-1].lines.append(text)
    return [one for one in found if one.text]


def _kind(heading, otherwise):
    lower = heading.lower()
    if "objection" in lower:
        return StatementKind.OBJECTION
    if "reservation" in lower and "declaration" not in lower:
        return otherwise if otherwise is StatementKind.OBJECTION else StatementKind.RESERVATION
    if otherwise is StatementKind.OBJECTION:
        return otherwise
    if "interpretati" in lower or "interpretive" in lower or "understanding" in lower:
        return StatementKind.INTERPRETATIVE_DECLARATION
    if "communication" in lower or "notification" in lower:
        return StatementKind.COMMUNICATION
    return StatementKind.DECLARATION if "declaration" in lower else otherwise


def _lines(block):
    """Yield each line of the text, and whether it is a heading: all in italics, with a colon."""
    pieces: list[tuple[str, bool]] = []

    def gather(element, italic):
        for child in element.children:
            if isinstance(child, str):
                pieces.append((child, italic))
            elif child.tag == "br":
                pieces.append(("\n", italic))
            elif "invisible" not in child.attributes.get("class", "") and child.tag != "sup":
                is_block = child.tag in ("p", "div")
                pieces.extend([("\n", italic)] * is_block)
                gather(child, italic or child.tag in ("i", "em"))
                pieces.extend([("\n", italic)] * is_block)

    gather(block, italic=False)
    line: list[tuple[str, bool]] = []
    for piece, italic in [*pieces, ("\n", False)]:
        if piece == "\n":
            text = " ".join("".join(part for part, _ in line).split())
            slanted = all(one for part, one in line if part.strip())
            if text:
                is_heading = slanted and text.endswith(":") and len(text) <= LONGEST_HEADING
                yield text, is_heading
            line = []
        else:
            line.append((piece.replace("\n", " "), italic))
