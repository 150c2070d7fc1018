"""Words that no record bears, and the words of the registry that come nearest to them."""

from collections.abc import Collection
from difflib import get_close_matches

from registry.models import SearchEntry
from registry.models.search import words_of
from registry.queries.kept import small
from registry.queries.search import few

MOST_TITLES = 5000  # beyond these, titles of treaties are left out of what may be meant
SHORTEST = 4
CLOSE = 0.75


def corrected(words: list[str], revision: str | None) -> list[str] | None:
    """Put the nearest word of the registry for each that is misspelt; None where that fails."""
    known = small(revision, "vocabulary", vocabulary)
    found = [nearest(word, known) for word in words]
    return None if None in found or found == words else found


def nearest(word: str, known: Collection[str]) -> str | None:
    """Give the word itself where one begins with it, else the one most like it, if any is."""
    if any(own.startswith(word) for own in known):
        return word
    if len(word) < SHORTEST:
        return None
    alike = [own for own in known if abs(len(own) - len(word)) <= 2]
    return next(iter(get_close_matches(word, alike, 1, CLOSE)), None)


def vocabulary() -> list[str]:
    """List the words of all names, and of the titles of treaties."""
    titles = SearchEntry.objects.filter(noun="treaty").order_by("pk")
    texts = [*titles.values_list("title", flat=True)[:MOST_TITLES]]
    texts += [text for _noun, _key, _since, text, _letters in few()]
    return sorted({word for text in texts for word in words_of(text)})
