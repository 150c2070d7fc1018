"""How a record tells its source: the slug as data, the number of the footnote on the page."""

from typing import Any

from registry.models import Claim, Source
from registry.models.sources import Sourced
from registry.views.base import Footnotes


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
