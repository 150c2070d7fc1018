from playwright.sync_api import expect

from registry.models import Participation, Treaty


def sign_in(page, user):
    page.goto("/admin/")
    page.get_by_label("Username").fill(str(user))
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def test_a_clerk_adds_an_accession_and_the_treaty_has_one_more_party(page, records, admin_user):
    treaty = Treaty.objects.get(slug="north-atlantic-treaty")
    before = Participation.objects.parties().filter(treaty=treaty).count()
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treatyaction/add/?treaty={treaty.pk}")
    box = page.locator("#id_treaty + .select2 .select2-selection")
    expect(box, "a new record begins at its first box").to_be_focused()
    page.locator("#id_kind").select_option("accession")
    page.locator("#id_actor + .select2 .select2-selection").click()
    expect(page.locator(".select2-results__option", has_text="Afghanistan")).to_be_visible()
    page.locator(".select2-search__field").fill("austria")
    page.locator(".select2-results__option", has_text="Austria").first.click()
    page.locator("#id_deposited_on").fill("4 April 2026")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".warnings")).to_contain_text("Every act names the source")
    page.get_by_label("Save all the same, because").fill("The notification is on its way.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    assert Participation.objects.parties().filter(treaty=treaty).count() == before + 1
    page.goto("/treaties/north-atlantic-treaty/")
    expect(page.get_by_role("link", name="Austria", exact=True)).to_have_count(1)


def test_the_acts_of_a_treaty_are_edited_where_they_stand(page, records, admin_user):
    treaty = Treaty.objects.get(slug="ctbt")
    sign_in(page, admin_user)
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")
    assert page.locator("input[name^='actions-'][name$='-deposited_on']").count() <= 60
    widths = page.locator("#id_actions-0-deposited_on").evaluate(
        "box => [box.value.length, box.scrollWidth - box.clientWidth]"
    )
    assert widths == [len("1996-09-24"), 0], "the end of the day cannot be seen"
    page.locator("input[name='actions-0-place']").fill("New York")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert treaty.actions.filter(place="New York").count() == 1
