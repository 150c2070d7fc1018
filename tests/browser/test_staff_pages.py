"""Every page of the admin, as the table of rights lists them, opened as whoever may do everything.

The fixture `page` fails a test for what the content security policy refuses, for any error that a
script or the console tells of, and for any request to another host.
"""

import pytest
from django.contrib.auth.models import Group

from tests.browser.test_desk import sign_in
from tests.test_permissions import PAGES, address

# What is no page: it is posted to, it answers with data, or with a file.
NO_PAGES = ("logout", "save_filter", "forget_filter", "autocomplete", "jsi18n")
PARTS = 4  # so that no worker is left with all of it


def is_page(name: str) -> bool:
    return (
        name not in NO_PAGES
        and not name.endswith("_export")
        and PAGES[name]["superuser"] in (200, 302)
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_of_staff_does_what_its_policy_refuses(page, records, admin_user, part):
    # A migration made the groups; a test with a live server leaves an empty database behind.
    Group.objects.get_or_create(name="viewer")
    sign_in(page, admin_user)
    names = [name for name in PAGES if is_page(name)]
    assert len(names) > 100
    for name in names[part::PARTS]:
        path = address(name)
        answer = page.goto(path)
        assert answer.status == 200, f"{name}: {path}"
        assert page.locator("h1").count() > 0, name
