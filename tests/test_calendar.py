import re
from datetime import date

import pytest

from registry.choices import ActionKind, StatementKind
from registry.exports import Entry, Stamp, ics_response
from registry.models import Statement
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_clause, make_treaty

pytestmark = pytest.mark.django_db


def told(client, treaty, **query) -> set[tuple]:
    rows = client.get("/calendar.json", query).json()["results"]
    return {
        (row["kind"], row["on"], row["actor"], row["years"])
        for row in rows
        if row["treaty"] == treaty.slug
    }


def test_what_is_due_is_told_once_it_is_known_and_until_it_has_come(client):
    treaty = make_treaty(concluded_on="2018-12-12")
    make_clause(treaty, {"number": 1}, delay=90)
    first, second = make_actor("First"), make_actor("Second")
    make_action(treaty, first, ActionKind.RATIFICATION, "2019-03-01")
    make_action(treaty, second, ActionKind.RATIFICATION, "2019-03-01")
    make_action(treaty, second, ActionKind.WITHDRAWAL, "2019-08-01", effective_on="2020-02-01")
    rebuild([treaty.pk])
    assert told(client, treaty, as_at="2019-02-28") == set()
    assert told(client, treaty, as_at="2019-03-22") == {
        ("enters_into_force", "2019-05-30", None, None)
    }
    assert told(client, treaty, as_at="2019-09-01") == {("leaves", "2020-02-01", "second", None)}
    assert told(client, treaty, as_at="2020-02-01") == set()


def test_a_later_joiner_becomes_a_party_on_a_day_to_come(client):
    treaty = make_treaty(concluded_on="2001-03-01", stated_in_force_on="2001-06-01")
    make_action(
        treaty, make_actor("Late"), ActionKind.ACCESSION, "2019-03-01", effective_on="2019-06-01"
    )
    rebuild([treaty.pk])
    assert told(client, treaty, as_at="2019-03-22") == {("binds", "2019-06-01", "late", None)}


def test_the_window_to_object_closes_after_twelve_months(client):
    treaty = make_treaty(concluded_on="2001-03-01", closes_on="2019-12-31")
    Statement.objects.create(
        treaty=treaty,
        actor=make_actor("Wary"),
        kind=StatementKind.RESERVATION,
        made_on="2018-09-05",
    )
    found = told(client, treaty, as_at="2019-03-22")
    assert ("closes", "2019-12-31", None, None) in found
    assert [kind for kind, *_ in found if kind == "window_closes"]


def test_round_anniversaries_return_once_in_the_year(client):
    treaty = make_treaty(concluded_on="1949-04-04", stated_in_force_on="1949-08-24")
    leap = make_treaty(concluded_on="1960-02-29")
    rough = make_treaty(concluded_on="1949-04")
    ended = make_treaty(concluded_on="1949-04-05", ended_on="1990", end_ground="expired")
    rebuild([treaty.pk, leap.pk, rough.pk, ended.pk])
    assert told(client, treaty, as_at="2019-03-22") == {
        ("concluded", "2019-04-04", None, 70),
        ("in_force", "2019-08-24", None, 70),
    }
    assert told(client, treaty, as_at="2017-01-01") == set()
    assert told(client, leap, as_at="2029-06-01") == {("concluded", "2030-03-01", None, 70)}
    assert told(client, rough, as_at="2019-03-22") == set()
    assert told(client, ended, as_at="2019-03-22") == set()


def test_the_calendar_is_narrowed_to_one_kind_in_every_format(client):
    every = client.get("/calendar.json").json()
    kinds = {row["kind"] for row in every["results"]}
    assert len(kinds) > 1
    for kind in kinds:
        kept = client.get("/calendar.json", {"kind": kind}).json()
        lines = client.get("/calendar.csv", {"kind": kind}).getvalue().decode().splitlines()
        page = client.get("/calendar/", {"kind": kind})
        assert {row["kind"] for row in kept["results"]} == {kind}
        assert kept["count"] == len(lines) - 1 == len(page.context["rows"])


def test_the_calendar_file_keeps_to_its_format(client):
    content = client.get("/calendar.ics", {"as_at": "2019-03-22"}).getvalue()
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    text = content.replace(b"\r\n ", b"").decode()
    assert "\n" not in text.replace("\r\n", "")
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    uids = re.findall(r"\r\nUID:(\S+)\r\n", text)
    assert len(uids) == len(set(uids)) == text.count("BEGIN:VEVENT") == text.count("END:VEVENT")
    assert len(uids) == text.count("DTSTAMP:20190322T000000Z") > 0
    again = client.get("/calendar.ics", {"as_at": "2019-03-23"}).getvalue().decode()
    assert set(re.findall(r"UID:(\S+)", again.replace("\r\n ", ""))) & set(uids)


def test_a_text_of_a_calendar_file_is_escaped_and_folded_between_characters():
    entry = Entry("a", date(2019, 3, 22), "Ä, b; c\\d\ne" + "é" * 80, "http://testserver/")
    stamp = Stamp("2019-03-22", "")
    content = ics_response([entry], name="Name", stamp=stamp).getvalue()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    text = content.decode().replace("\r\n ", "")
    assert "SUMMARY:Ä\\, b\\; c\\\\d\\ne" + "é" * 80 + "\r\n" in text


def test_the_front_page_tells_what_happens_next_as_known_on_the_day(client):
    treaty = make_treaty(concluded_on="2018-12-12", short_title="Drawn Accord")
    make_clause(treaty, {"number": 1}, delay=90)
    make_action(treaty, make_actor("First"), ActionKind.RATIFICATION, "2019-03-01")
    rebuild([treaty.pk])

    def coming(day):
        return [row["words"] for row in client.get("/", {"as_at": day}).context["coming"]]

    assert "Drawn Accord enters into force." in coming("2019-03-22")
    assert "Drawn Accord enters into force." not in coming("2019-02-01")


def test_the_front_page_counts_the_signatures_that_the_list_of_signatories_holds(client):
    figures = client.get("/", {"as_at": "2019-03-22"}).context["figures"]
    (found,) = [one for one in figures if one["label"] == "signatures without consent"]
    listed = client.get("/signatories.json", {"as_at": "2019-03-22"}).json()["count"]
    assert found["number"].at_most == listed > 50


def test_the_calendar_works_at_the_end_of_time(client):
    assert client.get("/calendar/", {"as_at": "9999-12-31"}).status_code == 200
    assert client.get("/calendar/", {"as_at": "0001-01-01"}).status_code == 200
