"""Parts that many sentences of the law share."""

from collections.abc import Sequence

from registry.choices import ActionKind, EndGround
from registry.sentences import Sentence, gettext_noop
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
DEEDS = {
    ActionKind.DEFINITIVE_SIGNATURE: gettext_noop("definitive signature {day:on}"),
    ActionKind.CONFIRMATION_OF_SIGNATURE: gettext_noop(
        "confirmation of signature notified {day:on}"
    ),
    ActionKind.RATIFICATION: gettext_noop("ratification deposited {day:on}"),
    ActionKind.ACCEPTANCE: gettext_noop("acceptance deposited {day:on}"),
    ActionKind.APPROVAL: gettext_noop("approval deposited {day:on}"),
    ActionKind.ACCESSION: gettext_noop("accession deposited {day:on}"),
    ActionKind.SUCCESSION: gettext_noop("succession deposited {day:on}"),
    ActionKind.FORMAL_CONFIRMATION: gettext_noop("formal confirmation deposited {day:on}"),
    ActionKind.CONSENT_TO_BE_BOUND: gettext_noop("consent to be bound deposited {day:on}"),
    ActionKind.NOTIFICATION_OF_ACCEPTANCE: gettext_noop(
        "notification of acceptance deposited {day:on}"
    ),
    ActionKind.WITHDRAWAL_CANCELLED: gettext_noop(
        "cancellation of its withdrawal notified {day:on}"
    ),
    ActionKind.REVOCATION: gettext_noop("instrument revoked {day:on}"),
    ActionKind.WITHDRAWAL: gettext_noop("withdrawal notified {day:on}"),
}
# Whether the treaty was certainly in force by the succession of States, and that date is known.
OF_SUCCESSION = {
    True: gettext_noop(
        "Party {day:since}, the date of the succession of States: {deed} "
        "(Vienna Convention on Succession, art. 23(1))"
    ),
    False: gettext_noop(
        "Party {day:since}, from the succession of States or the entry into force, whichever was "
        "later: {deed} (Vienna Convention on Succession, art. 23(1))"
    ),
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
