"""Where the facts were read, which were read nowhere yet, and where sources differ."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from registry.filters.sources import ClaimFilter, SourceFilter, UnsourcedFilter
from registry.models import Actor, Alliance, Claim, Partnership, Record, Source, Treaty
from registry.models.sources import KEY_SEPARATOR
from registry.queries.claims import part_in_words
from registry.queries.disputed import disputed
from registry.queries.facts import KINDS, unsourced, with_facts
from registry.queries.names import DayNames
from registry.queries.partners import LEADS, PARTNERS, parts_of
from registry.views.base import RecordList


class SourceList(RecordList):
    title = gettext_lazy("Sources")
    template_name = "registry/source_list.html"
    file_name = "sources"
    is_timeless = True
    filter_form = SourceFilter
    columns = [
        "slug",
        "title",
        "publisher",
        "rank",
        "url",
        "archived_url",
        "published_on",
        "retrieved_on",
        "facts",
    ]

    def records(self, day):
        return with_facts(Source.objects.all())

    def rows(self, records, day):
        return [
            {
                "slug": source.slug,
                "page": source.get_absolute_url(),
                "title": source.title,
                "publisher": source.publisher,
                "rank": source.rank,
                "rank_label": source.get_rank_display(),
                "url": source.url,
                "archived_url": source.archived_url,
                "published_on": source.published_on,
                "retrieved_on": source.retrieved_on,
                "facts": source.facts,
            }
            for source in records
        ]


class UnsourcedList(RecordList):
    """The dated facts that name no source; each is marked where it appears, and listed here."""

    title = gettext_lazy("Unsourced facts")
    template_name = "registry/unsourced_list.html"
    file_name = "unsourced"
    is_timeless = True
    filter_form = UnsourcedFilter
    columns = ["slug", "kind", "subject", "detail", "day", "url"]

    def records(self, day):
        return unsourced

    def rows(self, records, day):
        return [
            {
                "slug": row["told_slug"],
                "kind": row["told_kind"],
                "kind_label": KINDS[row["told_kind"]].label,
                "subject": row["told_subject"],
                "detail": row["told_detail"],
                "day": row["told_day"],
                "url": page_of(row["told_page"], row["told_record"]),
            }
            for row in records
        ]


class ClaimList(RecordList):
    """What other sources say of facts whose preferred value stands on the record."""

    title = gettext_lazy("Disputed facts")
    template_name = "registry/claim_list.html"
    file_name = "disputed"
    is_timeless = True
    filter_form = ClaimFilter
    columns = ["slug", "kind", "key", "field", "held", "value", "source", "pinpoint", "note", "url"]

    def records(self, day):
        return Claim.objects.select_related("source")

    def rows(self, records, day):
        held, self.names = disputed(records), DayNames(day, self.revision)
        owners = [owner_of(record) for record in held.values()]
        self.alliances = self.names.alliances(
            [owner for owner in owners if isinstance(owner, Alliance)]
        )
        pairings = [owner for owner in owners if isinstance(owner, Partnership)]
        self.parts = parts_of(pairings, self.names.reference)
        return [self.row(claim, held.get((claim.model, claim.key))) for claim in records]

    def row(self, claim, record):
        kind = KINDS.get(claim.model)
        slug, _, _ = claim.key.partition(KEY_SEPARATOR)
        return {
            "slug": KEY_SEPARATOR.join(map(str, claim.natural_key())),
            "kind": claim.model,
            "kind_label": kind.label if kind else claim.model,
            "key": claim.key,
            "record": self.called(owner_of(record)) if record else slug,
            "part": part_in_words(record, self.names.name) if record else "",
            "field": claim.field,
            "held": getattr(record, claim.field, None) or None,
            "value": claim.value,
            "source": claim.source.slug,
            "source_title": claim.source.title,
            "source_url": claim.source.url,
            "pinpoint": claim.pinpoint,
            "note": claim.note,
            "url": page_of(kind.page, slug) if kind and record else "",
        }

    def called(self, record: Record) -> str:
        """Name a record as its page does; a partnership by its two sides."""
        match record:
            case Treaty():
                return self.names.title(record)
            case Actor():
                return self.names.name(record)
            case Alliance():
                return self.alliances[record.pk]
            case Partnership():
                sides = self.parts[LEADS, record.pk], self.parts[PARTNERS, record.pk]
                return " \u2013 ".join(map(self.names.join, sides))
        return str(record)


def owner_of(record: Record) -> Record:
    """Give the record whose page shows this row, which may be its own."""
    kind = KINDS.get(record._meta.model_name)
    return getattr(record, kind.owner) if kind and kind.owner else record


def page_of(noun: str, slug: str) -> str:
    """Give the page that shows a record; a partnership stands in the list of all."""
    if noun == "partnership":
        return f"{reverse('registry:partnership_list')}?q={slug}"
    return reverse(f"registry:{noun}_detail", kwargs={"slug": slug})
