"""The grid in a real browser, by keyboard alone."""

from playwright.sync_api import expect

from registry.choices import ActionKind
from registry.models import Actor, Source, Treaty
from tests.browser.test_desk import sign_in
from tests.factories import make_treaty


def tab_to(page, target, most=150):
    """Press Tab until the focus is on what the selector names, as a person without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", target):
            return
    raise AssertionError(f"no way to {target} by keyboard")


def type_into(page, box, text):
    tab_to(page, box)
    page.keyboard.type(text)


def press(page, button):
    tab_to(page, f"input[name={button}]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def grid_of(page, treaty):
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")
    page.goto(f"/admin/registry/treaty/{treaty.pk}/grid/")


def test_thirty_ratifications_are_entered_by_keyboard_alone(page, records, admin_user):
    treaty = make_treaty(title="Pact of the keyboard", coverage="partial")
    sign_in(page, admin_user)
    grid_of(page, treaty)
    tab_to(page, "#id_who-who")
    page.keyboard.type("The members")
    type_into(page, "#id_who-alliance", "nato")
    type_into(page, "#id_who-as_at", "5 July 2022")
    tab_to(page, "#id_act-kind")
    page.keyboard.type("Ratif")
    type_into(page, "#id_act-deposited_on", "5 July 2022")
    type_into(page, "#id_act-place", "Brussels")
    type_into(page, "#id_act-source", Source.objects.order_by("slug").first().slug)
    press(page, "_list")
    expect(page.get_by_text("30 acts would be added.")).to_be_visible()
    tab_to(page, "#form-2-take")
    page.keyboard.press("Space")  # the exception
    type_into(page, "input[name=form-3-on]", "6 July 2022")
    press(page, "_preview")
    expect(page.get_by_text("29 acts would be added.")).to_be_visible()
    expect(page.get_by_text("6 July 2022").first).to_be_visible()
    tab_to(page, "#form-2-take")
    page.keyboard.press("Space")
    press(page, "_save")
    expect(page.locator(".messagelist")).to_contain_text("30 acts were added.")
    acts = treaty.actions.filter(kind=ActionKind.RATIFICATION)
    assert acts.count() == 30
    assert acts.filter(deposited_on="2022-07-06").count() == 1


def test_fifty_pasted_rows_with_three_unknown_names_are_saved_once_these_are_settled(
    page, records, admin_user
):
    treaty = make_treaty(title="Pact of the paste", coverage="partial")
    states = Actor.objects.filter(kind="state", until="", since="").order_by("name")
    names = [*states.exclude(slug="france").values_list("name", flat=True)[:47]]
    rows = [*names[:20], "Frnace", *names[20:40], "Atlantis", *names[40:], "Nowhere-upon-Sea"]
    assert len(rows) == 50
    pasted = "Participant\tRatification\n" + "\n".join(f"{name}\t3 May 2021" for name in rows)
    sign_in(page, admin_user)
    grid_of(page, treaty)
    page.locator("#id_who-who").select_option("names")
    page.locator("#id_who-pasted").fill(pasted)
    page.locator("#id_act-source").fill(Source.objects.order_by("slug").first().slug)
    page.get_by_role("button", name="List the rows").click()
    expect(page.get_by_text("47 acts would be added.")).to_be_visible()
    expect(page.get_by_text("3 names are not known.")).to_be_visible()
    page.get_by_role("button", name="Save 47 acts").click()
    expect(page.get_by_text("3 rows have to be mended before anything is saved.")).to_be_visible()
    assert not treaty.actions.exists()
    page.get_by_label("Whom this name means, Frnace").select_option("france")
    page.get_by_label("Name, Atlantis").fill("Czechia")
    page.get_by_label("Take, Nowhere-upon-Sea").uncheck()
    page.get_by_role("button", name="Preview").first.click()
    expect(page.get_by_label("Name, Nowhere-upon-Sea")).to_be_visible()
    page.get_by_role("button", name="Save 49 acts").click()
    expect(page.locator(".messagelist")).to_contain_text("49 acts were added.")
    assert treaty.actions.count() == 49
    assert treaty.actions.filter(actor__slug="france").exists()


def test_the_keys_search_save_and_show_themselves_and_never_while_typing(page, records, admin_user):
    treaty = Treaty.objects.get(slug="north-atlantic-treaty")
    sign_in(page, admin_user)
    page.goto("/admin/")
    page.keyboard.press("/")
    expect(page.locator("#desk-search")).to_be_focused()
    page.keyboard.type("s?/")
    expect(page.locator("#desk-search")).to_have_value("s?/")
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Save")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    with page.expect_navigation():
        page.keyboard.press("s")
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")


def test_leaving_a_form_with_something_typed_asks_first(page, records, admin_user):
    treaty = Treaty.objects.get(slug="ctbt")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/grid/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_act-place").press_sequentially("Geneva")
    page.goto("/admin/")
    assert asked == ["beforeunload"]


def test_leaving_the_grid_after_a_preview_asks_first(page, records, admin_user):
    treaty = Treaty.objects.get(slug="ctbt")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/grid/")
    page.locator("#id_who-who").select_option("names")
    page.locator("#id_who-pasted").fill("France\tinvitation\t2021")
    page.get_by_role("button", name="List the rows").click()
    page.get_by_role("button", name="Preview").first.click()
    expect(page.locator(".errornote")).to_have_count(0)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator(".breadcrumbs a").first.click()
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]
