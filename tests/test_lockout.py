"""After five failures an account is closed to the address, after fifty the address to all."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth.models import User
from django.utils import timezone

from config import lockout
from config.addresses import client_address

pytestmark = pytest.mark.django_db

PATH = "/admin/login/"


@pytest.fixture(autouse=True)
def clerk():
    return User.objects.create_user("clerk", password="right", is_staff=True)


def sign_in(client, password, *, name="clerk", address="198.51.100.1", **headers):
    given = {"username": name, "password": password, "next": "/admin/"}
    return client.post(PATH, given, REMOTE_ADDR=address, headers=headers)


def test_the_fifth_failure_closes_the_account_to_that_address_alone(client):
    answers = [sign_in(client, "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    answer = sign_in(client, "right")
    assert answer.status_code == 429
    assert "quarter of an hour" in answer.content.decode()
    assert sign_in(client, "right", address="198.51.100.2").status_code == 302


def test_a_name_that_nobody_has_is_answered_alike(client):
    answers = [sign_in(client, "wrong", name="nobody").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]


def test_a_success_forgets_the_failures_before_it(client):
    for _ in range(2):
        for _ in range(4):
            sign_in(client, "wrong")
        assert sign_in(client, "right").status_code == 302


def test_the_account_is_open_again_after_a_quarter_of_an_hour(client):
    for _ in range(5):
        sign_in(client, "wrong")
    for attempt in AccessAttempt.objects.all():
        earlier = attempt.attempt_time - timedelta(minutes=16)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=earlier)
    assert sign_in(client, "right").status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forged", "answered"),
    [
        (0, "203.0.113.{}", 429),  # no proxy of ours: nobody is believed
        (1, "203.0.113.{}, 198.51.100.7", 429),  # what the client wrote stands before ours
        (1, "203.0.113.{}, no address", 429),
        (1, "203.0.113.{}", 200),  # our proxy tells of five clients
        (2, "203.0.113.{}, 192.0.2.1", 200),
    ],
)
def test_a_made_up_address_does_not_open_it(client, settings, proxies, forged, answered):
    settings.TRUSTED_PROXIES = proxies
    for number in range(5):
        header = {"x-forwarded-for": forged.format(number)}
        answer = sign_in(client, "wrong", **header)
    assert answer.status_code == answered


def test_all_addresses_of_a_64_of_ipv6_are_one(client, caplog):
    """One customer has them all: counted one by one, they would be so many tries."""
    answers = [sign_in(client, "wrong", address=f"2001:db8::{n}").status_code for n in range(1, 6)]
    assert answers == [200, 200, 200, 200, 429]
    assert sign_in(client, "right", address="2001:db8::6").status_code == 429
    assert sign_in(client, "right", address="2001:db8:0:1::6%eth0").status_code == 302
    assert "clerk from 2001:db8::4" in caplog.text


@pytest.mark.parametrize(
    ("passed", "believed"),
    [("192.0.2.7", "192.0.2.7"), ("2001:DB8::07", "2001:db8::7"), ("no address", "198.51.100.1")],
)
def test_an_address_is_one_or_that_which_connects(rf, settings, passed, believed):
    """PostgreSQL keeps nothing else as one, and one that is written otherwise is no other."""
    settings.TRUSTED_PROXIES = 1
    headers = {"x-forwarded-for": f"203.0.113.1, {passed}"}
    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR="198.51.100.1")) == believed


@pytest.fixture
def five(monkeypatch):
    monkeypatch.setattr(lockout, "ADDRESS_LIMIT", 5)


def fail(client, number, **place):
    """Fail so many times, under another name each time."""
    return [sign_in(client, "wrong", name=f"name-{n}", **place).status_code for n in range(number)]


def test_the_fiftieth_failure_in_an_hour_closes_the_address_whatever_the_names(client):
    assert fail(client, 50) == [200] * 49 + [429]
    assert sign_in(client, "right").status_code == 429
    assert sign_in(client, "right", address="198.51.100.2").status_code == 302


def test_a_success_under_one_name_does_not_open_the_address_to_others(client, five):
    fail(client, 4)
    assert sign_in(client, "right").status_code == 302
    assert sign_in(client, "wrong", name="another").status_code == 429


def test_the_address_is_open_again_after_the_hour_and_no_failure_is_kept_for_longer(client, five):
    fail(client, 5)
    earlier = timezone.now() - timedelta(minutes=61)
    AccessFailureLog.objects.update(attempt_time=earlier)
    AccessAttempt.objects.update(attempt_time=earlier)
    assert sign_in(client, "right").status_code == 302
    client.logout()
    assert sign_in(client, "wrong").status_code == 200
    assert AccessFailureLog.objects.count() == 1


def test_failures_behind_a_proxy_close_the_address_that_the_proxy_has_seen(client, settings, five):
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        forged = f"203.0.113.{number}, 192.0.2.7"
        sign_in(client, "wrong", name=f"name-{number}", **{"x-forwarded-for": forged})
    for address, answered in [("192.0.2.7", 429), ("192.0.2.8", 302)]:
        header = {"x-forwarded-for": f"203.0.113.9, {address}"}
        assert sign_in(client, "right", **header).status_code == answered
