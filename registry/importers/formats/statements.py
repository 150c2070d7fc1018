"""Declarations, reservations and objections as the depositary prints them below a table."""

import re
from collections.abc import Iterable, Iterator
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
    r"(?P<name>[A-Z][^.;:]*?)"
    r"(?= upon | on | in | at | to | with | when | concerning | regarding |[:;,.]|$)"
)
_DATED = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")
_OPPOSES = re.compile(
    r"(?:opposes?|objects? to|precludes?) the entry into force|"
    r"shall not enter into force (?:as )?between",
    re.I,
)
# A text may begin with the act that it came with.
_SIGNED = re.compile(
    r"\W*(?:in signing|(?:upon|at the time of|on the occasion of) (?:its |the )?sign)", re.I
)
_NAMES_ITS_KIND = re.compile(
    r"reserv|declar|interpret|understanding|objection|communication|notification", re.I
)
# A heading in a text that has lost its lines: at the beginning, or close upon an end.
_CLOSE = re.compile(
    r"(?:^|(?<=[.;:!?”\u2019\"'»)\]*]))"
    r"(?P<heading>(?:(?:General |Interpretati?ve )*(?:Reservation|Declaration|Understanding|"
    r"Objection|Notification|Communication)s?\b|Modification of|Upon (?=[a-z]))"
    r"[^.:;“”\"]{0,100}:)"
)
_ITS_OWN = r"(?:(?:an?|the|its|following|express|explicit|specific|general|certain|formal) )*"
# How a statement without a heading calls itself.
_OWN_NAMES = {
    StatementKind.RESERVATION: re.compile(
        r"(?<!right to )\b(?:makes?|enters|lodges|formulates|express(?:es)?|declares|has|have|"
        r"holds|entertains|record|with|subject to) " + _ITS_OWN + r"reservations?\b(?! made by)"
        r"|^\W*(?:\d\W+)?(?:an? )?(?:general )?reservations? (?!by )",
        re.I,
    ),
    StatementKind.DECLARATION: re.compile(
        r"\bfollowing (?:\w+ and )?(?:declaration|statement)s?\b|\bthis declaration\b", re.I
    ),
    StatementKind.INTERPRETATIVE_DECLARATION: re.compile(
        r"(?<!or )\binterpretati?ve (?:declaration|statement)s?\b|\binterprets\b"
        r"|\bfollowing understandings?\b",
        re.I,
    ),
    StatementKind.OBJECTION: re.compile(
        r"\bobjects? to (?:the |these |this |that |all |any )?(?:reservation|declaration)"
        r"|\b(?:states its|state its|this) objections?\b",
        re.I,
    ),
    StatementKind.COMMUNICATION: re.compile(
        r"\b(?:notifies|wish(?:es)? to notify|hereby notify) the Secretary-General\b"
        r"|\bfollowing communication\b",
        re.I,
    ),
}
LONGEST_HEADING = 120


@dataclass
class Printed:
    """One statement: its kind by its heading, its text, and the act or the day it came with."""

    kind: StatementKind
    heading: str = ""
    lines: list[str] = field(default_factory=list)
    upon: str = ""
    made_on: UncertainDate | None = None
    is_told: bool = False  # whether anything says of which kind it is

    @property
    def own_names(self) -> list[StatementKind]:
        """List what its text says that it is; of an interpretation, that it is a declaration."""
        found = [kind for kind, words in _OWN_NAMES.items() if words.search(self.text)]
        if StatementKind.INTERPRETATIVE_DECLARATION in found:
            found = [kind for kind in found if kind is not StatementKind.DECLARATION]
        return found

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


def printed(lines: Iterable[tuple[str, bool]], otherwise: StatementKind) -> list[Printed]:
    """Part what is printed under a participant at its headings and days.

    Of each line is told whether it is a heading.
    """
    found = [Printed(otherwise)]
    for text, is_heading in lines:
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
    found = [one for one in found if one.text]
    for one in found:
        one.is_told = bool(_NAMES_ITS_KIND.search(one.heading))
        one.upon = one.upon or ("signature" if _SIGNED.match(one.text) else "")
    return found


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


def part(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the headings of a text without lines or italics, and what stands between them."""
    end = 0
    for match in _CLOSE.finditer(text):
        if before := text[end : match.start()].strip():
            yield before, False
        yield match["heading"], True
        end = match.end()
    if rest := text[end:].strip():
        yield rest, False


def lines_of(block: Element) -> Iterator[tuple[str, bool]]:
    """Yield each line of a page, and whether it is a heading: all in italics, with a colon."""
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
