"""A change is proposed, reviewed by another person, published, corrected publicly and reverted."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection
from playwright.sync_api import expect

from registry.models import Treaty

TITLE = "Treaty of the Zebra"

make_groups = import_module("registry.migrations.0005_make_groups").make_groups


@pytest.fixture
def staff(records):
    make_groups(apps, SimpleNamespace(connection=connection))  # emptied with the tables
    for name in ("editor", "reviewer"):
        user = User.objects.create_user(name, password="password", is_staff=True)
        user.groups.add(Group.objects.get(name=name))


def sign_in(page, name):
    page.goto("/admin/")
    if page.get_by_role("button", name="Log out").count():
        page.get_by_role("button", name="Log out").click()
        page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def test_a_second_person_reviews_what_the_first_proposed_and_takes_it_back(page, staff):
    treaty = Treaty.objects.get(slug="ctbt")
    sign_in(page, "editor")
    page.goto(f"/admin/registry/treaty/{treaty.pk}/change/")
    page.locator("#id_title").fill(TITLE)
    page.get_by_label("Reason (public)").fill("The depositary's notification 7.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist")).to_contain_text("Kept as a draft")
    draft = page.url
    page.get_by_role("button", name="Work on in this draft").click()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    page.get_by_role("button", name="Leave the draft").click()
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".change-facts")).to_contain_text("In review")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    page.goto("/treaties/ctbt/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(TITLE)

    sign_in(page, "reviewer")
    page.goto(draft)
    expect(page.locator(".changes ins")).to_have_text([TITLE])
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist")).to_contain_text("Published")
    page.goto("/treaties/ctbt/")
    page.reload()  # the browser may answer for a minute with what it has
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator(".corrected")).to_contain_text("notification 7")

    page.goto(f"/admin/registry/treaty/{treaty.pk}/history/")
    page.locator(".change-set h2 a").first.click()
    page.get_by_role("button", name="Revert").click()
    expect(page.locator(".messagelist")).to_contain_text("kept as a draft, for review")
    assert Treaty.objects.get(pk=treaty.pk).title == TITLE
