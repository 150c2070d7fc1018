"""Saved web pages as a tree with line numbers, however carelessly they were written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# An open one of these ends where the next of its kind begins, unless a table lies between.
ENDS_ITSELF = {"tr": {"tr", "td", "th"}, "td": {"td", "th"}, "th": {"td", "th"}, "li": {"li"}}
DEEPEST = 100


@dataclass(eq=False)
class Element:
    """An element of a page: its tag, attributes, the line where it begins, and what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 1
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """Yield this element and all in it, in the order of the page."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [one for one in reversed(element.children) if isinstance(one, Element)]

    def all(self, *tags: str, named: str = "") -> list["Element"]:
        """List the elements of these tags (all: none given) whose id holds these letters."""
        return [
            element
            for element in self.walk()
            if (not tags or element.tag in tags) and named in element.attributes.get("id", "")
        ]

    def first(self, named: str) -> "Element | None":
        """Find the first element whose id holds these letters."""
        found = (one for one in self.walk() if named in one.attributes.get("id", ""))
        return next(found, None)

    def text(self, *, without: tuple[str, ...] = ()) -> str:
        """Give the text in one line, leaving out the elements of these tags."""
        pieces: list[str] = []
        waiting = self.children[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, str):
                pieces.append(child)
            elif child.tag not in without:
                pieces.append(" " if child.tag in ("br", "p", "div", "td") else "")
                waiting += child.children[::-1]
        return " ".join("".join(pieces).split())


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("page")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        self._end_same(tag)
        element = Element(tag, {name: value or "" for name, value in attrs}, self.getpos()[0])
        self.open[-1].children.append(element)
        if tag not in VOID and len(self.open) < DEEPEST:
            self.open.append(element)

    def handle_endtag(self, tag):
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return
            if self.open[depth].tag == "table":
                return

    def handle_data(self, data):
        self.open[-1].children.append(data)

    def _end_same(self, tag):
        ended = ENDS_ITSELF.get(tag)
        if not ended:
            return
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == "table":
                return
            if self.open[depth].tag in ended:
                del self.open[depth:]
                if tag != "tr":
                    return


def page(text: str) -> Element:
    """Read a page; what is no HTML becomes a tree with little in it."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root
