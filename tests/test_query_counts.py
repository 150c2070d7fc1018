"""A list asks ten questions of the database at most, a record fifteen, however much they hold.

So does the first page that a process makes: nothing is in memory then of what many pages ask
(`registry/queries/reference.py`). The home page, which is neither, has a bar of its own.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models.revision import publish
from tests.conftest import forget
from tests.samples import RECORDS, make_world
from tests.test_lists import LISTS as FILTERS
from tests.test_pages import FORMS, LISTS, SLUGS, list_url, record_url, slugs

pytestmark = pytest.mark.django_db

OF_A_LIST = 10
OF_A_RECORD = 15
OF_HOME, OF_HOME_AGAIN = 28, 2
WISHES = (
    "",
    "party=France&depositary=Belgium&q=a&status=ended&region=europe&sort=-since",
    "as_at=1990-01-01&q=united&sort=treaty",
)
PAGES = [*(list_url(noun) for noun in (*LISTS, "change")), "/matrix/", "/calendar/"]
DATA = ("calendar.ics", "changes.atom", "search.json?q=a", "search.csv?q=united")
SEARCHES = [f"/search/?q={words}" for words in ("a", "united", "nato", "pacific")]
BUSY = (
    "/signatories/?q=united&actor=France&treaty=north-atlantic-treaty&years=2&sort=treaty",
    "/signatories/?q=nuclear&actor=United+States&treaty=ctbt&years=2&sort=treaty",
    "/treaties/?q=a&party=France&depositary=Belgium&topic=peace-and-security&sort=-parties",
    "/matrix/?alliance=nato&q=a&status=in_force&sort=parties",
    "/alliances/?party=France&q=a&kind=mutual_defence&open=yes",
)
DAYS = ("", "as_at=2019-03-22", "as_at=2019-03-22&compare=1990-01-01")
PAIRS = (
    "/actors/north-macedonia/and/united-states",
    "/actors/france/and/germany",
    "/actors/united-states/and/japan",
)
LARGE = (
    *("/treaties/north-atlantic-treaty", "/treaties/ottawa-convention", "/alliances/nato"),
    *("/treaties/slovakia-accession-protocol", "/actors/united-states", "/actors/poland"),
)


def too_many(client, addresses, most: int, *, is_cold: bool) -> dict[str, int]:
    """Tell which pages take more queries than they may."""
    found = {}
    for address in addresses:
        if is_cold:
            forget()
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            answer.getvalue()
        assert answer.status_code == 200, address
        if len(queries) > most:
            found[address] = len(queries)
    return found


def lists():
    for page in PAGES:
        yield from (f"{page}?{wish}" for wish in WISHES)
    for name, wishes in FILTERS.items():
        yield from (f"/{name}/?{wish}" for wish in wishes)
        yield from (f"/{name}.{form}" for form in ("json", "csv", "xlsx"))
    yield from (f"/{name}" for name in DATA)
    yield from (*SEARCHES, *BUSY)


def too_many_of_lists(client, *, is_cold: bool) -> dict[str, int]:
    pages = spoken(lists(), is_cold=is_cold)
    assert len(pages) > 80
    return too_many(client, pages, OF_A_LIST, is_cold=is_cold)


def on_days(page: str) -> list[str]:
    return [f"{page}/?{day}" for day in DAYS] + [f"{page}.{form}" for form in ("json", "csv")]


def spoken(addresses, *, is_cold: bool) -> list[str]:
    """Give the addresses in English, and some in French where a process asks more: at first."""
    addresses = list(addresses)
    return addresses + [f"/fr{address}" for address in addresses[::3] if is_cold]


@pytest.mark.long
@pytest.mark.parametrize(("rows", "is_cold"), [(9, True), (1, False)])
def test_no_list_or_record_asks_too_much_however_much_it_holds(client, remembering, rows, is_cold):
    make_world(rows)
    publish()
    records = [record_url(noun, slug).rstrip("/") for noun, slug in RECORDS.items()]
    pages = [page for one in (*records, "/actors/hub/and/actor-0") for page in on_days(one)]
    for page in () if is_cold else (*PAGES, *pages[:1]):
        client.get(page)
    assert not too_many_of_lists(client, is_cold=is_cold)
    assert not too_many(client, spoken(pages, is_cold=is_cold), OF_A_RECORD, is_cold=is_cold)


@pytest.mark.long
def test_no_list_of_the_fixtures_asks_too_much(client, remembering):
    assert not too_many_of_lists(client, is_cold=True)


@pytest.mark.long
@pytest.mark.parametrize("is_cold", [True, False])
def test_no_record_of_the_fixtures_asks_too_much(client, remembering, is_cold):
    """On a warm process few of them: the sweep of records counts the questions of each."""
    pages = [page for one in (*PAIRS, *LARGE) for page in on_days(one)]
    for noun in SLUGS:
        for slug in slugs(noun)[:: 20 if is_cold else 40]:
            pages += [record_url(noun, slug, form) for form in FORMS]
    for page in () if is_cold else pages[:1]:
        client.get(page)
    assert len(pages) > 60
    assert not too_many(client, spoken(pages, is_cold=is_cold), OF_A_RECORD, is_cold=is_cold)


def test_the_first_page_of_a_process_asks_no_more(client, remembering):
    assert not too_many(client, (*PAGES, *SEARCHES), OF_A_LIST, is_cold=True)
    records = [f"{one}/" for one in (*PAIRS, *LARGE)]
    assert not too_many(client, records, OF_A_RECORD, is_cold=True)


def test_the_home_page_asks_no_more_than_its_own_bar(client, remembering):
    pages = spoken(["/", "/?as_at=2019-03-22"], is_cold=True)
    assert not too_many(client, pages, OF_HOME, is_cold=True)
    client.get("/")
    assert not too_many(client, ["/"], OF_HOME_AGAIN, is_cold=False)


@pytest.mark.parametrize(
    ("first", "next_one", "fewer"),
    [
        ("/calendar/", "/calendar/?kind=concluded", 4),
        ("/matrix/?alliance=nato", "/matrix/?alliance=nato&page=2", 2),
    ],
)
def test_what_pages_of_a_list_share_is_found_once_at_a_revision(
    client, remembering, first, next_one, fewer
):
    asked = []
    for page in (first, next_one):
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        asked.append(len(queries))
    publish()
    with CaptureQueriesContext(connection) as queries:
        client.get(next_one)
    assert asked[1] <= len(queries) - fewer
