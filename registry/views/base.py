"""Two small bases: a list that a reader narrows, and a record; each as a page and as data."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from itertools import count, islice
from typing import Any, NamedTuple

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import register_converter
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from registry.dates import Answer
from registry.exports import (
    MOST_ROWS,
    Fragment,
    Stamp,
    fragment,
    json_response,
    table_response,
)
from registry.filters.base import Tally, filled_in
from registry.queries.changes import with_last_correction
from registry.queries.composed import Question
from registry.queries.snapshots import snapshot
from registry.views.meant import meant

PAGE_SIZE = 50
CHUNK = 500  # so many records of a download are in memory at once
# Bytes of a query. Each page repeats it in half a hundred links; past the second, no other reader
# is likely to ask the same, and nothing made for it is kept.
LONGEST_QUERY, LONGEST_SHARED = 4000, 500


class Format:
    """The part of a path that asks for data instead of a page."""

    regex = "json|csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "format")


# No name of a record is longer; what is gives no words to search for.
LONGEST_SOUGHT = 200


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


def require_short(request: HttpRequest) -> None:
    """Raise BadRequest for a query that no form of ours makes."""
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise BadRequest(
            _("After the question mark, an address may have %(most)d characters at most.")
            % {"most": LONGEST_QUERY}
        )


def is_shared(request: HttpRequest) -> bool:
    """Tell whether others may well ask the same, so that it is worth keeping."""
    return len(request.META.get("QUERY_STRING", "")) <= LONGEST_SHARED


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


_pages = count()


def remembered(request: HttpRequest) -> str:
    """Name the revision that a page tells of, under which a process may remember what it read.

    Where there is none, name the page alone: it reads nothing twice.
    """
    validators = getattr(request, "validators", None)
    return validators.revision if validators else f"page {next(_pages)}"


@lru_cache
def labels(choices: type[TextChoices], language: str) -> dict[str, str]:
    """Tell what people of a language read for each value."""
    return {value: str(label) for value, label in choices.choices}


# What changes nothing needs no token: whoever sends a form here is told what the address answers.
@method_decorator(csrf_exempt, name="dispatch")
class PublicView(View):
    """A page for everyone: GET and HEAD only, as at a day, in the format that the path names."""

    http_method_names = ["get", "head"]
    is_timeless = False  # whether what the page lists is the same for every day

    def dispatch(self, request, *args, **kwargs):
        self.format = kwargs.pop("format", "html")
        self.revision = remembered(request)
        try:
            require_short(request)
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
            slug = self.kwargs.get("slug", "")
            sought = slug.replace("-", " ") if len(slug) <= LONGEST_SOUGHT else ""
            context = {"message": message, "sought": sought}
            return render(self.request, f"{status}.html", context, status=status)
        return json_response({"error": message}, status=status)

    def page(self, template: str, context: Mapping) -> HttpResponse:
        given = {
            "moment": self.moment,
            "is_timeless": self.is_timeless,
            "today": timezone.localdate(),
            "data_path": self.request.path.rstrip("/"),
        }
        return render(self.request, template, given | context)

    @property
    def stamp(self) -> Stamp:
        validators = getattr(self.request, "validators", None)
        version = validators.revision if validators else ""
        return Stamp(self.moment.day.isoformat(), self.request.build_absolute_uri(), version)

    def data(self, content: Mapping) -> HttpResponse:
        return json_response(self.stamp._asdict() | content)

    def download(self, rows: Iterable[Mapping], columns: list[str], name: str) -> HttpResponseBase:
        """Answer with rows as CSV or XLSX, whichever the path names."""
        return table_response(self.format, rows, columns=columns, name=name, stamp=self.stamp)

    def paginate(self, records: Sequence, total: int, size: int = PAGE_SIZE) -> Page:
        """Give the page that the reader asks for, of so many records each."""
        paginator = Paginator(records, size)
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

    def next_url(self, page: Page) -> str | None:
        return self.page_url(page.next_page_number()) if page.has_next() else None


class RecordList(PublicView):
    """A list: `records(day)` narrowed by `filter_form`, those of a page told by `rows`."""

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
        named = partial(meant, day=day, revision=self.revision)
        asked = self.filter_form, request.GET, day, self.revision, named
        self.form = filled_in(*asked, is_shared=is_shared(request))
        if self.format in ("csv", "xlsx"):
            return self.download(self.every_row(day), self.columns, self.file_name)
        records, tally = self.found(day)
        page = self.paginate(records, tally.total)
        rows = self.rows(list(page.object_list), day)
        if self.format == "json":
            return self.data(
                {
                    "count": tally.total,
                    "results": rows,
                    "next": self.next_url(page),
                    "facets": self.facets(tally),
                    "not_understood": self.form.complaints() + self.form.unknown(request.GET),
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

    def facets(self, tally: Tally) -> Fragment:
        """Tell the facets as JSON does, once for all who ask the same."""
        fragments = self.form.fragments
        if "json" not in fragments:
            fragments["json"] = fragment(
                {
                    facet.name: [
                        {"value": one.value, "label": one.label, "count": one.count}
                        for one in facet.choices
                    ]
                    for facet in tally.facets
                }
            )
        return fragments["json"]

    def found(self, day: date) -> tuple[Sequence, Tally]:
        """Give the records that remain, in the order asked for, and the counts of the facets."""
        whole = self.records(day)
        return self.narrowed(whole, day), self.form.tally(whole)

    def narrowed(self, records, day: date):
        """Keep what the reader asks for, in the order asked for."""
        return self.form.apply(records)

    def every_row(self, day: date) -> Iterator[dict[str, Any]]:
        """Tell all the records as they are when the first is asked for, in their order."""
        records = self.narrowed(self.records(day), day)
        if self.format == "xlsx":
            require_room(records.count())
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


def require_room(rows: int) -> None:
    """Refuse more rows than a worksheet holds."""
    if rows > MOST_ROWS:
        raise BadRequest(
            _("A worksheet holds at most %(number)d rows. Take CSV instead.")
            % {"number": MOST_ROWS}
        )


class RecordDetail(PublicView):
    """One record: `describe` tells it as plain values and page context."""

    template_name: str
    noun: str
    columns: list[str]
    table: str
    slug_field = "slug"
    changes_filter = ""  # the parameter of /changes/ that keeps what concerns one such record

    def records(self):
        raise NotImplementedError

    def describe(self, record, day: date) -> dict[str, Any]:
        """Tell the record as JSON does; `table` names the list in it that a table holds."""
        raise NotImplementedError

    def every_row(self, description: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """Give all rows of the table, of which the description may hold a page."""
        return description[self.table]

    def context(self, record, day: date, description: dict[str, Any]) -> dict[str, Any]:
        """Add what only the page shows."""
        return {}

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        day = self.moment.day
        record = next(iter(_of(type(self)).records(slug)), None)
        if record is None:
            raise Http404(
                _("The registry holds no %(noun)s named “%(slug)s”.")
                % {"noun": self.noun, "slug": slug}
            )
        if self.existed(record, day) is Answer.NO:
            raise Http404(
                _("This %(noun)s did not exist yet on %(day)s.")
                % {"noun": self.noun, "day": day.isoformat()}
            )
        description = self.describe(record, day)
        if self.format in ("csv", "xlsx"):
            return self.download(self.every_row(description), self.columns, slug)
        if self.format == "json":
            return self.data(description)
        context = {
            "record": record,
            "description": description,
            "corrected": record.corrected_at,
            "existed": lambda other: self.existed(record, other) is not Answer.NO,
            "changes_query": f"{self.changes_filter}={slug}" if self.changes_filter else "",
        }
        return self.page(self.template_name, context | self.context(record, day, description))

    @property
    def compared(self) -> date | None:
        """Give the day with which the reader compares the page's own, if any."""
        return day_of(self.request, "compare")

    def existed(self, record, day: date) -> Answer:
        return record.existed(day)


@cache
def _of(view: type[RecordDetail]) -> Question:
    """Ask for the record of a page by its slug."""
    return Question(
        lambda slug: with_last_correction(view().records()).filter(**{view.slug_field: slug})
    )
