"""What stands in one row of many: read once with the template, then written as Python."""

import re
from collections.abc import Callable, Iterator
from copy import copy
from functools import lru_cache, partial
from html import escape
from types import CodeType
from typing import Any, NamedTuple

from django.template import Context, Engine, Node, NodeList
from django.template.base import FilterExpression, Template, TextNode, VariableNode
from django.template.defaulttags import IfNode, TemplateLiteral
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from registry.templatetags.registry_tags import day, footnote, tongue, words
from registry.templatetags.spoken import MARKS, day_in, note_in, tongue_in, words_in

# Filters that ask for the language with each value, and what makes one for a language.
SPOKEN = {day: day_in, footnote: note_in, tongue: tongue_in, words: words_in}
is_marked = MARKS.search


def written(value: Any) -> str:
    """Write a value as a template does."""
    if type(value) is SafeString:
        return value
    text = value if type(value) is str else str(value)
    return escape(text) if is_marked(text) else text


class Sheet:
    """What the rows of one table are written on, in one language.

    The parts of a row write themselves as Python, in which `row` is the row and what they need
    beside it has a name of its own: what is the same on every page is given, what a page holds is
    asked of its context.
    """

    def __init__(self, engine: Engine, *, is_named: bool):
        self.engine = engine
        self.language = get_language()
        self.is_named = is_named
        self.given: dict[str, Any] = {"written": written}
        self.asked: dict[str, Callable[[Context], Any]] = {}

    def give(self, value: Any) -> str:
        name = f"given{len(self.given)}"
        self.given[name] = value
        return name

    def ask(self, question: Callable[[Context], Any]) -> str:
        name = f"asked{len(self.asked)}"
        self.asked[name] = question
        return name


class Cell(NamedTuple):
    """A value of the row, or the row itself, through filters."""

    keys: list[str]
    filters: list[tuple[Callable, list[Any]]]

    @classmethod
    def read(cls, expression: FilterExpression, name: str) -> "Cell | None":
        """Read `row.key|filter`, or give None for what is not of the row alone."""
        first, *keys = getattr(expression.var, "lookups", None) or ("",)
        if first != name or any(
            is_variable for _, own in expression.filters for is_variable, _ in own
        ):
            return None
        filters = [(call, [value for _, value in own]) for call, own in expression.filters]
        return cls(keys, filters)

    def value(self, sheet: Sheet) -> str:
        code = "row"
        for place, key in enumerate(self.keys):
            code += f".{key}" if sheet.is_named and not place else f"[{key!r}]"
        for call, arguments in self.filters:
            spoken = SPOKEN[call](sheet.language) if call in SPOKEN else call
            code = f"{sheet.give(spoken)}({', '.join([code, *map(sheet.give, arguments)])})"
        return code

    def code(self, sheet: Sheet) -> str:
        return f"written({self.value(sheet)})"


class Still(NamedTuple):
    """What is the same in each row of a page."""

    node: Node

    def code(self, sheet: Sheet) -> str:
        return sheet.ask(self.node.render_annotated)


class Left(NamedTuple):
    """What is left to Django, with the row in the context: right, and ten times as slow."""

    node: Node
    name: str

    def code(self, sheet: Sheet) -> str:
        return f"{sheet.ask(self.writer)}(row)"

    def writer(self, context: Context) -> Callable[[Any], str]:
        def write(row):
            with context.push(**{self.name: row}):
                return str(self.node.render_annotated(context))

        return write


class Phrase(NamedTuple):
    """A `blocktranslate` with values of the row."""

    node: BlockTranslateNode
    cells: dict[str, Cell]

    @classmethod
    def read(cls, node: BlockTranslateNode, name: str) -> "Phrase | None":
        """Give None where a number chooses between two messages, or a value is not the row's."""
        cells = {key: Cell.read(value, name) for key, value in node.extra_context.items()}
        if node.plural or node.message_context or node.asvar or not all(cells.values()):
            return None
        return cls(node, cells)

    def code(self, sheet: Sheet) -> str:
        message, names = self.node.render_token_list(self.node.singular)
        values = [
            f"{key!r}: {self.cells[key].code(sheet)}"
            if key in self.cells
            else f"{key!r}: {sheet.ask(partial(_of_page, key))}"
            for key in names
        ]
        return f"{sheet.give(gettext(message))} % {{{', '.join(values)}}}"


def _of_page(key: str, context: Context) -> str:
    return written(context.get(key, ""))


class Included(NamedTuple):
    """An `include` that hands over a value of the row, which is what it shows."""

    template: str
    key: str
    cell: Cell

    @classmethod
    def read(cls, node: IncludeNode, name: str) -> "Included | None":
        given = [(key, Cell.read(value, name)) for key, value in node.extra_context.items()]
        if node.isolated_context or type(node.template.var) is not SafeString or len(given) != 1:
            return None
        key, cell = given[0]
        return cell and cls(node.template.var, key, cell)

    def code(self, sheet: Sheet) -> str:
        template = sheet.engine.get_template(self.template)
        inner = copy(sheet)
        inner.is_named = False
        code = _stencil_of(template, self.key).code(inner)
        return f"(lambda row: {code})({self.cell.value(sheet)})"


@lru_cache(maxsize=50)
def _stencil_of(template: Template, name: str) -> "Stencil":
    return Stencil(template.nodelist, name)


class Choice(NamedTuple):
    """An `if` whose conditions ask the row, or what no row changes."""

    branches: list[tuple[TokenBase | None, "Stencil"]]
    name: str

    @classmethod
    def read(cls, node: IfNode, name: str) -> "Choice | None":
        """Give None where a condition mixes the row with something else in one value."""
        conditions = [condition for condition, _ in node.conditions_nodelists if condition]
        for literal in (one for condition in conditions for one in _literals(condition)):
            if _names(name, literal.text) and not Cell.read(literal.value, name):
                return None
        return cls(
            [(condition, Stencil(nodes, name)) for condition, nodes in node.conditions_nodelists],
            name,
        )

    def code(self, sheet: Sheet) -> str:
        code = "''"
        for condition, stencil in reversed(self.branches):
            holds = self._condition(condition, sheet) if condition else "True"
            code = f"({stencil.code(sheet)} if {holds} else {code})"
        return code

    def _condition(self, condition: TokenBase, sheet: Sheet) -> str:
        """Write a condition, whose operators are named as Python names them."""
        if isinstance(condition, TemplateLiteral):
            if cell := Cell.read(condition.value, self.name):
                return cell.value(sheet)
            return sheet.ask(condition.eval)
        *first, last = (self._condition(part, sheet) for part in _parts(condition))
        return f"({' '.join([*first, condition.id, last])})"


def _parts(condition: TokenBase) -> list[TokenBase]:
    return [part for part in (condition.first, condition.second) if part]


def _literals(condition: TokenBase) -> Iterator[TemplateLiteral]:
    if isinstance(condition, TemplateLiteral):
        yield condition
    for part in _parts(condition):
        yield from _literals(part)


def _names(name: str, text: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None


STILL = (VariableNode, TranslateNode, BlockTranslateNode)


class Stencil:
    """The nodes of a row, read once with the template."""

    def __init__(self, nodes: NodeList, name: str):
        self.parts = [_part(node, name) for node in nodes]
        self.sheets: dict[tuple[str, bool], tuple[CodeType, Sheet]] = {}

    def cut(self, context: Context, *, is_named: bool) -> Callable[[Any], str]:
        """Make what writes one row of a page: a mapping, or a named tuple."""
        key = get_language(), is_named
        if key not in self.sheets:
            sheet = Sheet(context.template.engine, is_named=is_named)
            code = compile(f"lambda row: {self.code(sheet)}", "<stencil>", "eval")
            self.sheets[key] = code, sheet
        code, sheet = self.sheets[key]
        told = {name: question(context) for name, question in sheet.asked.items()}
        return eval(code, sheet.given | told)  # noqa: S307 - written here, of keys of a template

    def code(self, sheet: Sheet) -> str:
        """Write what no page changes as one pattern, with places for what does."""
        pattern, values = "", []
        for part in self.parts:
            if isinstance(part, TextNode):
                pattern += part.s.replace("%", "%%")
            else:
                pattern += "%s"
                values.append(part.code(sheet))
        return f"{sheet.give(pattern)} % ({', '.join(values)}{',' if values else ''})"


def _part(node: Node, name: str) -> TextNode | Still | Cell | Phrase | Included | Choice | Left:
    if isinstance(node, TextNode):
        return node
    if isinstance(node, VariableNode) and (cell := Cell.read(node.filter_expression, name)):
        return cell
    if isinstance(node, BlockTranslateNode) and _names(name, node.token.contents):
        return Phrase.read(node, name) or Left(node, name)
    if isinstance(node, IncludeNode) and (included := Included.read(node, name)):
        return included
    if isinstance(node, IfNode) and (choice := Choice.read(node, name)):
        return choice
    is_still = isinstance(node, STILL) and not _names(name, node.token.contents)
    return Still(node) if is_still else Left(node, name)
