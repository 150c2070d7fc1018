"""A record that would fill a page of thousands of rows shows so many of them at a time."""

import csv
import io

import pytest

from registry.views import actors, pairs

pytestmark = pytest.mark.django_db

SIZE = 7
RECORDS = ["/actors/france", "/actors/france/and/united-kingdom"]


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(actors, "MOST_STANDINGS", SIZE)
    monkeypatch.setattr(pairs, "MOST_STANDINGS", SIZE)
    monkeypatch.setattr(actors, "CHUNK", 3)


def pages(client, record: str) -> list[dict]:
    found, url = [], f"{record}.json"
    while url:
        found.append(client.get(url).json())
        url = found[-1]["treaties_next"]
    return found


@pytest.mark.parametrize("record", RECORDS)
def test_the_pages_of_a_record_are_the_whole_table_in_its_order(client, record):
    told = pages(client, record)
    rows = [row["treaty"] for page in told for row in page["treaties"]]
    assert {len(page["treaties"]) for page in told[:-1]} == {SIZE}
    assert 0 < len(told[-1]["treaties"]) <= SIZE
    assert len(told) > 2
    text = client.get(f"{record}.csv").getvalue().decode("utf-8-sig")
    assert [row["treaty"] for row in csv.DictReader(io.StringIO(text))] == rows


@pytest.mark.parametrize("record", RECORDS)
def test_what_is_counted_is_counted_over_all_pages(client, record, monkeypatch):
    first, *others = pages(client, record)
    assert all(page["counts"] == first["counts"] for page in others)
    monkeypatch.setattr(actors, "MOST_STANDINGS", 1000)
    monkeypatch.setattr(pairs, "MOST_STANDINGS", 1000)
    (whole,) = pages(client, record)
    assert whole["counts"] == first["counts"]
    assert [row["treaty"] for row in whole["treaties"]] == [
        row["treaty"] for page in (first, *others) for row in page["treaties"]
    ]


@pytest.mark.parametrize("record", RECORDS)
def test_each_page_leads_to_the_others_at_its_table(client, record):
    page = client.get(f"{record}/?page=2&as_at=2019-03-22").text
    for number in ("as_at=2019-03-22", "as_at=2019-03-22&amp;page=3"):
        assert f'href="{record}/?{number}#treaties"' in page
    assert client.get(f"{record}/?page=999").status_code == 404
    assert "There is no page 999" in client.get(f"{record}/?page=999").text


def test_a_page_of_two_actors_says_how_many_treaties_there_are_in_all(client):
    told = pages(client, RECORDS[1])
    answers = [row["in_force"] for page in told for row in page["treaties"]]
    assert answers == sorted(answers, key=["yes", "not known", "no"].index)
    page = client.get(f"{RECORDS[1]}/").text
    assert f"of the {len(answers)} treaties on record" in page
    assert f"In force between the two: {answers.count('yes')}<" in page
