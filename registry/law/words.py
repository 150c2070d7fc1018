"""Parts that many sentences of the law share."""

from collections.abc import Sequence

from registry.choices import EndGround
from registry.sentences import Sentence
from registry.sentences import gettext_lazy as _

GROUNDS = {
    EndGround.EXPIRED: _("Expired by its terms"),
    EndGround.TERMINATED: _("Terminated by agreement"),
    EndGround.SUPERSEDED: _("Superseded by a later treaty"),
    EndGround.DENOUNCED: _("Denounced"),
    EndGround.REPLACED_ON_RENEWAL: _("Replaced on renewal"),
    EndGround.FULFILLED: _("Fulfilled"),
    EndGround.LAPSED: _("Lapsed"),
}


def listed(phrases: Sequence[Sentence | str]) -> Sentence | str:
    """Join phrases: "a, b and c"; none is an empty text."""
    *others, last = phrases or [""]
    if not others:
        return last
    first, *others = others
    for other in others:
        first = _("{one}, {other}", first, other)
    return _("{one} and {last}", first, last)


def joined(sentences: Sequence[Sentence]) -> Sentence:
    """Put sentences side by side: "a; b"."""
    first, *others = sentences
    for other in others:
        first = _("{one}; {other}", first, other)
    return first


def citing(sentence: Sentence, article: str | Sentence) -> Sentence:
    """Name the article on which a sentence rests, if there is one."""
    return _("{sentence}; {article}", sentence, article) if article else sentence
