"""The model field of a sentence: what derived tables keep, for readers of any language."""

from django.db import models

from registry.sentences.sentence import Sentence


class SentenceField(models.TextField):
    """Holds a sentence as JSON; the attribute is a Sentence.

    Text that is no JSON, such as a table holds from before it kept sentences, stays as it is.
    """

    def deconstruct(self):
        """Name the column for migrations: it is text, however it is read."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def from_db_value(self, value, expression, connection):
        return value and Sentence.read(value)

    def to_python(self, value):
        return Sentence.read(value) if type(value) is str else value

    def get_prep_value(self, value):
        return value.as_text() if isinstance(value, Sentence) else super().get_prep_value(value)
