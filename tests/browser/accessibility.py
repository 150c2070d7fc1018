"""What axe finds wrong on a page, one sentence each."""

from collections.abc import Collection

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GUIDELINES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Rows beyond a dozen have the shape of those before them.
ALIKE = ["tbody tr:nth-child(n+13)", ".entry:nth-child(n+13)"]
# All that another theme can spoil: a page in it is the same but for its colours.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def findings(
    page: Page, tags: Collection[str], *, scheme: str = "light", is_whole: bool = False
) -> list[str]:
    """Run the rules with these tags in the light theme, and those about colours in the dark one.

    Of many rows alike the first dozen are looked at, unless the page is to be looked at as a whole.
    """
    options = {
        "runOnly": list(tags) if scheme == "light" else OF_COLOURS,
        # To name every part of a page that is right takes longer than to look at it.
        "resultTypes": ["violations"],
    }
    context = None if is_whole else {"exclude": [[one] for one in ALIKE]}
    return [
        f"{found['id']}: {found['help']} ({node['html'][:120]}) {node.get('failureSummary', '')}"
        for found in Axe().run(page, context, options).response["violations"]
        for node in found["nodes"]
    ]
