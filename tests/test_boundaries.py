"""What every answer bears and every request meets: headers, methods, tokens, hosts, where to."""

import re
import socket
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client

from config.headers import HEADERS
from registry.models import Source
from tests.factories import make_source
from tests.test_permissions import PAGES, address

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
EXPECTED = HEADERS | {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# How it is asked, for what, and what it answers.
ANSWERS = (
    *(("GET", path, 200) for path in ("/", "/fr/", "/search/?q=x", "/data/", LOGIN, "/healthz")),
    *(("GET", f"/treaties.{ending}", 200) for ending in ("json", "csv", "xlsx")),
    *(("GET", path, 200) for path in ("/changes.atom", "/calendar.ics", "/sitemap.xml")),
    *(
        ("GET", path, 200)
        for path in ("/robots.txt", "/api/openapi.json", "/data/registry.csv.zip")
    ),
    ("HEAD", "/treaties/", 200),
    ("GET", "/static/admin/css/base.css", 200),
    ("GET", "/static/registry/no-such.css", 404),
    ("GET", "/admin/", 302),
    ("GET", "/treaties/?end_of=1955", 302),
    ("GET", "/treaties", 301),
    ("GET", "/treaties/?as_at=yesterday", 400),
    ("GET", "/treaties.json?as_at=yesterday", 400),
    ("GET", "/no-such-page/", 404),
    ("GET", "/treaties/no-such-treaty.json", 404),
    ("GET", "/no-such-data.json", 404),
    ("POST", "/treaties/", 405),
    ("DELETE", "/treaties.json", 405),
)
ENDINGS = (".json", ".csv", ".xlsx", ".atom", ".ics", ".zip")
OUTSIDE = (
    *("https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil"),
    *("http:evil.example", "https:///evil.example", "javascript:alert(1)", "//evil.example%2f.."),
    *("/\t/evil.example", "//evil.example\\@testserver", "https://testserver@evil.example/"),
    *("\r\nLocation: https://evil.example", "\0//evil.example", " //evil.example"),
)


def assert_bears_the_headers(answer) -> None:
    answer.getvalue()  # a static file is closed when it is read to its end
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not {"Server", "X-Powered-By"} & answer.headers.keys()
    assert "Access-Control-Allow-Credentials" not in answer.headers
    kind = answer.headers.get("Content-Type", "")
    assert "charset=" in kind or not kind.startswith("text/"), kind


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_kind_of_answer_bears_the_security_headers(client, method, path, status):
    answer = client.generic(method, path)
    assert answer.status_code == status
    assert_bears_the_headers(answer)


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_other_sites_may_read_data_and_nothing_else(client, method, path, status):
    """Whoever shows treaties on a page of their own asks for them from there."""
    answer = client.generic(method, path, headers={"origin": "https://elsewhere.example"})
    answer.getvalue()
    is_data = path.partition("?")[0].endswith(ENDINGS)
    assert answer.headers.get("Access-Control-Allow-Origin") == ("*" if is_data else None)
    assert is_data == (answer.headers.get("Access-Control-Expose-Headers") is not None)


@pytest.mark.parametrize("path", ["/admin/x.json", "/fr/admin/registry/treaty/x.csv"])
def test_no_other_site_may_read_what_staff_see_whatever_its_address_ends_with(admin_client, path):
    assert "Access-Control-Allow-Origin" not in admin_client.get(path).headers


@pytest.mark.parametrize(("error", "status"), [(ValueError, 500), (OperationalError, 503)])
@pytest.mark.parametrize("path", ["/treaties/", "/treaties.json"])
def test_a_page_that_fails_bears_the_headers_too(path, error, status, client, monkeypatch):
    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr("registry.views.treaties.TreatyList.found", fail)
    client.raise_request_exception = False
    answer = client.get(path)
    assert answer.status_code == status
    assert len(answer.content) < 10_000
    assert_bears_the_headers(answer)


def test_what_is_the_same_still_and_what_is_refused_bear_the_headers_too(client):
    tag = client.get("/treaties/").headers["ETag"]
    same = client.get("/treaties/", headers={"If-None-Match": tag})
    User.objects.create_user("clerk", password="right", is_staff=True)
    client.force_login(User.objects.get(username="clerk"))
    denied = client.get("/admin/registry/treaty/")
    for _ in range(5):
        closed = Client().post(LOGIN, {"username": "clerk", "password": "wrong"})
    for answer, status in ((same, 304), (denied, 403), (closed, 429)):
        assert answer.status_code == status
        assert_bears_the_headers(answer)


def test_a_download_that_is_refused_bears_the_headers_too(client, settings):
    local = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {"limits": {"BACKEND": local, "LOCATION": "boundaries"}}
    settings.DOWNLOADS_PER_MINUTE = 1
    caches["limits"].clear()
    statuses = []
    for _ in range(3):  # the minute may end meanwhile
        answer = client.get("/treaties.csv")
        statuses.append(answer.status_code)
        assert_bears_the_headers(answer)
    assert 429 in statuses


def test_over_tls_a_browser_is_told_to_stay_with_it_and_is_led_to_it(client, settings):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    for path in ("/", "/no-such-page/", "/treaties.csv", "/static/admin/css/base.css"):
        answer = client.get(path, secure=True)
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert_bears_the_headers(answer)
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/treaties/?q=x")
    assert (answer.status_code, answer.url) == (301, "https://testserver/treaties/?q=x")
    assert_bears_the_headers(answer)
    for path in ("/healthz", "/readyz"):  # asked without a proxy; 301 would pass for being well
        assert Client().get(path).status_code == 200
    assert Client().get("/treaties/healthz").status_code == 301


def test_what_staff_see_is_kept_nowhere(admin_client):
    paths = ("", "registry/treaty/", "registry/treaty/add/", "login/", "registry/treaty/export.csv")
    for path in paths:
        answer = admin_client.get(f"/admin/{path}")
        answer.getvalue()
        assert "no-store" in answer.headers.get("Cache-Control", ""), path


def test_a_public_page_may_be_kept_for_a_minute_and_bears_what_it_rests_on(client):
    for path in ("/treaties/", "/treaties.csv", "/treaties.json", "/calendar.ics"):
        answer = client.get(path)
        answer.getvalue()
        assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=60", path
        assert answer.headers["ETag"]
        assert "Cookie" not in answer.headers.get("Vary", ""), path
        assert not answer.cookies


def test_an_observer_of_headers_finds_nothing_to_subtract(client, settings):
    """The bonuses of the scale of MDN's observatory, each from what an answer bears."""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    headers = client.get(LOGIN, secure=True).headers
    policy = headers["Content-Security-Policy"]
    rules = dict(rule.partition(" ")[::2] for rule in policy.split("; "))
    bonuses = {
        "a policy whose default is none, without unsafe": rules["default-src"] == "'none'"
        and "unsafe" not in policy,
        "framing refused by the policy": rules["frame-ancestors"] == "'none'",
        "the referrer kept": headers["Referrer-Policy"] in ("same-origin", "no-referrer"),
        "resources of its own": headers["Cross-Origin-Resource-Policy"] == "same-origin",
    }
    worth = dict(zip(bonuses, (10, 5, 5, 10), strict=True))
    assert 100 + sum(worth[name] for name, is_met in bonuses.items() if is_met) >= 130
    assert int(re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"])[1]) >= 15768000
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/treaties/", "This address answers GET, HEAD only."),
        ("/fr/treaties.csv", "ne répond qu\u2019à GET, HEAD."),
        ("/treaties.json", {"error": "This address answers GET, HEAD only."}),
        ("/fr/treaties.json", {"error": "Cette adresse ne répond qu\u2019à GET, HEAD."}),
    ],
)
def test_a_refused_method_is_told_what_the_address_answers(path, words, client):
    answer = client.put(path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert len(answer.content) < 10_000
    if isinstance(words, dict):
        assert answer.json() == words
    else:
        assert words in answer.text
        assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/treaties/", "/treaties.json", "/fr/search/", "/actors/france/and/germany/"),
        *("/data/registry.csv.zip", "/data/treaties.csv", "/robots.txt", "/healthz"),
    ],
)
def test_a_form_sent_to_a_public_page_is_told_what_the_address_answers(path):
    """Not that it lacks a token: nothing here would take it with one."""
    answer = Client(enforce_csrf_checks=True).post(path, {"title": "x"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_method_that_a_page_of_staff_refuses_is_told_on_a_page(admin_client):
    answer = admin_client.get("/admin/logout/")
    assert answer.status_code == 405
    assert "This address answers POST, OPTIONS only." in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", [LOGIN, "/admin/registry/source/add/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_form_without_the_token_of_this_site_is_refused_on_a_page(method, path, admin_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    before = Source.objects.count()
    answer = strict.generic(method, path, b"slug=x&title=x&rank=press")
    assert answer.status_code == 403
    assert "The form was not sent from this site" in answer.text
    assert len(answer.content) < 10_000
    assert "reload the page" in answer.text
    assert Source.objects.count() == before
    assert_bears_the_headers(answer)


def test_no_page_of_staff_takes_a_form_without_the_token(admin_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    addresses = [address(name) for name in PAGES]
    before = counted()
    assert {path: strict.post(path, {"post": "yes"}).status_code for path in addresses} == (
        dict.fromkeys(addresses, 403)
    )
    assert counted() == before


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("auth/user/?_to_field=password", 400),
        ("auth/user/?_popup=1&_to_field=password", 400),
        ("auth/group/?user__password__startswith=p", 400),
        ("registry/treaty/?slug__regex=(", 400),
        ("autocomplete/?app_label=registry&model_name=treatyaction&field_name=kind&term=a", 403),
        ("autocomplete/?app_label=auth&model_name=user&field_name=password&term=a", 403),
    ],
)
def test_no_list_is_asked_by_columns_that_it_does_not_offer(asked, status, admin_client):
    answer = admin_client.get(f"/admin/{asked}")
    assert answer.status_code == status
    assert len(answer.content) < 10_000


@pytest.mark.long
def test_a_walk_over_every_page_of_staff_changes_no_row(admin_client):
    addresses = [address(name) for name in PAGES if name not in ("logout", "save_filter")]
    before = counted()
    for path in addresses:
        answer = admin_client.get(path)
        answer.getvalue()  # what is streamed is read to its end, and no answer is closed twice
    assert counted() == before


def counted() -> dict[str, int]:
    """Count the rows of every table but that of the sessions."""
    models = (model for model in apps.get_models() if model is not Session)
    return {model._meta.label: model._base_manager.count() for model in models}


def test_data_that_is_posted_to_is_refused_as_data():
    answer = Client(enforce_csrf_checks=True).post("/treaties.json")
    assert answer.status_code == 405
    assert answer.json() == {"error": "This address answers GET, HEAD only."}


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "testserver.evil.example", "a b", "[::1", "@", "testserver@evil"]
)
def test_a_foreign_host_is_refused_with_the_security_headers(host, client):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert len(answer.content) < 10_000
    assert_bears_the_headers(answer)


def test_what_is_refused_before_any_page_sees_it_is_refused_as_data_where_data_is_asked(client):
    missing = client.get("/no-such-data.json")
    assert (missing.status_code, missing.json()) == (404, {"error": "There is no such page"})
    foreign = client.get("/treaties.json", headers={"host": "elsewhere.example"})
    assert (foreign.status_code, foreign.json()) == (
        400,
        {"error": "This request cannot be answered"},
    )
    in_french = client.get("/fr/no-such-data.json").json()
    assert in_french != missing.json()
    assert "no-such-data" not in str(in_french)


def test_what_a_client_says_of_proxies_is_not_believed(client):
    make_source(slug="a-source")
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "444",
        "X-Original-URL": "/admin/",
        "X-HTTP-Method-Override": "DELETE",
        "Forwarded": "host=evil.example;proto=https",
    }
    for path in ("/treaties/", "/sitemap.xml", "/sources.json", "/changes.atom"):
        plain, told = client.get(path), client.get(path, headers=forged)
        assert told.content == plain.content
        assert b"evil.example" not in told.content
        assert not told.wsgi_request.is_secure()


@pytest.mark.parametrize("address", OUTSIDE)
def test_nobody_is_led_elsewhere_after_signing_in(address, client):
    User.objects.create_user("clerk", password="right", is_staff=True)
    answer = client.post(LOGIN, {"username": "clerk", "password": "right", "next": address})
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        led = urlsplit(answer.url)
        assert (led.scheme, led.netloc) == ("", "")
        assert re.match(r"/(?![/\\])", answer.url)


def test_no_test_and_nothing_tested_reaches_another_machine():
    with pytest.raises(ConnectionRefusedError, match="no connection to 192"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(ConnectionRefusedError, match="no connection to registry"):
        socket.getaddrinfo("registry.example", 443)
