"""What readers of the public pages stumbled over: a label, a list, a date, a way within a page."""

import re

import pytest

from registry.models.changes import ChangeSet

pytestmark = pytest.mark.django_db


def page_of(client, path):
    return client.get(path).content.decode()


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_title_at_the_head_is_not_listed_as_another(client):
    for path, others in (
        (
            "/treaties/north-atlantic-treaty/",
            ["Washington Treaty", "Traité de l\u2019Atlantique Nord"],
        ),
        ("/fr/treaties/north-atlantic-treaty/", ["Washington Treaty"]),
        ("/fr/treaties/paris-agreement/", []),
    ):
        assert [title["title"] for title in client.get(path).context["other_titles"]] == others
    assert "Autres titres" not in page_of(client, "/fr/treaties/paris-agreement/")


def test_relations_of_one_kind_are_told_in_one(client):
    """Eleven agreements on NORAD lie within the framework of the North Atlantic Treaty."""
    page = page_of(client, "/treaties/north-atlantic-treaty/")
    related = words_of(page.partition('id="relations"')[2].partition("</section>")[0])
    assert related.count("is the framework of") == 1
    assert related.count("NORAD") == 11
    alone = page_of(client, "/treaties/anzus-treaty/").partition('id="relations"')[2]
    assert "<ul>" not in alone.partition("<ul>")[2].partition("</ul>")[0]


def test_a_change_is_dated_as_french_writes_the_first_of_a_month(client):
    ChangeSet.objects.update(published_at="2026-12-01T11:38:00+00:00")
    assert ">1er décembre 2026, 11:38<" in page_of(client, "/fr/changes/")
    assert ">1 December 2026, 11:38<" in page_of(client, "/changes/")


@pytest.mark.parametrize(
    ("path", "is_said"),
    [("/matrix/", True), ("/matrix/?alliance=nato", False), ("/matrix/?actors=france", False)],
)
def test_the_matrix_says_whom_it_shows_where_nobody_was_chosen(client, path, is_said):
    assert ("party to most of these treaties" in page_of(client, path)) is is_said


@pytest.mark.parametrize(
    "path",
    [
        *("/alliances/nato/", "/alliances/anzus/", "/programs/state-partnership-program/"),
        *("/programs/pacific-partnership/", "/treaties/north-atlantic-treaty/"),
        "/actors/north-macedonia/",
    ],
)
def test_a_long_page_leads_to_each_of_its_parts(client, path):
    page = page_of(client, path)
    contents = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
    assert re.findall(r'href="#([^"]+)"', contents) == re.findall(r'<h2 id="([^"]+)"', page)


@pytest.mark.parametrize(
    ("path", "day", "shown"),
    [
        ("/actors/yugoslavia/", "1992-04-26", "Party since 24 October 1945"),
        ("/actors/austria-hungary/", "1917-12-31", "Austria-Hungary"),
        ("/alliances/western-european-union/", "2011-06-29", "<b>10</b>"),
    ],
)
def test_what_has_ended_leads_to_its_last_day(client, path, day, shown):
    """On the page of today nobody is a member and nothing is in force: what was, stands there."""
    (url,) = re.findall(r'<p class="verdict">[^<]*<a href="([^"]+)">See', page_of(client, path))
    assert url == f"{path}?as_at={day}"
    page = page_of(client, url)
    assert shown in page
    assert "the day before" not in page
