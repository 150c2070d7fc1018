"""Every public page opens on any day and in any format, or says why it cannot, and stays cheap."""

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry import urls
from registry.exports import LICENCE
from registry.models import (
    Actor,
    Alliance,
    Mission,
    PartnershipProgram,
    RatificationProtocol,
    Treaty,
)
from tests.samples import RECORDS, make_world

pytestmark = pytest.mark.django_db

DAYS = ("2019-03-22", "1950-01-01")
IN_FULL = 15  # so many records of a noun, or all, are opened as CSV and on those days as well
FORMS = ("html", "json", "csv")
MOST_QUERIES_OF_A_RECORD = 15
LISTS = (
    *("source", "unsourced", "claim", "actor", "treaty", "signatory", "protocol"),
    *("alliance", "ally", "program", "partnership", "mission"),
)
PAIRS = ("/actors/hub/and/", *(f"/actors/hub/and/actor-0{end}" for end in ("/", ".json", ".csv")))
PAGES = ("home", "matrix", "calendar", "search", "glossary", "data", "healthz", "readyz")
SLUGS = {
    "actor": (Actor, "slug"),
    "treaty": (Treaty, "slug"),
    "protocol": (RatificationProtocol, "treaty__slug"),
    "alliance": (Alliance, "slug"),
    "program": (PartnershipProgram, "slug"),
    "mission": (Mission, "slug"),
}
NAMES = {
    *PAGES,
    *("search_data", "matrix_data", "calendar_data", "calendar_file"),
    *("change_list", "change_list_data", "change_feed"),
    *("pair_choice", "pair_detail", "pair_detail_data"),
    *("treaty_citation", "protocol_citation", "sitemap", "sitemap_section", "robots"),
    *("openapi", "datapackage", "download_csv", "download_table", "download_fixtures"),
    *("download_sqlite",),
    *(f"{noun}_list{data}" for noun in LISTS for data in ("", "_data")),
    *(f"{noun}_detail{data}" for noun in SLUGS for data in ("", "_data")),
}
each_list = pytest.mark.parametrize("noun", LISTS)
each_record = pytest.mark.parametrize("noun", SLUGS)


class Headings(HTMLParser):
    """Counts what a page must have once, and notes tables without a caption or scope."""

    def __init__(self, page: str):
        super().__init__()
        self.seen = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        self.seen.append("th without scope" if tag == "th" and "scope" not in names else tag)
        self.seen += [name for name in names if name == "style" or name.startswith("on")]
        is_data = ("type", "application/ld+json") in attributes
        if tag == "script" and "src" not in names and not is_data:
            self.seen.append("inline script")


def assert_is_a_page(answer, where: str) -> None:
    page = answer.content.decode()
    seen = Headings(page).seen
    assert seen.count("h1") == 1, where
    assert seen.count("table") == seen.count("caption"), where
    assert not {"th without scope", "style", "inline script"} & set(seen), where
    assert not [name for name in seen if name.startswith("on")], where


def page_url(name: str) -> str:
    namespace = "fixed" if name in ("healthz", "readyz") else "registry"
    return reverse(f"{namespace}:{name}")


def list_url(noun: str, form: str = "html") -> str:
    if form == "html":
        return reverse(f"registry:{noun}_list")
    return reverse(f"registry:{noun}_list_data", kwargs={"format": form})


def record_url(noun: str, slug: str, form: str = "html") -> str:
    if form == "html":
        return reverse(f"registry:{noun}_detail", args=[slug])
    return reverse(f"registry:{noun}_detail_data", kwargs={"slug": slug, "format": form})


def slugs(noun: str) -> list[str]:
    model, column = SLUGS[noun]
    return list(model.objects.values_list(column, flat=True).order_by(column))


def opened(client, url: str, **query):
    """Open a page: it is there, or a sentence says that its record did not exist yet."""
    answer = client.get(url, query)
    where = f"{url} {query}: {answer.status_code}"
    assert answer.status_code == 200 or (answer.status_code == 404 and "as_at" in query), where
    if answer.status_code == 404:
        assert "did not exist yet" in answer.getvalue().decode(), where
    if answer["Content-Type"].startswith("text/html"):
        assert_is_a_page(answer, where)
    return answer


def body(answer) -> str:
    return answer.getvalue().decode()


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(answer), newline="")))


def test_the_sweep_knows_every_public_path():
    assert {pattern.name for pattern in (*urls.urlpatterns, *urls.fixed[0])} == NAMES


@each_record
def test_every_record_of_the_fixtures_opens_as_a_page_and_as_data(client, noun, every):
    records, opened_in_full = slugs(noun)[::every], 0
    for place, slug in enumerate(records):
        with CaptureQueriesContext(connection) as queries:
            assert opened(client, record_url(noun, slug)).status_code == 200
        assert len(queries) <= MOST_QUERIES_OF_A_RECORD, slug
        if place % 3 == 0:
            told = opened(client, record_url(noun, slug, "json")).json()
            assert told["slug"] == slug
            assert set(told) >= {"as_at", "url", "licence"}
        if place % max(1, len(records) // IN_FULL) == 0:
            opened_in_full += 1
            assert opened(client, record_url(noun, slug, "csv")).status_code == 200
            for day, form in product(DAYS, ("html", "json", "csv")):
                opened(client, record_url(noun, slug, form), as_at=day)
    assert opened_in_full >= min(len(records), IN_FULL) > 0


def test_the_sweep_of_records_is_worth_its_name():
    assert sum(len(slugs(noun)) for noun in SLUGS) > 300


@pytest.mark.sampled(4)
@each_list
@pytest.mark.parametrize("day", [None, *DAYS])
def test_every_list_opens_as_a_page_and_as_data(client, noun, day):
    query = {"as_at": day} if day else {}
    assert opened(client, list_url(noun), **query).status_code == 200
    told = opened(client, list_url(noun, "json"), **query).json()
    assert set(told) >= {"count", "results", "next", "as_at", "url", "licence"}
    assert told["licence"] == LICENCE
    assert day in (None, told["as_at"])
    assert len(told["results"]) == min(told["count"], 50)
    assert len(rows_of(opened(client, list_url(noun, "csv"), **query))) == 1 + told["count"]


@pytest.mark.sampled(4)
@each_list
def test_csv_starts_with_the_columns_and_every_row_fills_them(client, noun):
    view = client.get(list_url(noun)).resolver_match.func.view_class
    assert rows_of(client.get(list_url(noun, "csv")))[0] == view.columns
    for row in client.get(list_url(noun, "json")).json()["results"]:
        assert {column.partition(".")[0] for column in view.columns} <= set(row)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_no_noun_opens(client, name):
    url = page_url(name)
    assert client.get(url).status_code == 200
    if name not in ("healthz", "readyz"):
        opened(client, url)
        opened(client, url, as_at="2019-03-22", q="Macedonia")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_search_answers_as_data(client, form):
    answer = client.get(f"/search.{form}", {"q": "Hub"})
    assert answer.status_code == 200


def every_path(slug_of=RECORDS) -> Iterator[str]:
    for name in PAGES:
        yield page_url(name)
    for form in ("html", "json", "csv"):
        yield from (list_url(noun, form) for noun in LISTS)
        yield from (record_url(noun, slug_of[noun], form) for noun in SLUGS)
    yield from PAIRS


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_page_is_only_for_reading(client, method):
    paths = list(every_path())
    assert len(paths) == len(PAGES) + len(PAIRS) + 3 * (len(LISTS) + len(SLUGS))
    answers = {path: getattr(client, method)(path).status_code for path in paths}
    assert set(answers.values()) == {405}, answers


@pytest.mark.long
def test_every_page_answers_head_without_a_body(client):
    make_world(1)
    for path in every_path():
        answer = client.head(path)
        assert answer.status_code == 200, path
        assert not b"".join(answer), path


@each_record
@pytest.mark.parametrize("form", ["html", "json", "csv"])
def test_an_unknown_slug_is_told(client, noun, form):
    answer = client.get(record_url(noun, "no-such-thing", form))
    assert answer.status_code == 404
    assert "no-such-thing" in body(answer)
    if form == "html":
        assert_is_a_page(answer, noun)
    else:
        assert "no-such-thing" in answer.json()["error"]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "as_at",
    ["yesterday", "2019-02-30", "2019-3-22", "20190322", "9999999-01-01", "<i>", "0000-01-01"],
)
def test_a_bad_day_is_told_on_every_page(client, as_at):
    paths = [path for path in every_path() if path not in ("/healthz", "/readyz")]
    assert len(paths) == len(PAGES) - 2 + len(PAIRS) + 3 * (len(LISTS) + len(SLUGS))
    for path in paths:
        answer = client.get(path, {"as_at": as_at})
        assert answer.status_code == 400, path
        assert "2019-03-22" in body(answer)
        if path.endswith("/"):
            assert "<i>" not in body(answer)
            assert_is_a_page(answer, path)
        else:
            assert "2019-03-22" in answer.json()["error"]


@pytest.mark.sampled(5)
@each_list
@pytest.mark.parametrize("page", ["0", "-1", "two", "999999", "1e3", "²", "99999999999999999999"])
def test_a_bad_page_is_told(client, noun, page):
    answer = client.get(list_url(noun), {"page": page})
    assert answer.status_code == 404
    assert "There is no page" in body(answer)
    assert_is_a_page(answer, noun)
    assert "error" in client.get(list_url(noun, "json"), {"page": page}).json()


@pytest.mark.sampled(4)
@each_list
def test_a_filter_value_from_nowhere_narrows_nothing_and_is_told(client, noun):
    form = client.get(list_url(noun)).context["form"]
    fields = [name for name, field in form.fields.items() if hasattr(field, "choices")]
    fields += [name for name in ("party", "candidate", "depositary") if name in form.fields]
    whole = client.get(list_url(noun, "json")).json()["count"]
    assert fields
    for field in fields:
        answer = client.get(list_url(noun), {field: "from-nowhere"})
        assert answer.status_code == 200, field
        assert answer.context["complaints"], field
        assert "from-nowhere" in body(answer)
        told = client.get(list_url(noun, "json"), {field: "from-nowhere"}).json()
        assert told["count"] == whole, field
        assert told["not_understood"], field


@pytest.mark.sampled(4)
@each_list
def test_every_filter_and_order_that_a_list_offers_works(client, noun):
    form = client.get(list_url(noun)).context["form"]
    whole = client.get(list_url(noun, "json"), {"status": "any"}).json()["count"]
    tried = 0
    for name, field in form.fields.items():
        values = [value for value, _ in getattr(field, "choices", [])] or ["a"]
        for value in values:
            told = client.get(list_url(noun, "json"), {name: str(value)}).json()
            assert told["count"] <= whole, f"{name}={value}"
            tried += 1
    assert tried > 5
    assert opened(client, list_url(noun), q="a", sort=next(iter(form.sorts))).status_code == 200


@pytest.mark.sampled(4)
@each_list
def test_words_that_mean_something_to_a_database_are_only_words(client, noun):
    for words in ("%", "_", "'", '"; --', "\\", "ß", "x" * 200, "\x00"):
        assert client.get(list_url(noun), {"q": words}).status_code == 200, words


@pytest.mark.sampled(4)
@each_list
def test_pages_of_a_list_follow_each_other_and_hold_each_record_once(client, noun):
    make_world(3)
    told, url = [], list_url(noun, "json")
    while url:
        answer = client.get(url).json()
        told += [row["slug"] for row in answer["results"]]
        url = answer["next"]
    assert len(told) == len(set(told)) == answer["count"] > 0


def test_a_day_is_carried_along_in_the_links_of_a_page(client):
    make_world(1)
    paths = [record_url(noun, RECORDS[noun]) for noun in SLUGS]
    # Lists that are the same for every day name records that were not there on each.
    timeless = {"source", "unsourced", "claim"}
    paths += [list_url(noun) for noun in LISTS if noun not in timeless]
    for path in paths:
        page = body(client.get(path, {"as_at": "2019-03-22"}))
        links = re.findall(r"<main.*?</main>", page, re.DOTALL)[0]
        inner = [link for link in re.findall(r'href="(/[^"]*)"', links) if "#" not in link]
        assert inner, path
        assert not [link for link in inner if "as_at=2019-03-22" not in link], path


def costs(client, rows: int) -> dict[str, int]:
    """Count the queries of every page in a world with nothing but so many rows of everything."""
    found = {}
    with transaction.atomic():
        for model in apps.get_app_config("registry").get_models(include_auto_created=True):
            model._base_manager.all()._raw_delete("default")
        make_world(rows)
        for path in every_path():
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
                answer.getvalue()
            assert answer.status_code == 200, path
            found[path] = len(queries)
        transaction.set_rollback(True)
    return found


@pytest.mark.long
def test_six_rows_cost_no_more_queries_than_one(client):
    one, six = costs(client, 1), costs(client, 6)
    assert len(one) > 40
    assert {path: (one[path], six[path]) for path in one if six[path] > one[path]} == {}
    records = [record_url(noun, RECORDS[noun], form) for noun in SLUGS for form in FORMS]
    over = {path: six[path] for path in records if six[path] > MOST_QUERIES_OF_A_RECORD}
    assert not over, over


def test_a_records_csv_prints_its_main_list_under_its_columns(client):
    make_world(2)
    for noun in SLUGS:
        columns, *lines = rows_of(client.get(record_url(noun, RECORDS[noun], "csv")))
        told = client.get(record_url(noun, RECORDS[noun], "json")).json()
        tables = [value for value in told.values() if isinstance(value, list)]
        heads = {column.split(".")[0] for column in columns}
        held = [rows for rows in tables if rows and heads <= set(rows[0])]
        assert len(lines) in [len(rows) for rows in held], noun
        assert lines


CHARTS = {
    "/treaties/north-atlantic-treaty/": (
        32,
        {"Signature", "Consent", "In force since", "Until", "Standing", "Source"},
    ),
    "/protocols/north-macedonia-accession-protocol/": (
        29,
        {
            *("Signature", "Steps at home", "Deposit", "Days from signature", "Instrument"),
            "Source",
        },
    ),
}


@pytest.mark.parametrize("path", CHARTS)
def test_each_cell_of_a_chart_says_what_it_is_on_a_phone(client, path):
    rows, labels = CHARTS[path]
    page = client.get(path).content.decode()
    chart = re.split(r'<table class="chart stack[^"]*">', page)[1].partition("</table>")[0]
    cells = re.findall(r"<td([^>]*)>", chart.partition("<tbody>")[2])
    assert len(cells) == rows * 6
    assert {re.search(r'data-label="([^"]*)"', cell)[1] for cell in cells} == labels
