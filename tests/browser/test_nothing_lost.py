"""A record deleted meanwhile, a change taken back, and forms left with something typed."""

import re

from playwright.sync_api import expect

from registry.models import Actor, ChangeSet, Treaty
from tests.browser.test_desk import sign_in

SAVED = "was changed successfully"


def save(page, told=SAVED):
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist, .errornote").first).to_contain_text(told)


def test_what_was_typed_into_a_record_that_a_colleague_deletes_stays_in_sight(
    page, records, admin_user, colleague, faults
):
    sign_in(page, admin_user)
    actor = Actor.objects.create(slug="short-lived", name="Short-lived", kind="state")
    page.goto(f"/admin/registry/actor/{actor.pk}/change/")
    page.locator("#id_name").fill("Typed in vain")
    colleague.goto(f"/admin/registry/actor/{actor.pk}/delete/")
    colleague.get_by_role("button", name=re.compile("^Yes, ")).click()
    expect(colleague.locator(".messagelist")).to_contain_text("was deleted successfully")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("deleted this record meanwhile")
    expect(page.get_by_text("Typed in vain")).to_be_visible()
    assert len(faults) == 1
    assert "410" in faults.pop()


def test_a_change_is_taken_back_in_two_clicks_and_that_is_recorded(page, records, admin_user):
    treaty = Treaty.objects.get(slug="ctbt")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")
    page.locator("#id_title").fill("A title by mistake")
    save(page)
    mistake = ChangeSet.objects.latest("pk")
    page.goto(f"/admin/registry/treaty/{treaty.pk}/history/")
    page.locator(".change-set h2 a").first.click()
    expect(page.locator(".changes del")).to_have_text([treaty.title])
    page.get_by_role("button", name="Revert").click()
    expect(page.locator(".messagelist")).to_contain_text("Reverted.")
    expect(page.locator(".change-facts")).to_contain_text(str(mistake))
    expect(page.locator(".changes ins")).to_have_text([treaty.title])
    page.goto(f"/admin/registry/treaty/{treaty.pk}/history/")
    expect(page.locator(".change-set").first).to_contain_text("admin, revert")
    assert Treaty.objects.get(pk=treaty.pk).title == treaty.title
    assert ChangeSet.objects.latest("pk").reverts == mistake


def test_a_second_click_before_the_answer_sends_nothing(page, records, admin_user):
    sign_in(page, admin_user)
    page.goto("/admin/registry/source/add/")
    held = []
    page.route("**/source/add/", lambda route: held.append(route))
    page.locator("#id_title").fill("Sent once")
    page.locator("#id_slug").fill("sent-once")
    page.locator("#id_rank").select_option("press")
    button = page.get_by_role("button", name="Save and continue editing").first
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 300); }")
    page.wait_for_timeout(1000)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    page.locator("#id_title").fill("Sent again")
    save(page)


def leaves(page, asked):
    """Go to the desk, and tell whether the page asked first."""
    page.goto("/admin/")
    return [asked.pop() for _ in range(len(asked))] == ["beforeunload"]


def test_leaving_any_form_with_something_typed_asks_first(page, records, admin_user):
    treaty, actor = Treaty.objects.get(slug="ctbt"), Actor.objects.get(slug="france")
    sign_in(page, admin_user)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form = f"/admin/registry/treaty/{treaty.pk}/change/"
    for path, box in (
        (form, "#id_title"),
        (form, "#id_actions-0-place"),
        (f"/admin/registry/actor/{actor.pk}/change/", "#id_name"),
        ("/admin/registry/source/add/", "#id_title"),
    ):
        page.goto(path)
        page.locator(box).focus()
        assert not leaves(page, asked), f"{path}: nothing was typed"
        page.goto(path)
        page.locator(box).press_sequentially("x")
        assert leaves(page, asked), f"{path}: {box} was typed"
    page.goto(form)
    page.locator("#id_actions-0-source + .select2 .select2-selection").click()
    page.locator(".select2-results__option[aria-selected=false]").first.click()
    assert leaves(page, asked), "another source was chosen"
    page.goto(form)
    page.locator("#id_title").press_sequentially("x")
    save(page)
    assert not leaves(page, asked), "all was saved"


def test_a_grid_is_sent_again_by_whoever_signs_in_again(page, records, admin_user, faults):
    treaty = Treaty.objects.get(slug="tpnw")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/grid/")
    page.locator("#id_who-who").select_option("names")
    page.locator("#id_who-pasted").fill("Andorra\nJapan")
    page.locator("#id_act-kind").select_option("signature")
    page.get_by_role("button", name="List the rows").click()
    page.locator("[name=form-1-on]").fill("27 November 2025")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Preview").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("you are not signed in")
    expect(page.locator("#content tbody")).to_contain_text("27 November 2025")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    tab = opened.value
    tab.get_by_label("Username").fill(str(admin_user))
    tab.get_by_label("Password").fill("password")
    tab.get_by_role("button", name="Log in").click()
    expect(tab.get_by_role("button", name="Log out")).to_be_visible()
    tab.close()
    page.get_by_role("button", name="Send the form again").click()
    expect(page.locator("[name=form-1-who]")).to_have_value("Japan")
    expect(page.locator("[name=form-1-on]")).to_have_value("2025-11-27")
    assert len(faults) == 1
    assert "403" in faults.pop()
