"""The pages in French, where words are longer: as accessible, and as narrow."""

import re

from playwright.sync_api import expect

from tests.browser.accessibility import findings
from tests.browser.test_access import TAGS, too_wide

PAGES = (
    "/fr/",
    "/fr/treaties/",
    "/fr/treaties/north-atlantic-treaty/?as_at=2019-03-22",
    "/fr/actors/",
    "/fr/actors/north-macedonia/",
    "/fr/actors/france/and/germany/",
    "/fr/alliances/nato/?as_at=2026-01-01&compare=2019-03-22",
    "/fr/protocols/north-macedonia-accession-protocol/?as_at=2019-06-01",
    "/fr/programs/state-partnership-program/?as_at=2019-07-01",
    "/fr/signatories/?years=10",
    "/fr/matrix/?alliance=nato",
    "/fr/calendar/",
    "/fr/data/",
    "/fr/glossary/",
)


def test_french_pages_are_accessible_and_fit_a_phone(page, records):
    wrong = []
    for path in PAGES:
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.goto(path).status == 200, path
        wrong += [f"{path}: {found}" for found in findings(page, TAGS)]
        wrong += too_wide(page, 390)
        page.set_viewport_size({"width": 320, "height": 640})
        wrong += too_wide(page, 320)
    assert not wrong, "\n".join(wrong)


def test_a_reader_changes_the_language_and_keeps_the_day(page, records):
    page.goto("/alliances/nato/?as_at=2019-03-22")
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile(r"/fr/alliances/nato/\?as_at=2019-03-22"))
    expect(page.get_by_role("link", name="Allemagne").first).to_be_visible()
    expect(page.get_by_text("29", exact=True).first).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Germany").first).to_be_visible()
