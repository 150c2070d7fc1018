"""A sentence with its values: it says nothing in particular until it is told the language.

Nothing here knows Django. The functions bear the names by which xgettext finds what they are given.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple, TypeVar

from registry.dates import UncertainDate
from registry.sentences import english

Text = TypeVar("Text", bound=str)

_DATES = ("date", "on", "since")


class Language(NamedTuple):
    """How a language writes dates and numbers (`forms`), and where its templates are looked up."""

    forms: Mapping[str, Callable[[Any], str]]
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    def write(self, value: Any, form: str) -> str:
        """Write the value of a place in the form that the place asks for."""
        if isinstance(value, Sentence):
            value = value.said(self)
        elif form in _DATES:
            value = UncertainDate(str(value))
        return self.forms[form](value) if form else str(value)


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English template and the values of its places, in the order in which it names them.

    A place names its value and how it is written there: `{day:date}` is "25 July 1988",
    `{day:on}` "on 25 July 1988", `{day:since}` "since 25 July 1988", `{n:ordinal}` "ninetieth",
    `{ground:lower}` has no capital, and `{article}` stands as it is. A translation may put the
    places in another order and ask for other forms.

    A value is a date, a number, a text that needs no translation, or another sentence. Of two
    templates the first is the singular, and the first value is the number that chooses. `str` says
    the sentence in English.
    """

    template: str | tuple[str, str]
    values: tuple[Any, ...] = ()

    def said(self, language: Language) -> str:
        if isinstance(self.template, tuple):
            text = language.ngettext(*self.template, self.values[0])
            names = _places(self.template[1])
        else:
            text, names = language.gettext(self.template), _places(self.template)
        given = dict(zip(names, self.values, strict=True))
        return "".join(
            literal if name is None else literal + language.write(given[name], form)
            for literal, name, form in _parts(text)
        )

    def __str__(self):
        return self.said(ENGLISH)

    def as_text(self) -> str:
        """Write the sentence as JSON, to be said later in whichever language."""
        return _encode(self)

    @classmethod
    def read(cls, text: str) -> "Sentence | str":
        """Read what `as_text` wrote; any other text is a sentence that is said already."""
        return _read(text) if text.startswith("[") else text


def gettext_noop(template: Text) -> Text:
    """Mark a template that is given its values elsewhere."""
    return template


def gettext_lazy(template: str, *values: Any) -> Sentence:
    """Make a sentence; imported as `_`."""
    return Sentence(template, values)


def ngettext_lazy(singular: str, plural: str, number: int, *values: Any) -> Sentence:
    """Make a sentence whose number chooses between two templates."""
    return Sentence((singular, plural), (number, *values))


ENGLISH = Language(
    english.FORMS,
    gettext=lambda template: template,
    ngettext=lambda singular, plural, number: singular if number == 1 else plural,
)


def _plain(value: Any) -> list | str:
    return [value.template, *value.values] if isinstance(value, Sentence) else str(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


@lru_cache(maxsize=20_000)
def _read(text: str) -> Sentence:
    """Read a sentence once: a table of spells holds the same few thousand."""
    return _sentence(json.loads(text))


def _sentence(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    template, *values = value
    template = tuple(template) if isinstance(template, list) else template
    return Sentence(template, tuple(map(_sentence, values)))


@lru_cache(maxsize=2**10)
def _parts(template: str) -> tuple[tuple[str, str | None, str], ...]:
    parsed: Iterator = Formatter().parse(template)
    return tuple((literal, name, form or "") for literal, name, form, _ in parsed)


@lru_cache(maxsize=2**10)
def _places(template: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, name, _ in _parts(template) if name is not None))
