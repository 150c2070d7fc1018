"""No request, however wrong, brings down a page: each is answered, refused with words, or both.

The tables name what has broken other sites: each column of bad values is put into each place that
takes values. An exception that no view expects fails the test, with the request that raised it.
"""

from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.test import Client

from registry.admin.base import site
from registry.models import Actor, ChangeSet, Source, Treaty

pytestmark = pytest.mark.django_db

LONG = "a" * 9000
WORDS = " ".join(["word"] * 1200)
DIGITS = "9" * 25

# Values as they stand in an address, quoted already: some are no text at all.
VALUES = (
    *("%00", "a%00b", "%ff%fe", "%ed%a0%80", "%f0%9f%98%80", "%0d%0aSet-Cookie:x", "%E2%80%AE"),
    *(LONG, quote(WORDS), DIGITS, f"-{DIGITS}", "1e309", "NaN", "0x10", "%D9%A1", "%C2%B2"),
    *("'", "%22", "%25", "_", "%5C", "'%20OR%201=1--", "%27;DROP%20TABLE%20x", "*", "NEAR(", "^:-"),
    *("[]", "{}", "null", "true", "%20", "../../etc/passwd", "%3Cscript%3E", "{{7*7}}", "$%7B7%7D"),
)

LISTS = (
    *("actors", "treaties", "protocols", "alliances", "programs", "partnerships", "missions"),
    "sources",
)
PARAMETERS = (
    *("q", "as_at", "page", "sort", "kind", "form", "status", "party", "topic", "depositary"),
    *("from", "until", "alliance", "program", "region", "rank"),
)

PAGES = ("0", "-1", "1e309", "10**20", str(10**20), str(2**63), "9" * 5000, "1.5", "last", "%00")
DAYS = (
    *("0", "-5", "99999", "2019", "2019-13-01", "2019-02-31", "0000-01-01", "-001-01-01", "today"),
    *("99999-01-01", "2019-W01-1", "20190322", "2019-03-22T00:00", "9999-12-31", "0001-01-01"),
    *("%D9%A2%D9%A0%D9%A1%D9%A9-03-22", "2019-03-22%00", "1582-10-10"),
)
PATHS = (
    "%00",
    *("..", "../admin/", "..%2f..%2fetc%2fpasswd", "%2e%2e/", "%ff", "%ed%a0%80", "a" * 3000),
    *("a/" * 1500, "treaties//", "treaties/%2f/", "treaties/%00/", "treaties.xml"),
    "treaties.json/",
    *("treaties/a%20b/", "treaties/a.json.csv", "treaties/.json", "actors/%E2%80%AE/", ";a=b"),
    *("treaties/" + "x" * 3000 + "/", "treaties/north-atlantic-treaty.json%00", ".git/config"),
    *("static/", "static/..%2fsettings.py", "static/%00", "static/registry/", "admin", "healthz/"),
    *("search.json/..", "treaties/-/", f"treaties/{DIGITS}/", "//evil.example/", "\\evil.example"),
)
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW")
ACCEPTS = ("", "*/*;q=x", "text/html;q=-1", ",,,,", "\x00", "a" * 9000, "text/*;level=1;q=1e400")

ODD_QUERIES = (
    "&".join(f"p{number}=x" for number in range(1500)),
    "&".join("q=x" for _ in range(900)),
    "q[]=x&q[0]=y&q[a][b]=z",
    "&&&===&&q&=x",
    "q=a&q=b&page=1&page=2&as_at=2019-03-22&as_at=x",
    "__class__=x&_facets=1&q__contains=x&pk__in=1,2",
    "%00=%00",
    "a" * 20000 + "=1",
)

ADMIN_LIST_QUERIES = (
    *("e=1", "p=-1", "p=0", f"p={DIGITS}", "p=x", "o=x", "o=1.2.3.-99", f"o={DIGITS}", "o=%00"),
    *("_facets=1", "_facets=%00", "all=", "all=x", "id__exact=%00", "id__in=%00", "id__in=x,y"),
    *(f"id__exact={DIGITS}", f"id__in=1,{DIGITS}", "id__gt=x", "pk__lookup=1", "password=x"),
    *("kind__exact=%00", "status__exact=%00", "source__id__exact=%00", "source=%00", "_popup=1"),
    *("_to_field=password", "_to_field=%00", "source__isnull=maybe", "actor-named=%00", "note=%00"),
    *(
        "date_hierarchy=x",
        "since__year=99999",
        "since__year__gt=0",
        "since__iso_year=9999",
        f"source__id__exact={DIGITS}",
        "slug__regex=(",
    ),
    "q=(",
)
ADMIN_IDS = (
    *("%00", DIGITS, f"-{DIGITS}", "x", "_00", "1_2Fdelete", "1e9", "%ff", "0", "_ZZ", "a" * 3000),
    "%F0%9F%98%80",
)
ACTIONS = (
    {"action": "delete_selected", "_selected_action": "abc"},
    {"action": "delete_selected", "_selected_action": DIGITS},
    {"action": "delete_selected", "_selected_action": "\0"},
    {"action": "delete_selected", "_selected_action": ["1", "x", "-1"]},
    {"action": "delete_selected", "_selected_action": "abc", "post": "yes"},
    {"action": "delete_selected", "select_across": "x", "_selected_action": "1"},
    {"action": "nothing", "_selected_action": "1"},
    {"action": "\0", "_selected_action": "1"},
    {"action": "delete_selected", "index": "x", "_selected_action": "1"},
    {"action": "delete_selected", "index": DIGITS},
    {"_save": "Save", "form-TOTAL_FORMS": "abc", "form-INITIAL_FORMS": "1"},
    {},
)
BODIES = (
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"),
    ("multipart/form-data; boundary=%s" % ("b" * 300), b"x"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=x\r\n"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--"),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="title"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n",
    ),
    ("application/x-www-form-urlencoded", b"title=%00&slug=%ff&_save=1"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"title=x"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfe"),
    ("application/x-www-form-urlencoded", b"&".join(b"p%d=x" % n for n in range(6000))),
    ("application/x-www-form-urlencoded", b"title=" + b"x" * 3_000_000),
    ("application/json", b"{"),
    ("", b"x"),
    ("\0", b"x"),
)

public = [
    *(f"/{folder}/?q={value}" for folder in LISTS[:3] for value in VALUES),
    *(f"/search/?q={value}" for value in VALUES),
    *(f"/search.json?q={value}" for value in VALUES),
    *(f"/treaties/?{name}={value}" for name in PARAMETERS for value in (*VALUES[:5], LONG, DIGITS)),
    *(f"/{folder}/?kind=%00&party=%00&program={DIGITS}" for folder in LISTS),
    *(f"/{folder}.{form}?page={page}" for folder in LISTS for form in ("json",) for page in PAGES),
    *(f"/{page}?as_at={day}" for page in ("", "treaties.csv", "search/") for day in DAYS),
    *(f"/{page}?{query}" for page in ("treaties/", "search/", "data/") for query in ODD_QUERIES),
    *(f"/{path}" for path in PATHS),
]

MODELS = list(site._registry)
WHOLE = (Treaty, Source, ChangeSet, User, Group)


def admin_path(model, page: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"


admin = [
    *(f"{admin_path(model)}?{query}" for model in WHOLE for query in ADMIN_LIST_QUERIES),
    *(f"{admin_path(model)}?{query}" for model in MODELS for query in ADMIN_LIST_QUERIES[-12:]),
    *(f"{admin_path(model)}?q={value}" for model in (Actor, User, Group) for value in VALUES),
    *(
        admin_path(model, f"{key}/{page}")
        for model in (Treaty, User)
        for key in ADMIN_IDS
        for page in ("", "change/", "delete/", "history/")
    ),
    *(admin_path(model, f"{DIGITS}/change/") for model in MODELS),
    *(
        f"{admin_path(Treaty, 'add/')}?{name}={value}"
        for name in ("title", "source", "parent", "topics", "concluded_on", "_popup")
        for value in ("%00", DIGITS, "x", "%ed%a0%80", "1,2,x")
    ),
    *(f"{admin_path(model, 'add/')}?source=%00&treaty={DIGITS}&actor=%00" for model in MODELS),
    *(
        f"/admin/autocomplete/?app_label={app}&model_name={model}&field_name={field}&term={value}"
        for app, model, field in (
            ("registry", "treatyaction", "actor"),
            ("registry", "treatyaction", "password"),
            ("auth", "user", "groups"),
            ("registry", "%00", "actor"),
            ("%00", "treatyaction", "actor"),
        )
        for value in (*VALUES[:9], "e", "x&page=0", f"x&page={DIGITS}", "x&page=last", "x&page=%00")
    ),
    "/admin/autocomplete/",
    f"/admin/r/{DIGITS}/{DIGITS}/",
    "/admin/r/1/%00/",
    "/admin/jsi18n/?x=%00",
    "/admin/%00/",
]


# Every address with the long tests, and in the quick suite one of five that share no factor with
# the lengths of the tables, so that each list and each value comes up.
some = pytest.mark.parametrize(
    "step", [pytest.param(1, id="all", marks=pytest.mark.long), pytest.param(30, id="some")]
)


@pytest.fixture
def staff(client):
    """Someone who may do everything: an address that is refused them is refused to all."""
    client.force_login(
        get_user_model()._default_manager.create_superuser(username="root", password="x")
    )
    return client


def raw(client: Client, path: str, method: str = "GET", **extra):
    """Send the very characters: the client would quote or drop some of them."""
    path, _, query = path.partition("?")
    environment = {"REQUEST_METHOD": method, "QUERY_STRING": query} | extra
    return client.generic(method, path, **environment)


def assert_answered(answer, what: str) -> None:
    content = answer.getvalue()
    assert answer.status_code < 500, f"{what[:200]}: {answer.status_code}"
    if answer.status_code >= 400:
        assert len(content) < 10_000, what[:200]
        assert b"Traceback" not in content, what[:200]


def failures(client: Client, requests) -> list[str]:
    """Send each request and tell, one line each, which raise or are not answered."""
    told = []
    for method, path, extra in requests:
        what = f"{method} {path[:160]} {str(extra)[:160]}"
        try:
            assert_answered(raw(client, path, method, **extra), what)
        except Exception as error:  # whatever it is, it is the finding
            told.append(f"{what}: {type(error).__name__}: {str(error)[:200]}")
    return told


def test_the_tables_hold_what_they_promise():
    assert len({*public, *admin}) >= 400


@some
def test_no_public_address_brings_a_page_down(client, step):
    assert failures(client, (("GET", path, {}) for path in public[::step])) == []


@some
def test_no_address_of_the_admin_brings_a_page_down(staff, step):
    assert failures(staff, (("GET", path, {}) for path in admin[::step])) == []


@pytest.mark.long
def test_no_method_and_no_accept_header_brings_a_page_down(client, staff):
    paths = ("/", "/treaties/", "/treaties.json", "/search/?q=x", "/admin/registry/treaty/")
    requests = [(method, path, {}) for method in METHODS for path in paths]
    requests += [("GET", path, {"HTTP_ACCEPT": accept}) for accept in ACCEPTS for path in paths]
    for browser in (client, staff):
        assert failures(browser, requests) == []


@pytest.mark.long
def test_no_action_and_no_form_brings_a_page_of_the_admin_down(staff):
    told = []
    for path in (*map(admin_path, WHOLE), admin_path(Treaty, "add/")):
        for data in ACTIONS:
            try:
                assert_answered(staff.post(path, data), f"POST {path} {data}")
            except Exception as error:
                told.append(f"POST {path} {data}: {type(error).__name__}: {str(error)[:200]}")
    assert told == []


def test_no_body_brings_a_page_down(client, staff):
    told = []
    for browser, path in ((client, "/admin/login/"), (staff, admin_path(Source, "add/"))):
        for kind, body in BODIES:
            what = f"POST {path} {kind!r} {body[:60]!r}"
            try:
                assert_answered(browser.generic("POST", path, body, content_type=kind), what)
            except Exception as error:
                told.append(f"{what}: {type(error).__name__}: {str(error)[:200]}")
    assert told == []
