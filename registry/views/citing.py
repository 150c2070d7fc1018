"""How a record tells its source: the slug as data, the number of the footnote on the page."""

from typing import Any

from django.utils.translation import get_language

from registry.choices import SourceRank
from registry.models import Claim, Source
from registry.models.sources import Sourced
from registry.queries.cited import SourceRow
from registry.views.base import labels


class Footnotes:
    """The sources of a page, numbered in the order in which its facts name them."""

    def __init__(self):
        self._notes = {}

    def number(self, source: Source | SourceRow | None, pinpoint: str = "") -> int | None:
        """Give the number of the note, or None for a fact without a source."""
        if source is None:
            return None
        key = source.pk, pinpoint
        if key not in self._notes:
            self._notes[key] = len(self._notes) + 1, source
        return self._notes[key][0]

    def __iter__(self):
        ranks = labels(SourceRank, get_language())
        for (_pk, pinpoint), (number, source) in self._notes.items():
            yield {
                "number": number,
                "pinpoint": pinpoint,
                "title": source.title,
                "url": source.url,
                "archived_url": source.archived_url,
                "publisher": source.publisher,
                "published_on": source.published_on,
                "retrieved_on": source.retrieved_on,
                "rank_label": ranks.get(source.rank, source.rank),
            }

    def __len__(self):
        return len(self._notes)


def cited(footnotes: Footnotes, record: Sourced) -> dict[str, Any]:
    return cite(footnotes, record.source, record.pinpoint)


def cite(footnotes: Footnotes, source: Source | None, pinpoint: str) -> dict[str, Any]:
    return {
        "source": source and source.slug,
        "note_number": footnotes.number(source, pinpoint),
    }


def tell_claims(footnotes: Footnotes, claims: list[Claim]) -> list[dict[str, Any]]:
    """Tell what other sources say of a row, where a table has no room for a section."""
    return [
        {"field": claim.field, "value": claim.value, "note": claim.note}
        | cite(footnotes, claim.source, claim.pinpoint)
        for claim in claims
    ]
