"""A filtered list holds the same rows in every format, and its counts are those of its facets."""

import csv
import io
import re
import zipfile
from urllib.parse import parse_qsl, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.dates import Count
from registry.exports import Stamp, table_response
from registry.models import Actor, Topic, Treaty
from registry.models.participation import rebuild
from registry.models.revision import publish
from tests.factories import make_actor, make_treaty

pytestmark = pytest.mark.django_db

LISTS = {
    "treaties": ["kind=protocol", "topic=peace-and-security&form=bilateral", "party=France"],
    "signatories": ["region=Europe&years=5", "topic=arms-control&sort=actor"],
    "matrix": ["topic=defence&alliance=nato", "actors=France, united-kingdom&kind=treaty"],
    "protocols": ["status=in_force", "amends=north-atlantic-treaty&sort=-concluded"],
    "actors": ["kind=state", "q=republic&sort=-treaties"],
    "alliances": ["kind=mutual_defence", "open=yes", "party=Norway"],
    "programs": ["kind=pairings"],
    "partnerships": ["status=ended", "program=state-partnership-program&region=European+Command"],
    "missions": ["program=pacific-partnership&sort=-since", "q=mercy"],
    "sources": ["rank=depositary&sort=-facts"],
    "sources/disputed": ["kind=partnership", "kind=domesticstep&sort=source"],
}
DAYS = ("", "2019-03-22")
each_list = pytest.mark.parametrize("name", LISTS)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_rows(content: bytes, number: int = 1) -> list[list[str | float]]:
    """Read a worksheet as spreadsheets do: numbers as numbers, no formula anywhere."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
            strings = ["".join(item.itertext()) for item in shared]
        sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314
    assert not list(sheet.iter(f"{SHEET}f"))
    assert not list(sheet.iter(f"{SHEET}hyperlink"))
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = {}
        for cell in row:
            place = column_number(re.match(r"[A-Z]+", cell.get("r"))[0])
            text = "".join(cell.itertext())
            kind = cell.get("t", "n")
            cells[place] = {"s": lambda t: strings[int(t)], "n": float}.get(kind, str)(text)
        rows.append([cells.get(place, "") for place in range(max(cells) + 1)])
    return rows


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def query_of(text: str, **more) -> dict[str, str]:
    return dict(parse_qsl(text)) | {key: value for key, value in more.items() if value}


def every_json_row(client, path: str, query: dict) -> list[dict]:
    answer = client.get(path, query).json()
    rows = answer["results"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        rows += answer["results"]
    return rows


def assert_alike_in_every_format(client, name: str, query: dict, key: str = "slug") -> int:
    """Compare the rows of one filtered list as HTML, JSON, CSV and XLSX; give their number."""
    page = client.get(f"/{name}/", query)
    told = client.get(f"/{name}.json", query).json()
    rows = every_json_row(client, f"/{name}.json", query)
    columns, *lines = csv.reader(io.StringIO(client.get(f"/{name}.csv", query).getvalue().decode()))
    heads, *cells = sheet_rows(client.get(f"/{name}.xlsx", query).getvalue())
    keys = [str(row[key]) for row in rows]
    place = columns.index(key)
    assert not told["not_understood"], query
    assert told["count"] == len(rows) == page.context["page"].paginator.count, query
    assert [str(row[key]) for row in page.context["rows"]] == keys[:50]
    assert [line[place] for line in lines] == keys
    assert heads == columns
    assert [number(line[place]) for line in cells] == keys
    for line, row in zip(lines, cells, strict=True):
        row += [""] * (len(line) - len(row))
        assert [number(text) for text in line] == [number(value) for value in row]
    return len(rows)


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_a_table_holds_each_end_of_a_count_as_a_number_and_leads_back_to_the_site(client, prefix):
    seen = set()
    for name in LISTS.keys() - {"matrix"}:
        path = f"{prefix}/{name}"
        query = {"as_at": "2019-03-22"}
        lines = csv.DictReader(io.StringIO(client.get(f"{path}.csv", query).getvalue().decode()))
        for line, row in zip(lines, every_json_row(client, f"{path}.json", query), strict=True):
            if line.get("url"):
                assert line["url"] == urljoin("http://testserver", row["url"]), name
            for field, value in row.items():
                if isinstance(value, dict) and value.keys() == {"at_least", "at_most"}:
                    ends = [line[f"{field}.{end}"] for end in ("at_least", "at_most")]
                    assert ends == ["" if end is None else str(end) for end in value.values()]
                    seen.add((name, "certain" if len(set(ends)) == 1 else ends[1] and "bounded"))
    assert {name for name, _ in seen} >= {"treaties", "alliances", "actors", "programs"}
    assert {kind for _, kind in seen} == {"certain", "bounded", ""}


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("calendar", "as_at=2019-03-22", "key"),
        ("calendar", "kind=concluded", "key"),
        ("search", "q=united", "slug"),
        ("search", "q=treaty&as_at=1955-01-01", "slug"),
        ("sources/unsourced", "q=treaty", "slug"),
        ("sources/unsourced", "kind=treatyaction&sort=-day", "slug"),
    ],
)
def test_a_list_without_facets_holds_the_same_rows_in_every_format(client, name, text, key):
    query = query_of(text)
    rows = every_json_row(client, f"/{name}.json", query)
    page = client.get(f"/{name}/", query).content.decode()
    heads, *lines = csv.reader(io.StringIO(client.get(f"/{name}.csv", query).getvalue().decode()))
    columns, *cells = sheet_rows(client.get(f"/{name}.xlsx", query).getvalue())
    keys, place = [row[key] for row in rows], heads.index(key)
    assert len(keys) > 5
    assert heads == columns
    assert keys == [line[place] for line in lines] == [line[place] for line in cells]
    assert f"<strong>{len(keys)}</strong>" in page
    assert not [row["url"] for row in rows[:50] if row["url"] not in page]


def number(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else value.removeprefix("'")


@pytest.mark.sampled(3)
@each_list
def test_a_filtered_list_holds_the_same_rows_in_every_format(client, name):
    query = query_of(LISTS[name][0], as_at="2019-03-22")
    assert assert_alike_in_every_format(client, name, query)


@pytest.mark.sampled(4)
@each_list
def test_a_facet_counts_what_its_choices_keep_as_if_it_had_not_been_used(client, name):
    query = query_of(LISTS[name][-1], as_at="2019-03-22")
    told = client.get(f"/{name}.json", query).json()
    assert told["facets"]
    for facet, choices in told["facets"].items():
        assert choices, facet
        choice = choices[-1]
        kept = client.get(f"/{name}.json", query | {facet: choice["value"]}).json()
        assert kept["count"] == choice["count"], (query, facet, choice)
        assert kept["facets"][facet] == choices


@pytest.mark.long
@each_list
@pytest.mark.parametrize("day", DAYS)
def test_choices_beside_every_filter_hold_the_same_rows_in_every_format(client, name, day):
    """Of each facet the first choice beside filters, and the last beside none."""
    for place, text in enumerate(("", *LISTS[name])):
        query = query_of(text, as_at=day)
        assert_alike_in_every_format(client, name, query)
        told = client.get(f"/{name}.json", query).json()
        for facet, choices in told["facets"].items():
            for choice in choices[:1] if place else choices[-1:]:
                chosen = query | {facet: choice["value"]}
                assert assert_alike_in_every_format(client, name, chosen) == choice["count"]


@each_list
def test_the_first_to_ask_after_a_change_costs_few_questions_more(client, name):
    for text in (LISTS[name][0], "party=France&depositary=Belgium&q=a&status=ended"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{name}/", query_of(text)).getvalue()
        assert len(queries) <= 13, "\n".join(one["sql"][:120] for one in queries)


def test_long_lists_ask_three_or_four_questions_for_any_page_and_facet(client, remembering):
    for name, most in (("treaties", 3), ("treaties.json", 3), ("signatories", 4)):
        address = name if "." in name else f"{name}/"
        client.get(f"/{address}").getvalue()
        for text in ("page=2", "status=in_force", "status=in_force&topic=defence"):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/{address}", query_of(text)).getvalue()
            assert len(queries) <= most, "\n".join(one["sql"][:120] for one in queries)


def test_what_is_remembered_is_forgotten_with_the_next_publication(client, remembering):
    def told():
        page = client.get("/treaties/", {"kind": "charter"}).content.decode()
        data = client.get("/treaties.json", {"kind": "charter"}).json()
        return data["count"], "Charter of Novembla" in page

    count, is_there = told()
    assert not is_there
    treaty = make_treaty(title="Charter of Novembla", kind="charter")
    rebuild([treaty.pk])
    assert told() == (count, False)
    publish([treaty.pk])
    assert told() == (count + 1, True)


def test_counts_of_treaties_and_members_are_remembered_for_a_day_and_a_revision(
    client, remembering
):
    def told(day="2019-03-22"):
        found = []
        for name, slug, key in (("actors", "france", "treaties"), ("alliances", "nato", "members")):
            query = {"q": slug, "as_at": day}
            rows = client.get(f"/{name}.json", query).json()["results"]
            found += [row[key] for row in rows if slug in (row["slug"], row["url"].split("/")[-2])]
        return found

    before, earlier = told(), told("1949-12-31")
    assert all(one != other for one, other in zip(before, earlier, strict=True))
    treaty = Treaty.objects.get(slug="north-atlantic-treaty")
    treaty.actions.filter(actor__slug="france").delete()
    rebuild([treaty.pk])
    assert (told(), told("1949-12-31")) == (before, earlier)
    publish([treaty.pk])
    assert all(new != old for new, old in zip(told(), before, strict=True))


def test_the_figures_of_the_home_page_are_remembered_for_a_day_a_language_and_a_revision(
    client, remembering
):
    def told(prefix="", day="2019-03-22"):
        figures = client.get(f"{prefix}/", {"as_at": day}).context["figures"]
        return [(figure["url"], figure["label"], figure["number"]) for figure in figures]

    first = told()
    for others in (told(day="1930-01-01"), told(prefix="/fr")):
        assert others[0] != first[0]
    treaty = make_treaty(concluded_on="2001-01-01")
    rebuild([treaty.pk])
    assert told() == first
    publish([treaty.pk])
    before = first[0][2]
    assert told()[0][2] == Count(before.at_least + 1, before.at_most + 1)


def test_what_is_remembered_is_remembered_for_each_language_and_day(client, remembering):
    query = {"kind": "convention", "party": "France"}
    for _time in range(2):
        for prefix in ("", "/fr"):
            for day in ("2019-03-22", "1930-01-01"):
                page = client.get(f"{prefix}/treaties/", query | {"as_at": day}).content.decode()
                assert f"as_at={day}" in page
                assert page.count(f'<html lang="{prefix[1:] or "en"}"') == 1
                assert ("Narrow this list" in page) == (prefix == "")
                told = client.get(f"{prefix}/treaties.json", query | {"as_at": day}).json()
                assert f"<strong>{told['count']}</strong>" in page


@pytest.mark.sampled(4)
@each_list
def test_each_choice_is_a_link_that_narrows_and_the_chosen_one_takes_itself_away(client, name):
    page = client.get(f"/{name}/", {"as_at": "2019-03-22", "q": "a"}).content.decode()
    nav = re.search(r'<nav class="facets".*?</nav>', page, re.DOTALL)[0]
    links = re.findall(r'<a href="([^"]*)"', nav)
    assert links
    for link in links[:3]:
        query = dict(parse_qsl(urlsplit(link.replace("&amp;", "&")).query))
        assert query["as_at"] == "2019-03-22"
        assert query["q"] == "a"
    narrowed = client.get(links[0].replace("&amp;", "&")).content.decode()
    assert re.search(r'<a href="[^"]*" aria-current="true">', narrowed)


def test_a_topic_counts_the_treaties_of_those_below_it_once(client):
    top = Topic.objects.create(slug="top", name="Top")
    middle = Topic.objects.create(slug="middle", name="Middle", parent=top)
    low = Topic.objects.create(slug="low", name="Low", parent=middle)
    treaties = [make_treaty(), make_treaty()]
    treaties[0].topics.add(middle, low)
    treaties[1].topics.add(low)
    rebuild([treaty.pk for treaty in treaties])
    told = client.get("/treaties.json").json()["facets"]["topic"]
    counts = {choice["value"]: choice["count"] for choice in told}
    assert {slug: counts[slug] for slug in ("top", "middle", "low")} == {
        "top": 2,
        "middle": 2,
        "low": 2,
    }
    assert client.get("/treaties.json", {"topic": "top"}).json()["count"] == 2


def test_lists_sort_both_ways_by_what_is_derived_too(client):
    most = [
        row["parties"]["at_least"]
        for row in every_json_row(client, "/treaties.json", {"sort": "-parties"})
    ]
    least = [
        row["parties"]["at_least"]
        for row in every_json_row(client, "/treaties.json", {"sort": "parties"})
    ]
    assert most == sorted(most, reverse=True) == least[::-1]
    assert most[0] > 100


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
        "  =1",
    ],
)
def test_no_text_becomes_a_formula(client, text):
    make_actor(text, slug="evil", official_name='=HYPERLINK("http://a.example")')
    query = {"q": text.strip(), "kind": "state"}
    lines = list(
        csv.DictReader(
            io.StringIO(client.get("/actors.csv", query).getvalue().decode(), newline="")
        )
    )
    (line,) = [line for line in lines if line["slug"] == "evil"]
    assert line["name"] == f"'{text}"
    assert line["official_name"].startswith("'=")
    heads, *rows = sheet_rows(client.get("/actors.xlsx", query).getvalue())
    assert text.replace("\r", "\n") in [
        str(row[heads.index("name")]).replace("_x000D_", "\r").replace("\r", "\n") for row in rows
    ]


def test_a_number_stays_a_number_and_a_long_text_ends_with_a_mark():
    rows = [{"a": 7, "b": -1.5, "c": "x" * 40_000, "d": "007"}]
    stamp = Stamp("2019-03-22", "http://testserver/treaties.xlsx")

    def made(form):
        return table_response(form, rows, columns=list("abcd"), name="rows", stamp=stamp)

    assert made("csv").getvalue().decode().splitlines()[1].startswith("7,-1.5,x")
    answer = made("xlsx")
    content = answer.getvalue()
    answer.close()
    (a, b, c, d) = sheet_rows(content)[1]
    assert (a, b, d) == (7, -1.5, "007")
    assert (len(c), c[-1]) == (32_767, "…")


def test_a_file_says_which_day_it_tells_of_and_under_which_licence(client):
    for form in ("csv", "xlsx"):
        answer = client.get(f"/treaties.{form}", {"as_at": "2019-03-22"})
        content = answer.getvalue()
        assert f"treaties-as-at-2019-03-22.{form}" in answer["Content-Disposition"]
        assert 'rel="license"' in answer["Link"]
    about = dict(sheet_rows(content, 2))
    assert about["as_at"] == "2019-03-22"
    assert about["url"] == "http://testserver/treaties.xlsx?as_at=2019-03-22"
    assert "publicdomain" in about["licence"]


@pytest.mark.parametrize(
    ("name", "model", "way"), [("actors", Actor, "base"), ("treaties", Treaty, "listed")]
)
def test_a_download_holds_more_than_one_part(client, monkeypatch, name, model, way):
    monkeypatch.setattr(f"registry.views.{way}.CHUNK", 7)
    lines = client.get(f"/{name}.csv").getvalue().decode().splitlines()
    assert len(lines) == 1 + model.objects.count() > 15


@pytest.mark.parametrize("name", ["actors", "treaties"])
def test_more_rows_than_a_worksheet_holds_are_refused(client, monkeypatch, name):
    monkeypatch.setattr("registry.views.base.MOST_ROWS", 7)
    answer = client.get(f"/{name}.xlsx")
    assert answer.status_code == 400
    assert "at most 7 rows" in answer.json()["error"]
    assert client.get(f"/{name}.csv").status_code == 200
