"""The desk, a list, forms and the grid: no finding of axe, no side-scroll of the page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from registry.models import Actor, Treaty
from tests.browser.test_desk import sign_in

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OF_AXE = ("Applying inline style", "style-src-elem inline")
PASTED = (
    "Participant\tRatification\nMacedonia\t3 May 2019\nFrnace\t4 May 2019 AA\nGermany\t31 Feb 2019"
)


def findings(page, faults):
    """Tell what axe finds; what it is refused while it measures contrasts is none of the page's."""
    assert not faults
    violations = Axe().run(page, options=RULES).response["violations"]
    faults[:] = [fault for fault in faults if not any(words in fault for words in OF_AXE)]
    return [
        f"{page.url}: {found['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for found in violations
        for node in found["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_of_staff_are_accessible_and_fit(
    page, records, admin_user, faults, scheme, width
):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    sign_in(page, admin_user)
    treaty = Treaty.objects.get(slug="north-macedonia-accession-protocol")
    grid = f"/admin/registry/treaty/{treaty.pk}/grid/"
    wrong = []
    for path in (
        "/admin/",
        "/admin/quality/?kind=act_without_source",
        "/admin/search/?q=north",
        "/admin/registry/treatyaction/?sourced=no",
        f"/admin/registry/treatyaction/{treaty.actions.first().pk}/change/",
        f"/admin/registry/treaty/{treaty.pk}/change/",
        f"/admin/registry/actor/{Actor.objects.get(slug='france').pk}/change/",
        grid,
    ):
        page.goto(path)
        page.wait_for_timeout(300)  # until Select2 has made its boxes
        wrong += findings(page, faults)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.locator("#id_who-who").select_option("names")
    page.locator("#id_who-pasted").fill(PASTED)
    page.get_by_role("button", name="List the rows").click()
    page.get_by_text("3 rows").first.wait_for()
    wrong += findings(page, faults)
    assert not wrong, "\n".join(wrong)
