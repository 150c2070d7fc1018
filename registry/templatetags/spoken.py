"""What a page prints of one value in its language: for a tag, or for many rows at once."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.dates import Answer, Count, UncertainDate
from registry.languages import Spoken
from registry.sentences import say, say_count

NOTHING = "—"
MARKS = re.compile("[&<>\"']")


def escaped(text: str) -> str:
    """Escape a text for HTML; most have nothing that needs it, and are only looked through."""
    text = str(text)  # what is said later is said now
    return escape(text) if MARKS.search(text) else text


def words(value: Any) -> Any:
    """Say a date, a number or an answer in words; a dash where there is nothing to say."""
    match value:
        case None | "":
            return NOTHING
        case bool():
            return _("yes") if value else _("no")
        case UncertainDate() | date() | Answer() | Count() | int():
            return say(value)
    return value


@lru_cache
def words_in(language: str) -> Callable[[Any], Any]:
    """Give the filter `words` of a language; of what many rows tell, counts are the most."""
    return lambda value: say_count(language, value) if type(value) is Count else words(value)


@lru_cache
def day_in(language: str) -> Callable[[UncertainDate | date | None], SafeString | str]:
    """Give the filter `day` of a language."""

    def write(value):
        if isinstance(value, (UncertainDate, date)):
            return _day(str(value), language)
        return words(value)

    return write


@lru_cache(maxsize=20_000)
def _day(text: str, _language: str) -> SafeString:
    value = UncertainDate(text)
    if text.strip("0123456789-"):
        return format_html('<span class="uncertain">{}</span>', words(value))
    return format_html('<time datetime="{}">{}</time>', text, words(value))


@lru_cache
def tongue_in(language: str) -> Callable[[str], SafeString | str]:
    """Give the filter `tongue` of a language."""
    english = format_html(' lang="{}"', settings.LANGUAGE_CODE)
    if language == settings.LANGUAGE_CODE:
        return lambda text: ""
    return lambda text: "" if isinstance(text, Spoken) else english


@lru_cache
def note_in(language: str) -> Callable[[int | None], SafeString]:
    """Give the filter `note` of a language."""
    return lambda number: _note(number, language)


@lru_cache(maxsize=2000)
def _note(number: int | None, _language: str) -> SafeString:
    if number is None:
        return format_html('<span class="unsourced">{}</span>', _("unsourced"))
    return format_html(
        '<sup class="note"><a href="#source-{}" aria-label="{} {}">{}</a></sup>',
        number,
        _("Source"),
        number,
        number,
    )
