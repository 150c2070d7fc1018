"""Any list of the admin as a file: the rows that its filters keep, in its order, streamed."""

from collections.abc import Iterator

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Field
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from registry.exports import Stamp, json_stream, table_response
from registry.importers.changes import read_whole, values_of
from registry.importers.fixtures.stored import columns, links_of
from registry.queries.snapshots import snapshot

FORMATS = ("csv", "json")
ROWS_AT_ONCE = 500
NO_FILTER = ("p", "all", "_facets")


def export(admin, request: HttpRequest, form: str) -> HttpResponse:
    """Give the rows of a filtered list, as fixtures write them: records by their natural keys."""
    if form not in FORMATS:
        raise Http404
    if not admin.has_view_permission(request):
        raise PermissionDenied
    request.GET = request.GET.copy()
    for name in NO_FILTER:
        request.GET.pop(name, None)
    try:
        kept = admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters as error:
        raise BadRequest("The filter cannot be read.") from error
    model = admin.model
    names = [column.name for column in (*keys_of(model), *columns(model), *links_of(model))]
    day, name = timezone.localdate().isoformat(), admin.opts.model_name
    if form == "csv":
        stamp = Stamp(day, request.build_absolute_uri())
        return table_response(form, _rows(kept), columns=names, name=name, stamp=stamp)
    return json_stream(_rows(kept), name=f"{name}-as-at-{day}")


def _rows(kept) -> Iterator[dict]:
    ordered = read_whole(kept.prefetch_related(None)).order_by(*kept.query.order_by)
    with snapshot(ordered.db):
        for record in ordered.iterator(chunk_size=ROWS_AT_ONCE):
            keys = {
                key.name: list(getattr(record, key.name).natural_key())
                for key in keys_of(kept.model)
            }
            yield {name: joined(value) for name, value in (keys | values_of(record)).items()}


def keys_of(model) -> list[Field]:
    """List the column that is a row's key and names another record."""
    return [model._meta.pk] if model._meta.pk.remote_field else []


def joined(value):
    """Write a natural key as one text, and several as a list of them."""
    if isinstance(value, list):
        if value and isinstance(value[0], list):
            return [joined(key) for key in value]
        return "|".join("" if part is None else str(part) for part in value)
    return value
