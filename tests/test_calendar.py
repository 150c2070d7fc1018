import re
from datetime import date, timedelta

import pytest
from django.db import connection

from registry.choices import ActionKind, StatementKind
from registry.exports import LICENCE, CalendarEntry, Stamp, ics_response
from registry.models import Statement, Succession
from registry.models.participation import rebuild
from registry.queries.calendar import due, next_due
from registry.queries.due import due as due_for_staff
from registry.queries.listed import TopicTree
from registry.queries.signed import signed_on
from registry.views.pages import signatures
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


def test_what_follows_from_a_deposit_that_may_have_come_is_not_due(client):
    treaty = make_treaty(concluded_on="2018-12-12")
    make_clause(treaty, {"number": 1}, delay=90)
    make_action(treaty, make_actor("First"), ActionKind.RATIFICATION, "2019-03-01/2019-03-31")
    old = make_treaty(concluded_on="2001-03-01", stated_in_force_on="2001-06-01")
    late = (old, make_actor("Late"), ActionKind.ACCESSION, "2019-03-01/2019-03-31")
    make_action(*late, effective_on="2019-06-01")
    rebuild([treaty.pk, old.pk])
    assert told(client, treaty, as_at="2019-03-22") == set()
    assert told(client, old, as_at="2019-03-22") == set()
    found = told(client, treaty, as_at="2019-03-31")
    assert {kind for kind, *_ in found} == {"enters_into_force"}
    assert told(client, old, as_at="2019-03-31") == {("binds", "2019-06-01", "late", None)}


@pytest.mark.parametrize(
    ("day", "treaty"),
    [("2016-06-01", "montenegro-accession-protocol"), ("2024-01-01", "sweden-accession-protocol")],
)
def test_no_calendar_tells_of_an_entry_into_force_while_deposits_are_only_bounded(
    client, day, treaty
):
    rows = client.get("/calendar.json", {"as_at": day}).json()["results"]
    assert treaty not in {row["treaty"] for row in rows if row["kind"] == "enters_into_force"}
    coming = client.get("/", {"as_at": day}).context["coming"]
    assert treaty not in str(coming)


def test_a_later_joiner_becomes_a_party_on_a_day_to_come(client):
    treaty = make_treaty(concluded_on="2001-03-01", stated_in_force_on="2001-06-01")
    make_action(
        treaty, make_actor("Late"), ActionKind.ACCESSION, "2019-03-01", effective_on="2019-06-01"
    )
    rebuild([treaty.pk])
    assert told(client, treaty, as_at="2019-03-22") == {("binds", "2019-06-01", "late", None)}


@pytest.mark.parametrize(
    ("form", "kind", "event"),
    [
        ("multilateral", ActionKind.TERMINATION, ("ends", "2019-09-01", None, None)),
        ("bilateral", ActionKind.WITHDRAWAL, ("ends", "2019-09-01", None, None)),
        ("multilateral", ActionKind.WITHDRAWAL, ("leaves", "2019-09-01", "first", None)),
    ],
)
def test_an_end_to_come_is_told_once_and_not_as_the_withdrawal_of_each_party(
    client, form, kind, event
):
    """VCLT art. 54: a treaty ends for all, a withdrawal ends it for one, or for both of two."""
    treaty = make_treaty(concluded_on="2001-03-01", stated_in_force_on="2001-06-01", form=form)
    first, second = make_actor("First"), make_actor("Second")
    for actor in (first, second):
        make_action(treaty, actor, ActionKind.RATIFICATION, "2001-03-01")
    make_action(treaty, first, kind, "2019-03-01", effective_on="2019-09-01")
    rebuild([treaty.pk])
    assert told(client, treaty, as_at="2019-02-28") == set()
    assert told(client, treaty, as_at="2019-03-01") == {event}
    assert told(client, treaty, as_at="2019-09-01") == set()


def test_nobody_knew_beforehand_that_a_state_would_be_continued(client):
    """The Soviet Union's consents became Russia's on 24 December 1991."""
    treaty = make_treaty(concluded_on="1971-01-01", stated_in_force_on="1971-06-01")
    union, heir = make_actor("Union"), make_actor("Heir")
    make_action(treaty, union, ActionKind.ACCESSION, "1975-01-01")
    late = make_treaty(concluded_on="1971-01-01", stated_in_force_on="1971-06-01")
    accession = {"on": "1991-12-01", "effective_on": "1992-03-01"}
    make_action(late, union, ActionKind.ACCESSION, **accession)
    link = {"kind": "continues", "happened_on": "1991-12-24"}
    Succession.objects.create(predecessor=union, successor=heir, **link)
    rebuild([treaty.pk, late.pk])
    assert told(client, treaty, as_at="1991-12-20") == set()
    assert told(client, late, as_at="1991-12-20") == set()
    assert told(client, late, as_at="1991-12-24") == {("binds", "1992-03-01", "heir", None)}


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


def test_the_window_of_a_reservation_made_with_an_act_closes_twelve_months_after_it(client):
    """VCLT art. 20(5); what it came with was notified with it."""
    treaty = make_treaty(concluded_on="2001-03-01")
    act = make_action(treaty, make_actor("Wary"), ActionKind.ACCESSION, "2018-09-05")
    made = {"treaty": treaty, "actor": act.actor, "kind": StatementKind.RESERVATION, "action": act}
    for number in (1, 2):
        Statement.objects.create(**made, number=number)
    window = ("window_closes", "2019-09-05", "wary", None)
    assert window not in told(client, treaty, as_at="2018-09-04")
    assert window in told(client, treaty, as_at="2018-09-05")
    assert window in told(client, treaty, as_at="2019-09-04")
    assert window not in told(client, treaty, as_at="2019-09-05")
    day = date(2019, 3, 22)
    assert len([event for event in due(day, day + timedelta(365)) if event.actor == "wary"]) == 1
    rows = [row for row in due_for_staff(day) if row.treaty == treaty]
    assert [(str(row.on), row.record.number) for row in rows] == [
        ("2019-09-05", 1),
        ("2019-09-05", 2),
    ]


@pytest.mark.parametrize(
    ("withdrawn_on", "day", "is_open"),
    [
        ("2019-05-01", "2019-04-30", True),
        ("2019-05-01", "2019-05-01", False),
        ("2019-04/2019-06", "2019-05-01", True),
        ("", "2019-05-01", True),
    ],
)
def test_a_reservation_withdrawn_later_still_waited_for_objections(
    client, withdrawn_on, day, is_open
):
    treaty = make_treaty(concluded_on="2001-03-01")
    Statement.objects.create(
        treaty=treaty,
        actor=make_actor("Wary"),
        kind=StatementKind.RESERVATION,
        made_on="2018-09-05",
        withdrawn_on=withdrawn_on,
    )
    found = told(client, treaty, as_at=day)
    assert (("window_closes", "2019-09-05", "wary", None) in found) is is_open


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
        assert kept["count"] == len(lines) - 1 == page.context["page"].paginator.count


def test_a_long_calendar_comes_in_pages_and_whole_in_files(client, monkeypatch):
    whole = client.get("/calendar.json", {"as_at": "2019-03-22"}).json()
    assert whole["next"] is None
    assert whole["count"] > 10
    monkeypatch.setattr("registry.views.calendar.AT_ONCE", 5)
    url, found, words = "/calendar.json?as_at=2019-03-22", [], ""
    while url:
        part = client.get(url).json()
        assert (part["count"], len(part["results"]) <= 5) == (whole["count"], True)
        words += client.get(url.replace(".json", "/")).content.decode()
        found += part["results"]
        url = part["next"]
    assert [row["key"] for row in found] == [row["key"] for row in whole["results"]]
    assert words.count('<li><span class="aside">') == whole["count"]
    lines = client.get("/calendar.csv", {"as_at": "2019-03-22"}).getvalue().decode().splitlines()
    assert len(lines) - 1 == whole["count"]
    assert client.get("/calendar/", {"page": "10000"}).status_code == 404


def test_a_calendar_of_many_dates_takes_no_more_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        client.get("/calendar/", {"as_at": "2019-03-22"})


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
    assert f"\r\nDESCRIPTION:As at 2019-03-22. {LICENCE}\r\n" in text
    assert "\r\nSOURCE;VALUE=URI:http://testserver/calendar.ics?as_at=2019-03-22\r\n" in text
    again = client.get("/calendar.ics", {"as_at": "2019-03-23"}).getvalue().decode()
    assert set(re.findall(r"UID:(\S+)", again.replace("\r\n ", ""))) & set(uids)


def test_a_text_of_a_calendar_file_is_escaped_and_folded_between_characters():
    entry = CalendarEntry("a", date(2019, 3, 22), "Ä, b; c\\d\ne" + "é" * 80, "http://testserver/")
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


def test_the_front_page_counts_the_actors_that_their_list_holds(client):
    figures = client.get("/", {"as_at": "1949-04-04"}).context["figures"]
    (found,) = [one for one in figures if one["label"] == "States and other actors"]
    listed = client.get("/actors.json", {"as_at": "1949-04-04"}).json()["count"]
    assert found["number"].at_most == listed
    assert listed < client.get("/actors.json").json()["count"]


def test_the_calendar_works_at_the_end_of_time(client):
    assert client.get("/calendar/", {"as_at": "9999-12-31"}).status_code == 200
    assert client.get("/calendar/", {"as_at": "0001-01-01"}).status_code == 200


def test_a_french_calendar_names_treaties_as_french_pages_do(client):
    words = {}
    for prefix in ("", "/fr"):
        rows = client.get(f"{prefix}/calendar.json", {"as_at": "2019-03-22"}).json()["results"]
        words[prefix] = " ".join(row["words"] for row in rows)
    assert "North Atlantic Treaty was concluded 70 years ago" in words[""]
    assert "Traité de l\u2019Atlantique Nord" in words["/fr"]
    assert "North Atlantic Treaty" not in words["/fr"]


def test_the_soonest_of_what_is_due_are_told_whether_a_fortnight_holds_them_or_not():
    day = date(2019, 3, 22)
    whole = due(day, day + timedelta(365))
    for closes_on in ("2019-03-25", "2019-03-30", "2019-04-05", "2019-04-06", "2020-01-01"):
        make_treaty(concluded_on="2001-03-01", closes_on=closes_on)
        whole = due(day, day + timedelta(365))
        for most in (1, 3, 5, 100):
            assert next_due(day, day + timedelta(365), most) == whole[:most]
    assert {event.on.text for event in whole} >= {"2019-04-05", "2020-01-01"}
    assert next_due(date.max, date.max, 5) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what there is")
def test_what_is_due_and_who_has_signed_is_found_by_ranges_of_an_index():
    asked = []

    def note(execute, sql, parameters, *rest):
        asked.append((sql, parameters))
        return execute(sql, parameters, *rest)

    day = date(2019, 3, 22)
    with connection.execute_wrapper(note):
        due(day, day + timedelta(365))
        due_for_staff(day)
        signatures(day)
        signed_on(None, day, "", TopicTree([], {}))
    ways = []
    for sql, parameters in asked:
        if '"registry_participation"' in sql or '"registry_statement"' in sql:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
                ways += [row[3] for row in cursor.fetchall()]
    found = [way for way in ways if "participation_" in way or "statement_" in way]
    assert {way.partition("INDEX ")[2] for way in found} == {
        "participation_by_beginning (standing=? AND begins_earliest>? AND begins_earliest<?)",
        "participation_by_end (standing=? AND until_earliest>? AND until_earliest<?)",
        "participation_by_end (standing=? AND until_earliest<?)",
        "participation_of_signatories (standing=? AND until_latest=?)",
        "participation_of_signatories (standing=? AND until_latest>?)",
        "statement_by_kind_and_day (kind=? AND made_latest=?)",
        "statement_by_kind_and_day (kind=? AND made_latest>?)",
        "statement_by_kind_and_day (kind=? AND made_latest>? AND made_latest<?)",
    }
    assert not [way for way in ways if way.startswith("SCAN")]
