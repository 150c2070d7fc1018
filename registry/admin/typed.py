"""A record named in a box by its words: works without scripts, and never guesses."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from registry.models import Alliance, Source, Treaty

SHOWN = 5


class TypedRecordField(forms.CharField):
    """Finds the one record that is meant: by its slug, its name, or words that only it has.

    `choices` are offered while one types, in a list of the browser's own.
    """

    model = None
    names = ("slug",)
    words = ()

    def __init__(self, *, choices=(), **kwargs):
        super().__init__(**{"required": False, "max_length": 500} | kwargs)
        self.choices = list(choices)
        self.widget.attrs |= {"class": "typed-record", "autocomplete": "off"}

    def get_bound_field(self, form, field_name):
        bound = super().get_bound_field(form, field_name)
        if self.choices:
            self.widget.attrs["list"] = f"{bound.auto_id}_list"
        return bound

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        named = Q()
        for name in self.names:
            named |= Q(**{f"{name}__iexact": text})
        found = list(self.model.objects.filter(named)[: SHOWN + 1])
        found = found or list(self.with_words(text)[: SHOWN + 1])
        if len(found) == 1:
            return found[0]
        name = self.model._meta.verbose_name
        if not found:
            raise ValidationError(
                _("No %(name)s has these words.") % {"name": name}, code="unknown"
            )
        some = "; ".join(f"{record} ({record.slug})" for record in found[:SHOWN])
        message = _("Several records have these words. Write one of these in full: %(some)s.")
        raise ValidationError(message % {"some": some}, code="ambiguous")

    def with_words(self, text):
        found = self.model.objects.all()
        for word in text.split()[:12]:
            match = Q()
            for name in self.words:
                match |= Q(**{f"{name}__icontains": word})
            found = found.filter(match)
        return found


class TypedSource(TypedRecordField):
    model = Source
    names = ("slug", "url", "title")
    words = ("title", "slug", "publisher")


class TypedTreaty(TypedRecordField):
    model = Treaty
    names = ("slug", "title", "short_title")

    def with_words(self, text):
        return Treaty.objects.titled(" ".join(text.split()[:12]))


class TypedAlliance(TypedRecordField):
    model = Alliance
    names = ("slug", "name", "abbreviation")
    words = ("name", "abbreviation")
