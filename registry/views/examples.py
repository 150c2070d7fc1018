"""Questions that the front page asks for its readers, and where they are answered."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from registry.models import Actor, Alliance, PartnershipProgram, RatificationProtocol
from registry.queries.reference import Reference


class Example(NamedTuple):
    """A question that shows what the registry can answer, asked only where it holds the record.

    The answer stands on the record's own page, or on `page`, as at `day` or today.
    """

    model: type[models.Model]
    column: str
    slug: str
    words: Promise
    day: str = ""
    page: str = ""


EXAMPLES = (
    Example(
        Alliance,
        "slug",
        "nato",
        gettext_lazy("Who were the members of NATO on 22 March 2019?"),
        day="2019-03-22",
    ),
    Example(
        Actor,
        "slug",
        "north-macedonia",
        gettext_lazy("How did North Macedonia, a partner of NATO, become its ally?"),
    ),
    Example(
        Alliance,
        "slug",
        "nato",
        gettext_lazy("Who was allied with whom on 1 June 1955?"),
        day="1955-06-01",
        page="ally_list",
    ),
    Example(
        RatificationProtocol,
        "treaty__slug",
        "finland-accession-protocol",
        gettext_lazy("Who had not yet accepted the accession of Finland on 1 October 2022?"),
        day="2022-10-01",
    ),
    Example(
        RatificationProtocol,
        "treaty__slug",
        "north-macedonia-accession-protocol",
        gettext_lazy("Whose acceptance was North Macedonia still waiting for on 18 March 2020?"),
        day="2020-03-18",
    ),
    Example(
        PartnershipProgram,
        "slug",
        "state-partnership-program",
        gettext_lazy("Which National Guard was paired with which country in mid-2019?"),
        day="2019-07-01",
    ),
    Example(
        Alliance,
        "slug",
        "moroccan-american-treaty-of-friendship",
        gettext_lazy("Is a treaty of 1786 still in force?"),
    ),
    Example(
        PartnershipProgram,
        "slug",
        "pacific-partnership",
        gettext_lazy("Where have the hospital ships of Pacific Partnership called since 2006?"),
    ),
)


def questions(known: Reference) -> Iterator[dict[str, str]]:
    """Give the questions about records that the registry holds, with where they are answered."""
    wanted: dict[tuple, set[str]] = {}
    for one in EXAMPLES:
        if one.model is not Actor:
            wanted.setdefault((one.model, one.column), set()).add(one.slug)
    held = {
        (Actor, one.slug): known.by_slug[one.slug].get_absolute_url()
        for one in EXAMPLES
        if one.model is Actor and one.slug in known.by_slug
    }
    held |= {
        (model, getattr(record, "slug", "") or record.treaty.slug): record.get_absolute_url()
        for (model, column), slugs in wanted.items()
        for record in model.objects.filter(**{f"{column}__in": slugs}).select_related(
            "treaty" if model is RatificationProtocol else None
        )
    }
    for one in EXAMPLES:
        if (one.model, one.slug) in held:
            url = reverse(f"registry:{one.page}") if one.page else held[one.model, one.slug]
            query = f"?as_at={one.day}" if one.day else ""
            yield {"url": url + query, "words": one.words}
