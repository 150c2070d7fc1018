"""Two small bases: a list that a reader narrows, and a record; each as a page and as data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import register_converter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from registry.dates import Answer
from registry.exports import MOST_ROWS, Stamp, json_response, table_response
from registry.models import Source
from registry.queries.changes import with_last_correction
from registry.queries.snapshots import snapshot

PAGE_SIZE = 50
CHUNK = 500  # so many records of a download are in memory at once


class Format:
    """The part of a path that asks for data instead of a page."""

    regex = "json|csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "format")


class BadRequest(Exception):
    """A request that cannot be answered; the message says what must hold."""


class Moment(NamedTuple):
    """The day that a page speaks of, and whether the reader asked for it."""

    day: date
    is_chosen: bool

    @property
    def query(self) -> str:
        """The query string that carries the day along in links, or nothing for today."""
        return f"?as_at={self.day.isoformat()}" if self.is_chosen else ""


def moment_of(request: HttpRequest) -> Moment:
    """Read `as_at`; raise BadRequest for what is not a day."""
    chosen = day_of(request, "as_at")
    return Moment(chosen or timezone.localdate(), is_chosen=chosen is not None)


def day_of(request: HttpRequest, name: str) -> date | None:
    """Read a parameter that names a day; raise BadRequest for what is none."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest(
            _("“%(text)s” is not a day. Write %(name)s=2019-03-22: year, month and day.")
            % {"text": text[:40], "name": name}
        ) from None
    if text != day.isoformat():
        raise BadRequest(_("Write %(name)s=2019-03-22: year, month and day.") % {"name": name})
    return day


def end_of_year(request: HttpRequest) -> str:
    """Give the address of this page as at the last day of the year that `end_of` names.

    The year that runs has no end yet: it is shown as at today. What is no year raises BadRequest.
    """
    parameters = request.GET.copy()
    year = parameters.pop("end_of")[-1]
    if not re.fullmatch("[0-9]{4}", year) or year == "0000":
        raise BadRequest(_("Write end_of=1955: a year of four figures."))
    parameters.pop("as_at", None)
    if int(year) != timezone.localdate().year:
        parameters["as_at"] = f"{year}-12-31"
    return f"{request.path}?{parameters.urlencode()}" if parameters else request.path


class Footnotes:
    """The sources of a page, numbered in the order in which its facts name them."""

    def __init__(self):
        self._numbers = {}

    def number(self, source: Source | None, pinpoint: str = "") -> int | None:
        """Give the number of the note, or None for a fact without a source."""
        if source is None:
            return None
        return self._numbers.setdefault((source, pinpoint), len(self._numbers) + 1)

    def __iter__(self):
        for (source, pinpoint), number in self._numbers.items():
            yield {"number": number, "source": source, "pinpoint": pinpoint}

    def __len__(self):
        return len(self._numbers)


class PublicView(View):
    """A page for everyone: GET and HEAD only, as at a day, in the format that the path names."""

    http_method_names = ["get", "head"]

    def dispatch(self, request, *args, **kwargs):
        self.format = kwargs.pop("format", "html")
        try:
            self.moment = moment_of(request)
            if "end_of" in request.GET:
                return redirect(end_of_year(request))
            return super().dispatch(request, *args, **kwargs)
        except BadRequest as error:
            return self.refuse(400, str(error))
        except Http404 as error:
            return self.refuse(404, str(error))

    def refuse(self, status: int, message: str) -> HttpResponse:
        if self.format == "html":
            return render(self.request, f"{status}.html", {"message": message}, status=status)
        return json_response({"error": message}, status=status)

    def page(self, template: str, context: Mapping) -> HttpResponse:
        given = {
            "moment": self.moment,
            "today": timezone.localdate(),
            "data_path": self.request.path.rstrip("/"),
        }
        return render(self.request, template, given | context)

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.moment.day.isoformat(), self.request.build_absolute_uri())

    def data(self, content: Mapping) -> HttpResponse:
        return json_response(self.stamp._asdict() | content)

    def download(self, rows: Iterable[Mapping], columns: list[str], name: str) -> HttpResponseBase:
        """Answer with rows as CSV or XLSX, whichever the path names."""
        return table_response(self.format, rows, columns=columns, name=name, stamp=self.stamp)


class RecordList(PublicView):
    """A list: `records(day)` narrowed by `filter_form`, each record told by `row`."""

    title: str
    template_name: str
    file_name: str
    filter_form: type
    columns: list[str]

    def records(self, day: date):
        raise NotImplementedError

    def rows(self, records: list, day: date) -> list[dict[str, Any]]:
        """Tell each record as plain values: what every format alike prints."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponseBase:
        day = self.moment.day
        self.form = self.filter_form(request.GET, day=day)
        whole = self.records(day)
        records = self.narrowed(whole, day)
        if self.format in ("csv", "xlsx"):
            return self.download(self.every_row(records, day), self.columns, self.file_name)
        tally = self.form.tally(whole)
        page = self.paginate(records, tally.total)
        rows = self.rows(list(page.object_list), day)
        if self.format == "json":
            return self.data(
                {
                    "count": tally.total,
                    "results": rows,
                    "next": self.page_url(page.next_page_number()) if page.has_next() else None,
                    "facets": {
                        facet.name: [
                            {"value": one.value, "label": one.label, "count": one.count}
                            for one in facet.choices
                        ]
                        for facet in tally.facets
                    },
                    "not_understood": self.form.complaints(),
                }
                | self.more_data(day)
            )
        context = {
            "title": self.title,
            "form": self.form,
            "facets": tally.facets,
            "page": page,
            "rows": rows,
            "complaints": self.form.complaints(),
        }
        return self.page(self.template_name, context | self.more(day))

    def narrowed(self, records, day: date):
        """Keep what the reader asks for, in the order asked for."""
        return self.form.apply(records)

    def every_row(self, records, day: date) -> Iterator[dict[str, Any]]:
        """Tell all the records as they are when the first is asked for, in their order."""
        if self.format == "xlsx" and records.count() > MOST_ROWS:
            raise BadRequest(
                _("A worksheet holds at most %(number)d rows. Take CSV instead.")
                % {"number": MOST_ROWS}
            )
        return self._told(records, day)

    def _told(self, records, day: date) -> Iterator[dict[str, Any]]:
        with snapshot(records.db):
            found = records.iterator(chunk_size=CHUNK)
            while part := list(islice(found, CHUNK)):
                yield from self.rows(part, day)

    def more_data(self, day: date) -> dict[str, Any]:
        """Add what JSON tells of the list beside its rows."""
        return {}

    def more(self, day: date) -> dict[str, Any]:
        """Add what only the page shows."""
        return {}

    def paginate(self, records, total: int):
        paginator = Paginator(records, PAGE_SIZE)
        paginator.count = total  # counted with the facets
        number = self.request.GET.get("page") or "1"
        try:
            return paginator.page(int(number) if number.isascii() and number.isdigit() else 0)
        except (EmptyPage, ValueError):
            raise Http404(
                _("There is no page %(number)s: this list has %(last)d.")
                % {"number": number[:20], "last": paginator.num_pages}
            ) from None

    def page_url(self, number: int) -> str:
        query = self.request.GET.copy()
        query["page"] = number
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


class RecordDetail(PublicView):
    """One record: `describe` tells it as plain values and page context."""

    template_name: str
    noun: str
    columns: list[str]
    table: str

    def records(self):
        raise NotImplementedError

    def describe(self, record, day: date) -> dict[str, Any]:
        """Tell the record as JSON does; `table` names the list in it that a table holds."""
        raise NotImplementedError

    def context(self, record, day: date, description: dict[str, Any]) -> dict[str, Any]:
        """Add what only the page shows."""
        return {}

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        day = self.moment.day
        try:
            records = with_last_correction(self.records())
            record = get_object_or_404(records, **{self.slug_field: slug})
        except Http404:
            raise Http404(
                _("The registry holds no %(noun)s named “%(slug)s”.")
                % {"noun": self.noun, "slug": slug}
            ) from None
        if self.existed(record, day) is Answer.NO:
            raise Http404(
                _("This %(noun)s did not exist yet on %(day)s.")
                % {"noun": self.noun, "day": day.isoformat()}
            )
        description = self.describe(record, day)
        if self.format in ("csv", "xlsx"):
            return self.download(description[self.table], self.columns, slug)
        if self.format == "json":
            return self.data(description)
        context = {
            "record": record,
            "description": description,
            "corrected": record.corrected_at,
            "changes_query": f"{self.changes_filter}={slug}" if self.changes_filter else "",
        }
        return self.page(self.template_name, context | self.context(record, day, description))

    slug_field = "slug"
    changes_filter = ""  # the parameter of /changes/ that keeps what concerns one such record

    @property
    def compared(self) -> date | None:
        """Give the day with which the reader compares the page's own, if any."""
        return day_of(self.request, "compare")

    def existed(self, record, day: date) -> Answer:
        return record.existed(day)
