from registry.filters.sources import SourceFilter
from registry.models import Source
from registry.queries.facts import with_facts
from registry.views.base import RecordList


class SourceList(RecordList):
    title = "Sources"
    template_name = "registry/source_list.html"
    file_name = "sources"
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
