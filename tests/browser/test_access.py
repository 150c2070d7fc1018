"""Every type of page, in both themes and on two screens: no finding of axe, no side-scroll.

The fixture `page` fails a test for any console error and any request to another host.
"""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse
from playwright.sync_api import expect

from registry import urls
from tests.browser.accessibility import GUIDELINES, findings

# Every page that takes no slug, whoever adds it, and the types of page that take one.
PAGES = [
    *(
        reverse(f"registry:{pattern.name}")
        for pattern in urls.urlpatterns
        if not pattern.pattern.converters and str(pattern.pattern)[-1:] in ("", "/")
    ),
    "/?as_at=2019-03-22",
    "/treaties/?topic=nonsense&q=nothing",
    "/treaties/north-atlantic-treaty/?as_at=2019-03-22",
    "/treaties/ctbt/",
    "/treaties/norad-agreement-1981/",
    "/actors/north-macedonia/",
    "/actors/france/and/",
    "/actors/france/and/united-states/",
    "/protocols/north-macedonia-accession-protocol/?as_at=2019-06-01",
    "/alliances/nato/?as_at=2019-03-22",
    "/programs/state-partnership-program/?as_at=2019-07-01",
    "/programs/pacific-partnership/",
    "/alliances/nato/?as_at=2026-01-01&compare=2019-03-22",
    "/signatories/?years=10",
    "/matrix/?topic=defence&alliance=nato&as_at=2019-03-22",
    "/calendar/?as_at=2019-03-22",
    "/missions/pacific-partnership-2015/",
    "/search/?q=turkiye",
]
REFUSED = {"/treaties/no-such-treaty/": 404, "/treaties/?as_at=yesterday": 400}
TAGS = (*GUIDELINES, "best-practice")
DRESSES = [(1280, "light"), (1280, "dark"), (390, "dark"), (390, "light")]
PARTS = 4  # so that no worker is left with all of it


def test_every_type_of_page_is_opened():
    pages = {one.name for one in urls.urlpatterns if str(one.pattern)[-1:] in ("", "/")}
    assert len(pages) > 20
    assert {resolve(urlsplit(path).path).url_name for path in PAGES} == pages


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_fits(page, records, faults, part):
    """Each is opened once and looked at in each dress, and on the smallest screen there is."""
    wrong, refusals = [], 0
    for path in (*PAGES, *REFUSED)[part::PARTS]:
        status = REFUSED.get(path, 200)
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(path).status == status, path
        assert page.locator("h1").count() == 1, path
        for width, scheme in DRESSES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            is_whole = (width, scheme) == DRESSES[0]
            found = findings(page, TAGS, scheme=scheme, is_whole=is_whole)
            wrong += [f"{path}, {width}, {scheme}: {one}" for one in found]
            wrong += too_wide(page, width)
        page.set_viewport_size({"width": 320, "height": 640})
        wrong += too_wide(page, 320)
        refusals += status != 200
    assert not wrong, "\n".join(wrong)
    # The browser itself says of a page that it was refused.
    told = [fault for fault in faults if fault.startswith("console: Failed to load")]
    assert len(told) == refusals
    faults[:] = [fault for fault in faults if fault not in told]


def too_wide(page, width):
    found = page.evaluate("document.documentElement.scrollWidth")
    return [f"{page.url}: scrolls sideways at {width}"] if found > width else []


# WCAG 1.4.12: set by a reader's own sheet, which no policy of ours binds.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter(one => {
  const style = getComputedStyle(one);
  return style.display !== "none" && one.clientHeight > 1 && one.textContent.trim()
    && ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 2;
}).map(one => one.outerHTML.slice(0, 100))"""
CUT_OFF_ON_PAPER = """() => [...document.querySelectorAll("main *")].filter(one =>
  getComputedStyle(one).overflowX !== "visible" && one.clientWidth > 1
  && one.scrollWidth > one.clientWidth + 2
).map(one => one.outerHTML.slice(0, 100))"""


def test_nothing_is_lost_to_spacing_colours_or_paper(page, records):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    for path in PAGES[-14:]:
        page.goto(path)
        page.evaluate(SPACED)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate(CUT_OFF) == [], path
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
    page.emulate_media(media="print", forced_colors="none")
    for path in PAGES[-14:]:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate(CUT_OFF) == [], path
        assert page.evaluate(CUT_OFF_ON_PAPER) == [], path  # what is wide is printed smaller


def test_axe_finds_what_is_wrong(page, records):
    page.goto("/glossary/")
    image = "<img src=/static/registry/mark.svg>"
    page.evaluate(f"document.querySelector('h1').outerHTML = '{image}'")
    assert any("image-alt" in found for found in findings(page, TAGS))


def test_axe_finds_what_cannot_be_read_in_the_dark(page, records):
    page.emulate_media(color_scheme="dark")
    page.goto("/treaties/")
    assert not findings(page, TAGS, scheme="dark")
    page.evaluate("document.querySelector('h1').style.color = 'rgb(70, 70, 70)'")
    assert any("color-contrast" in found for found in findings(page, TAGS, scheme="dark"))


def test_a_reader_reaches_the_content_and_a_reason_by_keyboard(page, records):
    page.goto("/treaties/north-atlantic-treaty/?as_at=2019-03-22")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    reason = page.locator("#albania details.why")
    summary = reason.locator("summary")
    for _ in range(120):
        page.keyboard.press("Tab")
        if summary.evaluate("one => one === document.activeElement"):
            break
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    expect(reason.get_by_text("accession deposited on 1 April 2009")).to_be_visible()


def test_a_reader_searches_and_supposes_a_deposit_by_keyboard(page, records):
    page.goto("/")
    page.locator("#find").focus()
    page.keyboard.type("macedonia")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/protocols/north-macedonia-accession-protocol/?as_at=2019-06-01")
    page.get_by_label("Spain", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Work it out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="If Spain deposits")).to_be_visible()
