"""Saying values in the active language: the one place where the law's words meet Django's."""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from registry.dates import Answer, Count, UncertainDate
from registry.sentences import english, french
from registry.sentences.sentence import Language, Sentence

FORMS = {"en": english.FORMS, "fr": french.FORMS}


def language() -> Language:
    """Give the active language; one whose dates nobody has taught writes them as English does."""
    return _language(get_language() or "en")


@cache
def _language(code: str) -> Language:
    return Language(FORMS.get(code.partition("-")[0], english.FORMS), gettext, ngettext)


def say(value: Any) -> str:
    """Say a sentence, a date, a number or an answer; text is said already, nothing is nothing."""
    match value:
        case None:
            return ""
        case Sentence():
            return _said(value, get_language() or "en")
        case UncertainDate():
            return language().write(value, "date")
        case date():
            return language().write(value.isoformat()[:10], "date")
        case Count():
            return say_count(get_language(), value)
        case int() if not isinstance(value, bool):
            return language().write(value, "number")
        case Answer():
            return {
                Answer.YES: gettext("yes"),
                Answer.NO: gettext("no"),
                Answer.NOT_KNOWN: gettext("not known"),
            }[value]
    return str(value)


@lru_cache(maxsize=20_000)
def _said(sentence: Sentence, code: str) -> str:
    return sentence.said(_language(code))


def say_since(day: UncertainDate | date) -> str:
    """Say from when something holds: "since 25 July 1988", "depuis le 25 juillet 1988"."""
    return language().write(day, "since")


def say_all(texts: Iterable[str]) -> str:
    """Join texts that may hold commas into one, as the active language writes its semicolon."""
    return gettext("; ").join(texts)


@lru_cache(maxsize=20_000)
def say_stored(sentence: str, _language: str) -> str:
    """Say a sentence as it is stored, in the active language, which has to be named beside it.

    The same few thousand come again and again.
    """
    return say(Sentence.read(sentence))


@lru_cache(maxsize=20_000)
def say_count(_language: str | None, count: Count) -> str:
    """Say a count in the active language, which has to be named beside it.

    A list says a hundred, and the same ones again.
    """
    numbers = {end: say(number) for end, number in count.as_json().items()}
    if count.at_least == count.at_most:
        return numbers["at_least"]
    if count.at_most is not None:
        return gettext("at least %(at_least)s, at most %(at_most)s") % numbers
    return gettext("at least %(at_least)s") % numbers if count.at_least else gettext("not known")
