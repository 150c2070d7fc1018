from django import forms
from django.db.models import Q

from registry.choices import SourceRank
from registry.filters.base import FilterForm, by_date, by_text, offered


class SourceFilter(FilterForm):
    sorts = {
        **by_text("title", "Title", "title", "slug"),
        **by_date("published", "Publication", "published", "slug"),
        "-facts": ("Most facts first", ["-facts", "slug"]),
        "facts": ("Fewest facts first", ["facts", "slug"]),
    }
    facets = {"rank": "rank"}

    rank = forms.ChoiceField(choices=offered(SourceRank.choices), required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(
                Q(title__icontains=words) | Q(publisher__icontains=words) | Q(slug=words)
            )
        if "rank" in wanted:
            records = records.filter(rank=wanted["rank"])
        return records
