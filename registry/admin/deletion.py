"""What is said before records are deleted: which stay, and then no longer name them."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import NestedObjects, quote
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from registry.importers.changes import doomed, named, named_relations, read_whole, unlinked
from registry.models import Record


def losing(rows: QuerySet) -> list[SafeString]:
    """Link to the records that would stay, and no longer name these rows."""
    return [
        linked(record)
        for model, pks in unlinked(doomed(rows)).items()
        for record in read_whole(model._base_manager.filter(pk__in=pks))
    ]


def linked(record: Model) -> SafeString:
    """Name a row with the records that its natural key names, as an act with its treaty."""
    meta = record._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[quote(record.pk)])
    noun = capfirst(meta.verbose_name)
    label = named(record)
    return format_html('{}: <a href="{}">{}</a>', noun, url, label)


class Deletion(NamedTuple):
    """What Django's page of a deletion shows: rows beneath rows, their numbers, what forbids it."""

    listed: list
    counts: dict[str, int]
    forbidden: set[str]
    protected: list[SafeString]


def deletion_of(records: Collection[Record], request: HttpRequest, site: AdminSite) -> Deletion:
    """Tell what goes with these records. The rows of links of many say nothing to a reader."""
    collector = NestedObjects(using=DEFAULT_DB_ALIAS, origin=records)
    collector.collect(records)
    found = {
        model: list(rows)
        for model, rows in collector.model_objs.items()
        if not model._meta.auto_created
    }
    for model, rows in (*found.items(), *_by_model(collector.protected).items()):
        if issubclass(model, Record):
            prefetch_related_objects(rows, *named_relations(model))
    return Deletion(
        listed=_without_links(collector.nested(lambda row: row)),
        counts={model._meta.verbose_name_plural: len(rows) for model, rows in found.items()},
        forbidden={
            row._meta.verbose_name
            for model, rows in found.items()
            for row in rows
            if not site.get_model_admin(model).has_delete_permission(request, row)
        },
        protected=[linked(row) for row in collector.protected],
    )


def _by_model(rows: Collection[Model]) -> dict[type[Model], list[Model]]:
    models = defaultdict(list)
    for row in rows:
        models[type(row)].append(row)
    return models


def _without_links(nested: list) -> list:
    kept = []
    for one in nested:
        if isinstance(one, list):
            kept += [inner] if (inner := _without_links(one)) else []
        elif not one._meta.auto_created:
            kept.append(linked(one))
    return kept
