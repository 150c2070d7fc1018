"""What is said before records are deleted: which stay, and then no longer name them."""

from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from registry.importers.changes import doomed, label_of, read_whole, unlinked
from registry.importers.fixtures.stored import MODELS, links_of


def losing(rows: QuerySet) -> list[SafeString]:
    """Link to the records that would stay, and no longer name these rows."""
    return [
        linked(record)
        for model, pks in unlinked(doomed(rows)).items()
        for record in read_whole(model._base_manager.filter(pk__in=pks))
    ]


def linked(record) -> SafeString:
    meta = record._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[quote(record.pk)])
    noun, label = capfirst(meta.verbose_name), label_of(record)
    return format_html('{}: <a href="{}">{}</a>', noun, url, label)


def without_links(listed: list) -> list:
    """Leave the rows of links of many out of what Django lists: they say nothing to a reader."""
    return _without(listed, tuple(f"{capfirst(meta.verbose_name)}: " for meta in _links()))


def _without(listed, names):
    kept = []
    for one in listed:
        if not isinstance(one, list):
            kept += [] if one.startswith(names) else [one]
        elif inner := _without(one, names):
            kept.append(inner)
    return kept


def without_counts(counts: dict[str, int]) -> dict[str, int]:
    """Leave them out of the counts as well."""
    names = {meta.verbose_name_plural for meta in _links()}
    return {name: count for name, count in counts.items() if name not in names}


def _links():
    return [link.remote_field.through._meta for model in MODELS for link in links_of(model)]
