"""Sentences that are said in the language of the reader, whoever wrote or derived them."""

from registry.sentences.fields import SentenceField
from registry.sentences.sentence import Sentence, gettext_lazy, gettext_noop, ngettext_lazy
from registry.sentences.speech import say, say_all, say_count, say_since, say_stored

__all__ = [
    "Sentence",
    "SentenceField",
    "gettext_lazy",
    "gettext_noop",
    "ngettext_lazy",
    "say",
    "say_all",
    "say_count",
    "say_since",
    "say_stored",
]
