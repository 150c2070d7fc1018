"""What is typed into records is run by no browser: no script, no dialog, no breach of the policy.

The fixture `page` fails a test for any report of the content security policy, and for any address
that a page asks for and that is not there, such as that of an image in a text.
"""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.models import ChangeSet, SavedFilter, Source, Treaty, TreatyAction
from tests.browser.test_desk import sign_in
from tests.samples import make_world
from tests.small_registry import clear
from tests.test_injection import PAYLOADS, TOGETHER, poison

PUBLIC = (
    *("/", "/treaties/", "/treaties/pact/", "/treaties/pact/?as_at=2019-03-22", "/actors/hub/"),
    *("/protocols/growth/", "/alliances/league/", "/programs/fleet/", "/missions/voyage/"),
    *("/sources/", "/sources/disputed/", "/calendar/", "/changes/", "/actors/hub/and/actor-0/"),
    "/fr/treaties/pact/",
)


def staff_pages() -> list[str]:
    treaty, act, source = (model.objects.first() for model in (Treaty, TreatyAction, Source))
    return [
        reverse("admin:index"),
        reverse("admin:registry_treaty_change", args=[treaty.pk]),
        reverse("admin:registry_treaty_history", args=[treaty.pk]),
        reverse("admin:registry_treaty_delete", args=[treaty.pk]),
        reverse("admin:registry_treaty_grid", args=[treaty.pk]),
        reverse("admin:registry_treatyaction_changelist"),
        reverse("admin:registry_treatyaction_change", args=[act.pk]),
        reverse("admin:registry_source_change", args=[source.pk]),
        reverse("admin:registry_changeset_changelist"),
        reverse("admin:registry_changeset_change", args=[ChangeSet.objects.latest("pk").pk]),
        reverse("admin:quality"),
    ]


@pytest.fixture
def executed(page) -> list[str]:
    """What the payloads bring about where something runs them."""
    found = []
    page.expose_function("xss", lambda *_: found.append(f"script on {page.url}"))
    page.on("dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss()))
    return found


def test_nothing_that_records_hold_is_run(page, transactional_db, admin_user, executed):
    clear()
    make_world(2)
    sign_in(page, admin_user)
    for names in TOGETHER:
        payloads = [PAYLOADS[name] for name in names]
        name, payload = ", ".join(names), "".join(payloads)
        assert poison(payloads) > 100
        now = timezone.now()
        ChangeSet.objects.create(
            subject=payload, reason=payload, note=payload, state="published", published_at=now
        )
        SavedFilter.objects.update_or_create(
            owner=admin_user, defaults={"name": payload[:100], "path": "/admin/registry/treaty/"}
        )
        for path in PUBLIC:
            assert page.goto(path).status == 200, f"{name}: {path}"
        for path in ("/search/", "/treaties/", "/admin/registry/treaty/", "/admin/search/"):
            page.goto(f"{path}?{urlencode({'q': payload})}")
            assert page.locator("h1").count() == 1, f"{name}: {path}"
        for path in staff_pages():
            assert page.goto(path).status == 200, f"{name}: {path}"
        assert not executed, name


def test_a_script_that_is_run_is_seen(page, executed, faults):
    page.goto("/glossary/")
    page.evaluate("document.body.innerHTML = '<img src=data:,x onerror=xss()>'")
    page.wait_for_timeout(300)
    assert any("Content-Security-Policy" in fault for fault in faults)
    faults.clear()
    page.evaluate("xss()")
    assert executed
