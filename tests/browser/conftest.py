"""A real Chromium on the live server. Any fault that a page shows to the browser fails its test."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from registry.models import FIXTURES, Treaty
from tests.restoring import Snapshot

if importlib.util.find_spec("playwright"):
    from playwright.sync_api import Browser, Page, expect, sync_playwright

    expect.set_options(timeout=15_000)  # milliseconds: two browsers share a small machine
else:
    collect_ignore_glob = ["test_*.py"]

HERE = Path(__file__).parent
FIXTURE_FILES = HERE.parent.parent / "fixtures"
LAUNCH = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.hookimpl(tryfirst=True)  # before -m deselects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.skip("no chromium on the PATH, and CHROMIUM names none")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory) -> "Snapshot":
    return Snapshot(tmp_path_factory.mktemp("snapshot") / "rows.sqlite3")


@pytest.fixture
def records(transactional_db, snapshot) -> None:
    """The fixtures: a test with a live server leaves an empty database behind."""
    if snapshot.is_taken:
        snapshot.bring()
        return
    if not Treaty.objects.exists():
        call_command(
            "loaddata", *(str(FIXTURE_FILES / f"{noun}.json") for noun in FIXTURES), verbosity=0
        )
    snapshot.take()


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the page so far; a test that provokes a fault takes it out of here."""
    return []


@pytest.fixture
def page(browser: "Browser", live_server, faults: list[str]) -> "Iterator[Page]":
    """An empty page whose relative addresses are those of the live server."""
    own = urlsplit(live_server.url).netloc

    def watch_request(request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc != own:
            faults.append(f"request to {request.url}")

    def watch_console(message) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text} ({message.location['url']})")

    context = browser.new_context(base_url=live_server.url)
    context.add_init_script(TELL_VIOLATIONS)
    page = context.new_page()
    page.on("request", watch_request)
    page.on("console", watch_console)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    yield page
    context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def colleague(browser: "Browser", live_server, records) -> "Iterator[Page]":
    """The page of another person, who is signed in."""
    User.objects.create_superuser("colleague", password="password")
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill("colleague")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
    yield page
    context.close()
