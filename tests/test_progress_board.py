"""The page of a ratification protocol says first how far it has come, and who is missing."""

import re

import pytest

pytestmark = pytest.mark.django_db

FINLAND = "/protocols/finland-accession-protocol/"


def told(client, day, path=FINLAND):
    page = client.get(path, {"as_at": day}).content.decode()
    board = page.partition('id="progress"')[2].partition("</section>")[0]
    return re.sub(r"<[^>]+>", "", board)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2022-10-01", "on record by then for 28 of 30; none of these for: Hungary, Türkiye."),
        ("2023-03-29", "on record by then for 29 of 30; none of these for: Türkiye."),
        ("2023-04-03", "on record by then for all 30."),
    ],
)
def test_it_says_who_had_not_even_approved_at_home(client, day, sentence):
    """Of most deposits only the bounds are known; the votes in parliament are known to the day."""
    assert sentence in told(client, day)


def test_a_step_that_may_have_come_later_settles_nothing(client):
    """Canada needed no vote, but on which day that was said is not on record."""
    board = told(client, "2019-06-01", "/protocols/north-macedonia-accession-protocol/")
    assert re.search(r"none of these for: [^.]*Canada", board)


@pytest.mark.parametrize("day", ["2022-07-04", "2023-04-04"])
def test_nothing_is_said_of_approvals_where_none_is_awaited_or_known(client, day):
    assert "approval at home" not in told(client, day)


def test_the_list_names_who_is_outstanding(client):
    rows = client.get("/protocols.json?as_at=2023-02-01").json()["results"]
    assert {row["slug"]: row["outstanding"] for row in rows if row["outstanding"]} == {
        "finland-accession-protocol": ["hungary", "turkiye"],
        "sweden-accession-protocol": ["hungary", "turkiye"],
    }
    page = client.get("/protocols/?as_at=2023-02-01").content.decode()
    assert page.count("Outstanding: ") == page.count("Outstanding: Hungary, Türkiye") == 2
