"""Two people at one record, each in their own browser; and a form left with something typed."""

from playwright.sync_api import expect

from registry.models import Treaty
from tests.browser.test_desk import sign_in


def save(page):
    page.get_by_role("button", name="Save and continue editing").first.click()


def bring_about_a_conflict(page, colleague, treaty):
    """Open one treaty twice, change a field of it differently, and let the other be first."""
    path = f"/admin/registry/treaty/{treaty.pk}/change/"
    page.goto(path)
    page.locator("#id_title").fill("Treaty of the Zebra")
    page.locator("input[name='actions-0-place']").fill("New York")
    colleague.goto(path)
    colleague.locator("#id_title").fill("Treaty of the Lion")
    colleague.locator("#id_short_title").fill("Lion Treaty")
    save(colleague)
    expect(colleague.locator(".messagelist")).to_contain_text("was changed successfully")
    save(page)
    expect(page.locator(".errornote")).to_be_visible()


def test_the_second_person_sees_mine_and_theirs_and_merges_them(
    page, colleague, records, admin_user
):
    treaty = Treaty.objects.get(slug="ctbt")
    sign_in(page, admin_user)
    bring_about_a_conflict(page, colleague, treaty)
    told = page.locator("#content-main")
    expect(told).to_contain_text(f"from “{treaty.title}” to “Treaty of the Lion”")
    expect(told).to_contain_text("to “Lion Treaty”")
    expect(page.locator("#id_title")).to_have_value("Treaty of the Zebra")
    expect(page.locator("#id_short_title")).to_have_value("Lion Treaty")
    expect(page.locator("input[name='actions-0-place']")).to_have_value("New York")
    treaty.refresh_from_db()
    assert treaty.title == "Treaty of the Lion"
    save(page)
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    treaty.refresh_from_db()
    assert (treaty.title, treaty.short_title) == ("Treaty of the Zebra", "Lion Treaty")
    assert treaty.actions.filter(place="New York").count() == 1


def test_a_form_with_something_typed_is_not_left_by_mistake(page, records, admin_user):
    treaty = Treaty.objects.get(slug="ctbt")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")
    page.get_by_role("link", name="Home").first.click()
    page.wait_for_url("**/admin/")  # nothing was typed: nothing is asked
    page.go_back()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("#id_title").press("End")
    page.keyboard.type(" of the Zebra")
    page.get_by_role("link", name="Home").first.click()
    expect(page.locator("#id_title")).to_have_value(f"{treaty.title} of the Zebra")
    assert asked == ["beforeunload"]
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Home").first.click()
    page.wait_for_url("**/admin/")
    assert len(asked) == 2
