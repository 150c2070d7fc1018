"""The pages of staff, in both themes and on two screens: no finding of axe, no side-scroll."""

import re

import pytest
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from registry.models import Actor, ChangeSet, Treaty
from tests.browser.accessibility import GUIDELINES, findings
from tests.browser.test_access import DRESSES, too_wide
from tests.browser.test_desk import sign_in
from tests.test_second_factor import code_of

# It reads style sheets again from within the page, and follows what they import from there.
OF_AXE = ("Applying inline style", "style-src-elem inline", "/widgets.css)")
PASTED = (
    "Participant\tRatification\nMacedonia\t3 May 2019\nFrnace\t4 May 2019 AA\nGermany\t31 Feb 2019"
)


def without_axe(faults):
    return [fault for fault in faults if not any(words in fault for words in OF_AXE)]


@pytest.fixture
def looks_wrong(page, faults):
    """Look at a page as it stands in each dress; give what was found wrong so far."""
    wrong = []

    def look(path=None):
        if path:
            page.goto(path)
        page.wait_for_timeout(200)  # until Select2 has made its boxes
        for width, scheme in DRESSES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate("document.getAnimations().forEach(one => one.finish())")
            assert not without_axe(faults)
            found = findings(page, GUIDELINES, scheme=scheme)
            # What axe is refused while it measures is none of the page's.
            faults[:] = without_axe(faults)
            wrong.extend(f"{page.url}: {width}, {scheme}: {one}" for one in found)
            wrong.extend(too_wide(page, width))
        return wrong

    return look


def test_the_pages_of_staff_are_accessible_and_fit(page, records, admin_user, looks_wrong, faults):
    looks_wrong("/admin/login/")
    sign_in(page, admin_user)
    treaty = Treaty.objects.get(slug="north-macedonia-accession-protocol")
    few_acts = Treaty.objects.get(slug="norad-agreement-1981")  # axe takes long over many boxes
    actor = Actor.objects.get(slug="france")
    change_set = changed_meanwhile(page, actor, looks_wrong)
    for path in (
        "/admin/",
        "/admin/quality/?kind=act_without_source",
        "/admin/search/?q=north",
        "/admin/registry/treatyaction/?sourced=no",
        f"/admin/registry/treatyaction/{treaty.actions.first().pk}/change/",
        f"/admin/registry/treaty/{few_acts.pk}/change/",
        f"/admin/registry/treaty/{few_acts.pk}/delete/",
        f"/admin/registry/actor/{actor.pk}/history/",
        "/admin/registry/changeset/",
        f"/admin/registry/changeset/{change_set.pk}/change/",
        "/admin/registry/source/import/",
        "/admin/auth/user/",
        "/admin/password_change/",
        f"/admin/registry/treaty/{treaty.pk}/grid/",
    ):
        looks_wrong(path)
    page.locator("#id_who-who").select_option("names")
    page.locator("#id_who-pasted").fill(PASTED)
    page.get_by_role("button", name="List the rows").click()
    page.get_by_text("3 rows").first.wait_for()
    wrong = looks_wrong()
    faults[:] = without_axe(faults)
    assert not wrong, "\n".join(wrong)


def changed_meanwhile(page, actor, look):
    """Look at the page that tells of what a colleague has changed; save, and give the change."""
    page.goto(f"/admin/registry/actor/{actor.pk}/change/")
    Actor.objects.filter(pk=actor.pk).update(name="Theirs", official_name="Theirs too")
    page.locator("#id_name").fill("Mine")
    button = page.get_by_role("button", name="Save and continue editing").first
    button.click()
    page.get_by_text("Someone else has changed this").first.wait_for()
    look()
    button.click()
    page.get_by_text("was changed successfully").first.wait_for()
    return ChangeSet.objects.latest("pk")


def test_the_second_factor_is_accessible_and_fits(
    page, transactional_db, admin_user, looks_wrong, faults
):
    sign_in(page, admin_user)
    looks_wrong("/admin/second-factor/")
    page.get_by_role("button", name="Set up a device").click()
    page.get_by_role("button", name="Confirm").wait_for()
    looks_wrong()
    page.get_by_role("textbox", name="Code").fill("no code")
    page.get_by_role("button", name="Confirm").click()
    page.locator(".errorlist").wait_for()
    looks_wrong()
    device = TOTPDevice.objects.get()
    TOTPDevice.objects.update(throttling_failure_count=0)
    page.get_by_role("textbox", name="Code").fill(code_of(device))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    looks_wrong()
    code = page.locator(".codes code").first.inner_text()
    looks_wrong("/admin/second-factor/")
    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/admin/login/code/"))
    looks_wrong()
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".messagelist")).to_contain_text("9 are left")
    other = User.objects.create_user("other", password="a", is_staff=True)
    wrong = looks_wrong(f"/admin/auth/user/{other.pk}/second-factor/")
    faults[:] = without_axe(faults)
    assert not wrong, "\n".join(wrong)
