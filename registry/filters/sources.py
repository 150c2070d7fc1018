from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from registry.choices import SourceRank
from registry.filters.base import FilterForm, Tally, by_date, by_text, offered
from registry.queries.facts import KINDS


class SourceFilter(FilterForm):
    sorts = {
        **by_text("title", _("Title"), "title", "slug"),
        **by_date("published", _("Publication"), "published", "slug"),
        "-facts": (_("Most facts first"), ["-facts", "slug"]),
        "facts": (_("Fewest facts first"), ["facts", "slug"]),
    }
    facets = {"rank": "rank"}

    rank = forms.ChoiceField(label=_("Rank"), choices=offered(SourceRank.choices), required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(
                Q(title__icontains=words) | Q(publisher__icontains=words) | Q(slug=words)
            )
        return super().narrow(records, wanted)


def a_kind() -> forms.ChoiceField:
    """Offer the kinds of dated facts."""
    kinds = ((kind.name, capfirst(kind.label)) for kind in KINDS.values())
    return forms.ChoiceField(label=_("Kind"), choices=offered(kinds), required=False)


class UnsourcedFilter(FilterForm):
    """Narrows facts of many kinds: `records` makes the list of the kinds that are wanted."""

    sorts = {
        "subject": (_("Record"), ["told_subject", "told_kind", "told_day", "told_slug"]),
        "day": (_("Oldest first"), ["told_day", "told_slug"]),
        "-day": (_("Latest first"), ["-told_day", "told_slug"]),
    }

    kind = a_kind()

    def narrow(self, records, wanted):
        return records([wanted["kind"]] if "kind" in wanted else KINDS, wanted.get("q", ""))

    def tally(self, records):
        return Tally(self.narrow(records, self.wanted()).count(), [])


class ClaimFilter(FilterForm):
    sorts = {
        "kind": (_("Kind of record"), ["model", "key", "field", "source__slug", "value"]),
        "source": (_("Source"), ["source__title", "model", "key", "field", "value"]),
    }
    facets = {"kind": "model"}

    kind = a_kind()

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(
                Q(key__icontains=words.replace(" ", "-"))
                | Q(value__icontains=words)
                | Q(note__icontains=words)
                | Q(source__title__icontains=words)
            )
        return super().narrow(records, wanted)
