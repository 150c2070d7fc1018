"""Accounts and sessions: what a password must be, what ends a session, what nobody is told."""

import logging
import re
import time
from datetime import timedelta
from statistics import median

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from config.logs import LineFormatter, with_request_id
from registry.models import Source

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
RIGHT = "a right password of some length"


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk", password=RIGHT, is_staff=True)


def sign_in(client, name="clerk", password=RIGHT, page=LOGIN, **extra):
    return client.post(page, {"username": name, "password": password}, **extra)


def changed(client, old, new):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("admin:password_change"), data)


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("elevenchars", False),
        ("twelve chars", True),
        ("password1234", False),
        ("123456789012345678", False),
        ("x" * 5 + "\u00e9\u4e16\U0001f600 \u0639\u0631\u0628\u064a" * 14, True),
        ("only small letters and blanks", True),
    ],
)
def test_a_password_is_long_and_not_a_common_one_and_may_be_in_any_letters(
    password, is_taken, client, clerk
):
    client.force_login(clerk)
    answer = changed(client, RIGHT, password)
    clerk.refresh_from_db()
    assert answer.status_code == (302 if is_taken else 200)
    assert clerk.check_password(password) is is_taken
    if is_taken:
        assert sign_in(Client(), password=password).status_code == 302


def test_who_signs_in_and_out_is_logged_and_never_what_was_typed(client, clerk, caplog):
    caplog.set_level(logging.DEBUG)
    sign_in(client, password="a wrong password")
    sign_in(client, name="a password typed in haste")
    sign_in(client)
    client.post(reverse("admin:logout"))
    for _ in range(5):
        sign_in(client, password="a wrong password", REMOTE_ADDR="198.51.100.7")
    told = [
        f"{one.levelname} {one.getMessage()}"
        for one in caplog.records
        if one.name == "registry.accounts"
    ]
    assert told == [
        "WARNING signing in failed: clerk from 127.0.0.1",
        "WARNING signing in failed: nobody of that name from 127.0.0.1",
        "INFO signed in: clerk from 127.0.0.1",
        "INFO signed out: clerk from 127.0.0.1",
        *["WARNING signing in failed: clerk from 198.51.100.7"] * 4,
        "WARNING signing in refused, as too many failed: clerk from 198.51.100.7",
    ]
    texts = [LineFormatter().format(one) for one in caplog.records if with_request_id(one)]
    assert texts
    for secret in ("password", client.cookies["csrftoken"].value):
        assert not any(secret in text for text in texts), secret


def test_a_change_of_the_password_asks_for_the_old_one_and_ends_every_other_session(client, clerk):
    other = Client()
    assert sign_in(client).status_code == sign_in(other).status_code == 302
    assert changed(client, "not the old one", "quite another password").status_code == 200
    assert other.get("/admin/").status_code == 200
    assert changed(client, RIGHT, "quite another password").status_code == 302
    assert other.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_session_gets_a_new_key_at_signing_in_and_is_gone_at_signing_out(client, clerk, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a-key-that-somebody-planted-here"
    sign_in(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != "a-key-that-somebody-planted-here"
    sign_in(client)
    assert client.get("/admin/logout/").status_code == 405
    assert client.get("/admin/").status_code == 200
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/admin/logout/")
    assert not Session.objects.filter(session_key=key).exists()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/admin/").status_code == 302


@pytest.fixture
def clock(monkeypatch):
    """Put the clock forward by hours."""
    now = timezone.now

    def forward(hours):
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(hours=hours))

    return forward


def test_a_session_ends_after_eight_hours_without_use(client, clerk, clock):
    sign_in(client)
    clock(7.9)
    assert client.get("/fr/admin/").status_code == 200
    clock(15.8)
    assert client.get("/admin/").status_code == 200
    clock(23.9)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_a_session_ends_a_day_after_it_began_however_it_is_used(prefix, client, clerk, clock):
    sign_in(client, page=prefix + LOGIN)
    for hours in (6, 12, 18, 23.9):
        clock(hours)
        assert client.get("/admin/").status_code == 200, hours
    clock(24.1)
    assert client.get("/admin/").status_code == 302
    assert sign_in(client).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_device_that_is_taken_off_meanwhile_opens_nothing(client, clerk):
    device = TOTPDevice.objects.create(user=clerk, name="device")
    asked = sign_in(client).url
    assert asked.startswith("/admin/login/code/")
    device.delete()
    client.post(asked, {"code": "123456"})
    assert client.get("/admin/").status_code == 302


def test_the_cookie_of_a_session_is_for_this_site_and_no_script(client, clerk):
    cookie = sign_in(client).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["domain"] == ""
    assert cookie["max-age"] == 8 * 60 * 60


def test_a_session_outlives_a_change_of_the_secret_key_while_the_old_one_is_named(
    client, clerk, settings
):
    sign_in(client)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [old]
    assert client.get("/admin/").status_code == 200
    other = Client()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = old, []
    sign_in(other)
    settings.SECRET_KEY = "m" * 60
    assert other.get("/admin/").status_code == 302


def told(answer) -> tuple[int, str]:
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)
    return answer.status_code, re.sub(r'name="username" value="\w+"', "", page)


def test_nobody_learns_from_a_refusal_whether_there_is_such_an_account(clerk):
    User.objects.create_user("gone", password=RIGHT, is_staff=True, is_active=False)
    User.objects.create_user("guest", password=RIGHT)  # no staff
    pages = {
        told(sign_in(Client(), name, password))
        for name, password in (
            ("nobody", RIGHT),
            ("clerk", "wrong"),
            ("gone", RIGHT),
            ("guest", "wrong"),
        )
    }
    assert len(pages) == 1


@pytest.mark.long
def test_nor_from_how_long_a_refusal_takes(clerk, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    clerk.set_password(RIGHT)
    clerk.save()
    gone = User.objects.create_user("gone", password=RIGHT, is_staff=True, is_active=False)
    assert gone.password.startswith("pbkdf2")
    took = {"nobody": [], "clerk": [], "gone": []}
    for number in range(5):
        for name, times in took.items():
            browser = Client(REMOTE_ADDR=f"192.0.2.{number}")  # each address has few failures
            started = time.process_time()  # others may use the machine meanwhile
            assert sign_in(browser, name, "wrong").status_code == 200
            times.append(time.process_time() - started)
    medians = [median(times) for times in took.values()]
    assert max(medians) < 1.2 * min(medians), medians


def test_no_fixture_and_no_migration_makes_an_account():
    assert not User.objects.exists()


def test_what_was_typed_before_the_session_ended_stays_in_sight(admin_client, admin_user):
    path = reverse("admin:registry_source_add")
    given = {"title": "A long <title>", "_save": "Save", "csrfmiddlewaretoken": "t0ken"}
    Session.objects.all().delete()
    answer = admin_client.post(path, given | {"password1": "s3cret"})
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (
        *(403, "max-age=0, no-cache, no-store, must-revalidate, private"),
    )
    assert "Nothing was saved" in page
    assert "permission" not in page
    assert "A long &lt;title&gt;" in page
    assert f'{LOGIN}?next={path.replace("/", "%2F")}" target="_blank"' in page
    assert not re.search("t0ken|s3cret", page)
    assert not Source.objects.filter(title__startswith="A long").exists()
    assert admin_client.post(reverse("admin:logout")).status_code == 302
