import re

import pytest
from playwright.sync_api import expect

PAGES = [
    "/",
    "/treaties/",
    "/treaties/?topic=defence&status=in_force&sort=title",
    "/treaties/?topic=nonsense",
    "/treaties/north-atlantic-treaty/?as_at=2019-03-22",
    "/actors/turkiye/",
    "/protocols/",
    "/protocols/north-macedonia-accession-protocol/?as_at=2019-06-01",
    "/alliances/nato/?as_at=2019-03-22",
    "/alliances/anzus/",
    "/programs/state-partnership-program/?as_at=2019-07-01",
    "/partnerships/",
    "/missions/pacific-partnership-2015/",
    "/sources/",
    "/search/?q=turkiye",
    "/glossary/",
    "/data/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_and_fits_every_screen_in_both_themes(page, records, path):
    for width in (1280, 390, 320):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            answer = page.goto(path)
            assert answer.status == 200
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)


def test_the_day_that_a_reader_chooses_is_carried_along(page, records):
    page.goto("/alliances/nato/")
    page.locator("#as-at").fill("2019-03-22")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("as_at=2019-03-22"))
    page.get_by_role("link", name="North Atlantic Treaty", exact=True).first.click()
    expect(page).to_have_url(re.compile("north-atlantic-treaty/.as_at=2019-03-22"))
    expect(page.get_by_text("Parties: 29").first).to_be_visible()
    page.get_by_role("link", name="See today").click()
    expect(page.get_by_text("Parties: 32").first).to_be_visible()


def test_a_reader_narrows_a_list_by_keyboard_and_shares_the_address(page, records):
    page.goto("/treaties/")
    words = page.get_by_label("Words")
    words.fill("north atlantic")
    words.press("Enter")
    expect(page).to_have_url(re.compile(r"q=north\+atlantic"))
    expect(page.get_by_role("link", name="North Atlantic Treaty", exact=True).first).to_be_visible()
