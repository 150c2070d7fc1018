"""Where the focus and the page stand after a save, a preview, or what was told to be wrong."""

from playwright.sync_api import expect

from registry.models import Treaty
from tests.browser.test_desk import sign_in
from tests.factories import make_treaty


def acts_of(page, user, slug="ctbt"):
    treaty = Treaty.objects.get(slug=slug)
    sign_in(page, user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")


def test_whoever_saves_and_works_on_stands_where_they_were(page, records, admin_user):
    acts_of(page, admin_user)
    box = page.locator("input[name='actions-40-place']")
    box.fill("Vienna")
    height = page.evaluate("scrollY")
    button = page.get_by_role("button", name="Save and continue editing").last
    with page.expect_navigation():
        button.evaluate("button => button.click()")  # for Playwright scrolls to what it clicks
    expect(page.locator(".messagelist")).to_be_in_viewport()
    expect(box).to_be_focused()
    assert page.evaluate("scrollY") == height > 1000
    box.press("Tab")
    expect(page.locator(".messagelist")).not_to_be_in_viewport()


def test_the_first_box_that_is_wrong_has_the_focus(page, records, admin_user):
    acts_of(page, admin_user)
    box = page.locator("input[name='actions-40-deposited_on']")
    box.fill("31 Novmeber 1998")
    page.keyboard.press("Enter")
    expect(page.locator(".errornote")).to_have_count(1)
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()


def test_a_new_record_that_is_wrong_begins_at_what_is_wrong(page, records, admin_user):
    sign_in(page, admin_user)
    page.goto("/admin/registry/source/add/")
    page.locator("#id_title").fill("A source of no rank")
    page.keyboard.press("Enter")
    expect(page.locator(".errornote")).to_have_count(1)
    expect(page.locator("#id_rank")).to_be_focused()


def test_a_row_that_is_wrong_as_a_whole_is_gone_to(page, records, admin_user):
    treaty = make_treaty(title="Pact of the row")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/entryintoforceclause/add/?treaty={treaty.pk}")
    page.locator("#id_conditions-0-kind").select_option("all")
    page.locator("#id_conditions-0-actor_set").select_option("parties")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".row-form-errors")).to_contain_text("Name the other treaty.")
    expect(page.locator("#id_conditions-0-group")).to_be_focused()


def test_what_is_to_be_judged_begins_at_the_reason(page, records, admin_user):
    treaty = make_treaty(title="Pact of the reason")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")
    page.locator("#id_concluded_on").fill("1 January 2999")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".warnings")).to_contain_text("is still to come")
    expect(page.get_by_label("Save all the same, because")).to_be_focused()


def test_a_preview_of_the_grid_stands_at_the_row_that_was_worked_on(page, records, admin_user):
    treaty = Treaty.objects.get(slug="north-atlantic-treaty")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/grid/?who=parties")
    page.locator("#id_act-kind").select_option("withdrawal")
    page.get_by_role("button", name="List the rows").click()
    expect(page.get_by_role("region", name="Rows")).to_be_focused()
    box = page.locator("input[name=form-20-on]")
    box.fill("31 Novmeber 2020")
    page.get_by_role("button", name="Preview").last.click()
    expect(page.locator(".errornote")).to_contain_text("1 row has to be mended")
    expect(box).to_be_focused()
    box.fill("30 November 2020")
    page.get_by_role("button", name="Preview").last.click()
    expect(page.locator(".errornote")).to_have_count(0)
    expect(box).to_be_focused()


def test_a_long_title_stands_beside_the_buttons_of_its_page(page, records, admin_user):
    treaty = make_treaty(title="Agreement on the width of a title " * 5)
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")
    right = page.evaluate(
        """() => {
          const words = document.createRange();
          words.selectNodeContents(document.querySelector("#content > h2"));
          return words.getBoundingClientRect().right;
        }"""
    )
    assert right < page.locator(".object-tools").bounding_box()["x"]
    title = page.locator("#id_titles-0-title").bounding_box()
    assert title["width"] > 300, "a title is typed into a box of two words"


def test_a_list_of_acts_has_room_for_the_titles(page, records, admin_user):
    sign_in(page, admin_user)
    page.goto("/admin/registry/treatyaction/")
    widths = page.locator("#result_list tbody .field-treaty").evaluate_all(
        "cells => cells.map(cell => cell.clientWidth)"
    )
    assert min(widths) > 150, "a title stands in a column of a word"
