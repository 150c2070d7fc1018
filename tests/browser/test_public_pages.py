import re

from playwright.sync_api import expect


def test_the_day_that_a_reader_chooses_is_carried_along(page, records):
    page.goto("/alliances/nato/")
    page.locator("#as-at-day").fill("2019-03-22")
    page.locator(".as-at button").click()
    expect(page).to_have_url(re.compile("as_at=2019-03-22"))
    page.get_by_role("link", name="North Atlantic Treaty", exact=True).first.click()
    expect(page).to_have_url(re.compile("north-atlantic-treaty/.as_at=2019-03-22"))
    expect(page.get_by_text("Parties: 29").first).to_be_visible()
    page.get_by_role("link", name="See today").click()
    expect(page.get_by_text("Parties: 32").first).to_be_visible()


def test_a_slider_says_its_year_while_it_moves_and_shows_that_year(page, records):
    page.goto("/alliances/nato/?as_at=1990-01-01")
    slider = page.get_by_role("slider")
    expect(page.locator("output")).to_have_text("1990")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("output")).to_have_text("1949")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("output")).to_have_text("1952")
    page.locator(".years button").click()
    expect(page).to_have_url(re.compile("as_at=1952-12-31"))
    expect(page.locator("#members + .count")).to_contain_text("14")


def test_a_reader_narrows_a_list_by_keyboard_and_shares_the_address(page, records):
    page.goto("/treaties/")
    words = page.get_by_label("Words")
    words.fill("north atlantic")
    words.press("Enter")
    expect(page).to_have_url(re.compile(r"q=north\+atlantic"))
    expect(page.get_by_role("link", name="North Atlantic Treaty", exact=True).first).to_be_visible()


def test_a_reader_narrows_by_a_facet_by_keyboard_and_takes_it_away_again(page, records):
    page.goto("/treaties/")
    facet = page.get_by_role("link", name=re.compile("^Multilateral"))
    number = facet.locator(".tally").inner_text()
    facet.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("form=multilateral"))
    expect(page.locator(".count strong")).to_have_text(number)
    expect(page.get_by_role("link", name=re.compile("^Multilateral"))).to_have_attribute(
        "aria-current", "true"
    )
    page.get_by_role("link", name="remove this filter").click()
    expect(page).not_to_have_url(re.compile("form="))


def test_two_days_are_compared_from_the_page_of_an_alliance(page, records):
    page.goto("/alliances/nato/?as_at=2026-01-01")
    page.get_by_label("Compare 1 January 2026 with").fill("2019-03-22")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("3 joined, 0 left, 0 changed in another way")).to_be_visible()
    page.get_by_role("link", name="1 year earlier").click()
    expect(page).to_have_url(re.compile("as_at=2025-01-01"))


def test_the_first_tab_skips_to_the_content(page, records):
    page.goto("/matrix/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_phone_shows_each_participants_standing_under_its_name_and_still_sorts(page, records):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/treaties/north-atlantic-treaty/")
    row = page.locator("tr#belgium")
    assert (
        row.locator("td.first .status").evaluate("one => one.getBoundingClientRect().right") <= 390
    )
    tops = row.locator(":scope > *").evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect().top)"
    )
    name, signed, *_others, standing, _source = tops
    assert name < standing < signed
    page.get_by_role("link", name="Standing", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?sort=standing#chart$"))
    page.set_viewport_size({"width": 1280, "height": 844})
    tops = row.locator(":scope > *").evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect().top)"
    )
    assert (len(tops), len(set(tops))) == (7, 1)


def test_a_phone_shows_how_far_each_ally_is_without_a_way_sideways(page, records):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/protocols/north-macedonia-accession-protocol/?as_at=2019-06-01")
    scroll = page.get_by_role("region", name="Who must accept")
    assert scroll.evaluate("one => one.scrollWidth <= one.clientWidth")
    tops = page.locator("tr#slovakia > *").evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect().top)"
    )
    name, signed, *_others, instrument, _source = tops
    assert name < instrument < signed


def test_no_list_is_wider_than_its_window(page, records):
    for width in (768, 1024, 1100, 1215, 1216):
        page.set_viewport_size({"width": width, "height": 844})
        for path in ("/treaties/", "/alliances/", "/programs/", "/sources/", "/fr/programs/"):
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert (path, wide) == (path, width)


def test_a_tablet_and_a_desk_show_every_column_of_a_table(page, records):
    for width in (768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (
            "/protocols/?as_at=2022-10-01",
            "/fr/protocols/?as_at=2022-10-01",
            "/fr/programs/state-partnership-program/",
            "/fr/alliances/nato/",
        ):
            page.goto(path)
            hidden = page.locator(".scroll").evaluate_all(
                "all => all.map(one => one.scrollWidth - one.clientWidth)"
            )
            assert max(hidden) <= 2, (width, path)


def test_the_search_says_in_full_what_it_takes(page, records):
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/", "/fr/"):
        page.goto(path)
        box = page.locator("#find")
        box.evaluate("one => { one.value = one.placeholder }")
        assert box.evaluate("one => one.scrollWidth <= one.clientWidth"), path


def test_paper_keeps_the_address_and_drops_what_only_a_screen_can_do(page, records):
    page.emulate_media(media="print")
    page.goto("/protocols/north-macedonia-accession-protocol/?as_at=2019-06-01")
    expect(page.get_by_text("to cite it:")).to_be_visible()
    expect(page.locator("#what-if")).to_be_hidden()
    page.goto("/protocols/north-macedonia-accession-protocol/?as_at=2019-06-01&on=2019-07-01")
    expect(page.locator("#what-if")).to_be_visible()
