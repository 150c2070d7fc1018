"""The second factor: set up, asked for at each sign-in, never guessed, used twice or shown."""

import io
import logging
import re
import time
import zipfile
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from registry.admin import signing_in
from registry.models import RecoveryCode

pytestmark = pytest.mark.django_db

LOGIN, CODE = "/admin/login/", "/admin/login/code/"
PAGE = "/admin/second-factor/"


@pytest.fixture
def clerk():
    user = User.objects.create_user("clerk", password="right", is_staff=True)
    user.groups.add(Group.objects.get(name="reviewer"))
    return user


@pytest.fixture
def device(clerk):
    """A device of the clerk, set up earlier: the codes of now and next are still unused."""
    return TOTPDevice.objects.create(user=clerk, name="device")


def code_of(device, steps=0):
    """Give what the device shows now, or so many half minutes later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def wrong(device):
    shown = {code_of(device, steps) for steps in range(-2, 3)}
    return next(code for n in range(9) if (code := f"{n:06d}") not in shown)


def sign_in(client, **given):
    return client.post(LOGIN, {"username": "clerk", "password": "right"} | given)


def give(client, code, **given):
    return client.post(CODE, {"code": code} | given)


def opens(client):
    return client.get("/admin/").status_code == 200


def rested():
    """Let the wait after a wrong code pass."""
    earlier = timezone.now() - timedelta(hours=1)
    TOTPDevice.objects.update(throttling_failure_timestamp=earlier)


def set_up(client):
    """Set up a device as the page leads; give it with the recovery codes that are shown."""
    assert client.post(PAGE, {"_begin": "yes"}).status_code == 302
    device = TOTPDevice.objects.get(user=client.get(PAGE).wsgi_request.user)
    answer = client.post(PAGE, {"_confirm": "yes", "code": code_of(device)})
    return device, re.findall(r"<code>([\w-]+)</code>", answer.content.decode())


# Setting up


def test_a_device_is_set_up_by_its_picture_or_address_and_counts_once_its_code_is_typed(
    client, clerk
):
    client.force_login(clerk)
    assert client.get(PAGE).context["begun"] is None
    client.post(PAGE, {"_begin": "yes"})
    device = TOTPDevice.objects.get(user=clerk)
    page = client.get(PAGE)
    assert page.headers["Cache-Control"].count("no-store") == 1
    text = page.content.decode()
    assert f"<code>{device.config_url.replace('&', '&amp;')}</code>" in text
    assert "style=" not in re.search(r'<svg[^>]*class="qr".*?</svg>', text, re.DOTALL)[0]
    assert not device.confirmed
    assert client.post(PAGE, {"_confirm": "yes", "code": ""}).status_code == 200
    answer = client.post(PAGE, {"_confirm": "yes", "code": wrong(device)})
    assert "not the code that the device shows" in answer.content.decode()
    assert not TOTPDevice.objects.get().confirmed
    rested()
    answer = client.post(PAGE, {"_confirm": "yes", "code": code_of(device)})
    assert TOTPDevice.objects.get().confirmed
    codes = re.findall(r"<code>([\w-]+)</code>", answer.content.decode())
    assert len({*codes}) == 10
    assert opens(client)
    again = client.get(PAGE).content.decode()
    assert not any(secret in again for secret in (*codes, device.config_url, 'class="qr"'))


def test_recovery_codes_are_kept_as_digests_alone(client, clerk):
    client.force_login(clerk)
    _device, codes = set_up(client)
    kept = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_the_code_that_set_the_device_up_does_not_sign_in_as_well(client, clerk):
    client.force_login(clerk)
    device, _codes = set_up(client)
    sign_in(fresh := Client())
    assert give(fresh, code_of(device)).status_code == 200
    assert not opens(fresh)


def test_a_device_that_was_begun_and_not_confirmed_is_not_asked_for(client, clerk):
    TOTPDevice.objects.create(user=clerk, name="device", confirmed=False)
    assert sign_in(client).status_code == 302
    assert opens(client)


# Signing in


def test_the_password_alone_opens_nothing_and_the_code_leads_to_the_page_asked_for(client, device):
    answer = sign_in(client, next="/admin/registry/treaty/?q=a")
    assert answer.url == f"{CODE}?next=%2Fadmin%2Fregistry%2Ftreaty%2F%3Fq%3Da"
    assert not opens(client)
    assert "_auth_user_id" not in client.session
    answer = give(client, code_of(device), next="/admin/registry/treaty/?q=a")
    assert answer.url == "/admin/registry/treaty/?q=a"
    assert opens(client)
    sign_in(other := Client())
    TOTPDevice.objects.update(last_t=-1)
    assert give(other, code_of(device), next="https://elsewhere.example/").url == "/admin/"


def test_a_code_is_typed_in_two_groups_too(client, device):
    sign_in(client)
    code = code_of(device)
    give(client, f" {code[:3]} {code[3:]} ")
    assert opens(client)


def test_a_code_that_was_used_is_refused(client, device):
    sign_in(client)
    code = code_of(device)
    give(client, code)
    other = Client()
    sign_in(other)
    assert "was used before" in give(other, code).content.decode()
    assert not opens(other)


def test_a_recovery_code_signs_in_once_and_is_told(client, clerk, device):
    first, second, *_ = RecoveryCode.objects.make(clerk)
    sign_in(client)
    answer = client.post(CODE, {"code": first.upper()}, follow=True)
    assert "Signed in with a recovery code; 9 are left." in answer.content.decode()
    for code, is_in in [(first, False), (second, True)]:
        sign_in(fresh := Client())
        give(fresh, code)
        assert opens(fresh) == is_in


def test_a_recovery_code_of_another_person_is_none(client, device, admin_user):
    (code, *_) = RecoveryCode.objects.make(admin_user)
    sign_in(client)
    give(client, code)
    assert not opens(client)


def test_a_session_from_before_the_device_is_asked_for_a_code(client, clerk):
    older = Client()
    for one in (client, older):
        one.force_login(clerk)
    device, _codes = set_up(client)
    assert opens(client)
    assert not opens(older)
    assert [older.get(page).url for page in (LOGIN, PAGE)] == [CODE, LOGIN]
    TOTPDevice.objects.update(last_t=-1)
    give(older, code_of(device))
    assert opens(older)


def test_the_code_is_awaited_for_ten_minutes_and_only_while_the_password_stays(
    client, clerk, device, monkeypatch
):
    sign_in(client)
    now = time.time()
    monkeypatch.setattr(signing_in.time, "time", lambda: now + 601)
    assert client.get(CODE).url == LOGIN
    monkeypatch.undo()
    assert client.get(CODE).status_code == 200
    clerk.set_password("another")
    clerk.save()
    assert client.get(CODE).url == LOGIN
    give(client, code_of(device))
    assert not opens(client)


def test_an_account_that_is_closed_meanwhile_is_not_signed_in(client, clerk, device):
    sign_in(client)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert give(client, code_of(device)).url == LOGIN


def test_whoever_signs_in_as_another_person_leaves_nothing_behind(client, device):
    sign_in(client)
    assert client.post(CODE, {"_leave": "yes"}).url == LOGIN
    assert client.get(CODE).url == LOGIN


def test_a_page_of_staff_costs_one_query_for_the_account_with_its_device(client, device):
    sign_in(client)
    give(client, code_of(device))
    with CaptureQueriesContext(connection) as queries:
        assert opens(client)
    assert sum("otp_totp_totpdevice" in query["sql"] for query in queries) == 1


# Guessing


def test_five_wrong_codes_close_the_account_to_the_address(client, device):
    sign_in(client)
    answers = [give(client, wrong(device)).status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]
    rested()
    assert give(client, code_of(device)).status_code == 429
    assert sign_in(Client()).status_code == 429


def test_the_password_typed_again_does_not_forget_the_wrong_codes(client, device):
    for _ in range(4):
        sign_in(client)
        give(client, wrong(device))
    sign_in(client)
    assert give(client, wrong(device)).status_code == 429


def test_after_a_wrong_code_the_right_one_has_to_wait_from_whatever_address(client, device):
    sign_in(client)
    for number in range(3):
        client.post(CODE, {"code": wrong(device)}, REMOTE_ADDR=f"198.51.100.{number}")
        TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(hours=1))
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now())
    assert give(client, code_of(device)).status_code == 200
    assert not opens(client)
    rested()
    give(client, code_of(device))
    assert opens(client)


@pytest.mark.parametrize(
    "code",
    ["", "12345", "\uff11\uff12\uff13\uff14\uff15\uff16", "1e5", "a" * 41, "\0" * 6, "-12345"],
)
def test_what_is_no_code_is_told(client, device, code):
    sign_in(client)
    assert give(client, code).status_code == 200
    assert not opens(client)


# Changing and losing it


def test_new_recovery_codes_and_removal_ask_for_a_code(client, clerk):
    client.force_login(clerk)
    device, codes = set_up(client)
    for button in ("_codes", "_remove"):
        client.post(PAGE, {button: "yes", "code": wrong(device)})
        client.post(PAGE, {button: "yes"})
    rested()
    AccessAttempt.objects.all().delete()
    assert RecoveryCode.objects.left().count() == 10
    answer = client.post(PAGE, {"_codes": "yes", "code": codes[0]})
    new = re.findall(r"<code>([\w-]+)</code>", answer.content.decode())
    assert len(new) == 10
    assert not {*new} & {*codes}
    client.post(PAGE, {"_remove": "yes", "code": codes[1]})
    assert TOTPDevice.objects.count() == 1
    AccessAttempt.objects.all().delete()
    client.post(PAGE, {"_remove": "yes", "code": new[0]})
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    told = [str(entry) for entry in LogEntry.objects.filter(object_id=clerk.pk)]
    assert len(told) == 3
    assert opens(client)


def test_an_administrator_takes_a_lost_device_off_and_it_is_recorded(client, clerk, device):
    RecoveryCode.objects.make(clerk)
    chief = User.objects.create_user("chief", password="a", is_staff=True)
    chief.groups.add(Group.objects.get(name="administrator"))
    client.force_login(chief)
    path = reverse("admin:auth_user_second_factor", args=[clerk.pk])
    listed = client.get(reverse("admin:auth_user_changelist")).content.decode()
    assert "icon-yes" in re.search(r"<tr>(?:(?!</tr>).)*clerk.*?</tr>", listed, re.DOTALL)[0]
    page = client.get(reverse("admin:auth_user_change", args=[clerk.pk])).content.decode()
    assert f'href="{path}"' in page
    assert "10 recovery codes left" in page
    assert client.get(path).status_code == 200
    assert TOTPDevice.objects.exists()
    client.post(path)
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    history = client.get(reverse("admin:auth_user_history", args=[clerk.pk])).content.decode()
    assert "Removed the second factor of this account." in history
    assert "chief" in history
    assert sign_in(Client()).url != CODE


def test_an_administrator_removes_neither_their_own_so_nor_that_of_a_superuser(client, admin_user):
    chief = User.objects.create_user("chief", password="a", is_staff=True)
    chief.groups.add(Group.objects.get(name="administrator"))
    client.force_login(chief)
    set_up(client)
    TOTPDevice.objects.create(user=admin_user, name="device")
    for user, status in [(chief, 302), (admin_user, 404)]:
        path = reverse("admin:auth_user_second_factor", args=[user.pk])
        assert client.post(path).status_code == status
    assert TOTPDevice.objects.filter(confirmed=True).count() == 2


# Where it is compulsory


@pytest.mark.parametrize(
    ("named", "is_asked"),
    [([], False), (["everyone"], True), (["reviewer"], True), (["administrator"], False)],
)
def test_whom_the_installation_asks_sets_a_device_up_before_anything_opens(
    client, clerk, settings, named, is_asked
):
    settings.SECOND_FACTOR_FOR = named
    sign_in(client)
    assert opens(client) != is_asked
    if is_asked:
        asked = client.get("/admin/", follow=True)
        assert asked.redirect_chain[-1][0] == f"{PAGE}?next=%2Fadmin%2F"
        assert "Set it up to go on" in asked.content.decode()
        assert client.get("/admin/registry/treaty/").status_code == 302
        set_up(client)
        assert opens(client)


def test_a_superuser_is_asked_with_any_group_and_may_leave(client, admin_user, settings):
    settings.SECOND_FACTOR_FOR = ["reviewer"]
    client.force_login(admin_user)
    assert not opens(client)
    assert client.post(PAGE, {"_leave": "yes"}).url == LOGIN
    assert "_auth_user_id" not in client.session


# The secret


def test_neither_secret_nor_codes_stand_in_pages_exports_dumps_or_logs(
    client, clerk, admin_client, tmp_path, caplog, capsys
):
    caplog.set_level(logging.DEBUG)
    client.force_login(clerk)
    device, codes = set_up(client)
    secret = re.search(r"secret=(\w+)", device.config_url)[1]
    hidden = [device.key, secret, codes[0], codes[0].replace("-", "")]
    hidden += RecoveryCode.objects.values_list("digest", flat=True)
    sign_in(fresh := Client())
    typed = f"{codes[0][:-1]}?"
    give(fresh, typed)
    give(fresh, codes[0])
    kept = AccessAttempt.objects.values_list("post_data", flat=True)
    shown = [*kept, *map(str, LogEntry.objects.values_list("change_message", flat=True))]
    for page in ("change", "history", "second_factor"):
        shown.append(admin_client.get(reverse(f"admin:auth_user_{page}", args=[clerk.pk])).content)
    shown.append(client.get(PAGE).content)
    for form in ("csv.zip", "fixtures.zip"):
        bundle = b"".join(admin_client.get(f"/data/registry.{form}").streaming_content)
        with zipfile.ZipFile(io.BytesIO(bundle)) as files:
            shown += [files.read(name) for name in files.namelist()]
    shown.append(b"".join(admin_client.get("/data/registry.sqlite3").streaming_content))
    call_command("dump_fixtures", str(tmp_path))
    shown += [path.read_bytes() for path in tmp_path.iterdir()]
    shown += [caplog.text, *capsys.readouterr()]
    assert len(shown) > 20
    told = [text if isinstance(text, bytes) else text.encode() for text in shown]
    found = [secret for secret in [*hidden, typed] if any(secret.encode() in text for text in told)]
    assert not found
