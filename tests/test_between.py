"""What binds two actors: the treaties between them, and the page that tells it with the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.choices import ActionKind, Coverage, ObligationKind
from registry.models import Actor, Obligation, Statement, Treaty
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_source, make_treaty
from tests.samples import make_alliance, make_mission, make_partnership, make_program, make_stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return make_actor("Ruritania"), make_actor("Graustark")


def bind(*actors, on="1980-01-01", **values):
    """Make a treaty in force since 1 June 1980 to which these actors consented on a day."""
    treaty = make_treaty(**{"stated_in_force_on": "1980-06-01", "source": make_source()} | values)
    for actor in actors:
        make_action(treaty, actor, ActionKind.RATIFICATION, on, source=make_source())
    rebuild([treaty.pk])
    return treaty


def reserve(treaty, actor, **values):
    return Statement.objects.create(
        **{"treaty": treaty, "actor": actor, "kind": "reservation", "made_on": "1980-01-01"}
        | {"articles": "Article 5", "source": make_source()}
        | values
    )


def object_to(reservation, actor, **values):
    given = {"treaty": reservation.treaty, "actor": actor, "kind": "objection"}
    return Statement.objects.create(
        **given | {"objects_to": reservation, "made_on": "1980-09-01"} | values
    )


def told(client, day="2019-03-22", a="ruritania", b="graustark"):
    return client.get(f"/actors/{a}/and/{b}.json", {"as_at": day}).json()


def the_treaty(client, **query):
    (row,) = told(client, **query)["treaties"]
    return row


def test_a_treaty_is_in_force_between_two_parties_and_the_reason_names_them(client, two):
    bind(*two)
    row = the_treaty(client)
    assert row["in_force"] == "yes"
    assert row["reason"] == (
        "Ruritania: Party since 1 June 1980, when the treaty entered into force: ratification "
        "deposited on 1 January 1980; Graustark: Party since 1 June 1980, when the treaty entered "
        "into force: ratification deposited on 1 January 1980"
    )
    assert told(client)["counts"]["treaties_in_force"] == {"at_least": 1, "at_most": 1}


def test_before_its_entry_into_force_a_treaty_binds_nobody(client, two):
    bind(*two)
    row = the_treaty(client, day="1980-05-31")
    assert row["in_force"] == "no"
    assert "Ruritania is not a party: Contracting State since 1 January 1980" in row["reason"]
    assert told(client, day="1979-12-31")["treaties"] == []


def test_who_has_signed_alone_is_not_bound(client, two):
    a, b = two
    treaty = bind(a)
    make_action(treaty, b, on="1980-02-01")
    rebuild([treaty.pk])
    row = the_treaty(client)
    assert (row["in_force"], row["b"]["standing"]) == ("no", "signatory")
    assert row["reason"] == "Graustark is not a party: Signatory since 1 February 1980"


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"coverage": Coverage.PARTIAL}, "not known"),
        ({"covered_until": "2015-01-01"}, "not known"),
        ({"coverage": Coverage.PARTIAL, "ended_on": "2000", "end_ground": "expired"}, "no"),
        ({"coverage": Coverage.PARTIAL, "stated_in_force_on": "2090-01-01"}, "no"),
    ],
)
def test_who_is_no_party_on_record_may_be_one_where_acts_are_missing(client, two, values, answer):
    a, b = two
    treaty = bind(a, **values)
    make_action(treaty, b, on="1980-02-01")
    rebuild([treaty.pk])
    assert the_treaty(client)["in_force"] == answer


def test_a_state_that_has_ceased_to_exist_is_party_to_nothing(client):
    """As the German Democratic Republic since 3 October 1990."""
    ceased, doubtful = make_actor("Ruritania", until="1990-10-03"), make_actor("X", until="1990/..")
    bind(ceased, doubtful, make_actor("Graustark"), coverage=Coverage.PARTIAL)
    assert the_treaty(client, day="1990-10-02")["in_force"] == "yes"
    row = the_treaty(client)
    assert row["in_force"] == "no"
    assert "Ruritania is not a party: Former party since 3 October 1990" in row["reason"]
    assert the_treaty(client, a="x")["in_force"] == "not known"


def test_an_objection_that_opposes_entry_into_force_keeps_the_treaty_from_the_two_alone(
    client, two
):
    """VCLT art. 20(4)(b)."""
    a, b = two
    third = make_actor("Strelsau")
    reservation = reserve(bind(a, b, third), a)
    object_to(reservation, b, opposes_entry_into_force=True, source=make_source())
    row = the_treaty(client)
    assert row["in_force"] == "no"
    assert row["reason"].startswith("Graustark objected to the reservation of Ruritania")
    assert row["modified"] == []
    (told_of,) = row["reservations"]
    assert told_of["response"] == "objected and opposed entry into force"
    assert told_of["objection"]["source"]
    other = the_treaty(client, b="strelsau")
    assert (other["in_force"], other["modified"]) == (
        "yes",
        ["Article 5: modified as reserved (VCLT art. 21(1))"],
    )
    assert the_treaty(client, a="graustark", b="strelsau")["reservations"] == []


def test_a_plain_objection_excludes_the_articles_between_the_two(client, two):
    """VCLT art. 21(3)."""
    a, b = two
    object_to(reserve(bind(*two), a), b)
    row = the_treaty(client)
    assert row["in_force"] == "yes"
    assert row["modified"] == [
        "Article 5: not applied to the extent of the reservation (VCLT art. 21(3))"
    ]
    page = client.get("/actors/ruritania/and/graustark/").content.decode()
    assert "Reservation of Ruritania to" in page
    assert "not applied to the extent of the reservation" in page
    assert "Its time to object ended" in page
    early = client.get("/actors/ruritania/and/graustark/", {"as_at": "1980-12-31"})
    assert "The time to object ends" in early.content.decode()


def test_within_twelve_months_of_a_reservation_the_answer_is_not_known(client, two):
    """VCLT art. 20(5); the reservation without a day of its own was made with its act."""
    a, _ = two
    treaty = bind(*two)
    reserve(treaty, a, made_on="", action=treaty.actions.get(actor=a))
    row = the_treaty(client, day="1981-01-01")
    assert (row["in_force"], row["reservations"][0]["window_closes_on"]) == (
        "not known",
        "1981-01-01",
    )
    assert "the twelve months (VCLT art. 20(5)) end on 1 January 1981" in row["reason"]
    assert the_treaty(client, day="1981-01-02")["in_force"] == "yes"


def test_a_statement_made_or_withdrawn_by_the_day_is_all_that_is_told(client, two):
    a, b = two
    object_to(reserve(bind(*two), a, withdrawn_on="1990-01-01"), b)
    assert the_treaty(client, day="1989-12-31")["modified"]
    assert the_treaty(client, day="1990-01-01")["reservations"] == []
    (reservation,) = the_treaty(client, day="1980-08-31")["reservations"]
    assert reservation["objection"] is None


@pytest.mark.parametrize(
    ("day", "again", "reserved"),
    [
        ("1965-01-01", False, 1),
        ("1990-01-01", False, 0),
        ("1965-01-01", True, 1),
        ("1990-01-01", True, 1),
    ],
)
def test_a_reservation_goes_with_the_consent_that_it_came_with(client, two, day, again, reserved):
    """It is made when consenting (VCLT art. 19): who left and accedes anew may be without it."""
    a, b = two
    treaty = bind(b, on="1955-01-01", stated_in_force_on="1956-01-01")
    first = make_action(treaty, a, ActionKind.ACCESSION, "1960-01-01")
    make_action(treaty, a, ActionKind.WITHDRAWAL, "1970-01-01", effective_on="1971-01-01")
    second = make_action(treaty, a, ActionKind.ACCESSION, "1980-01-01", number=2)
    reserve(treaty, a, made_on="", action=first)
    if again:
        reserve(treaty, a, made_on="", action=second, number=2)
    rebuild([treaty.pk])
    row = the_treaty(client, day=day)
    assert (row["in_force"], len(row["reservations"]), len(row["modified"])) == (
        "yes",
        reserved,
        reserved,
    )


def test_a_reservation_made_when_signing_stands_after_the_consent(client, two):
    """It is confirmed when consenting (VCLT art. 23(2)), which no other row need tell."""
    a, b = two
    treaty = bind(b, on="1955-01-01", stated_in_force_on="1956-01-01")
    signed = make_action(treaty, a, ActionKind.SIGNATURE, "1954-01-01")
    make_action(treaty, a, ActionKind.RATIFICATION, "1960-01-01")
    reserve(treaty, a, made_on="", action=signed)
    rebuild([treaty.pk])
    assert len(the_treaty(client, day="1965-01-01")["reservations"]) == 1


def test_an_objection_to_what_is_no_reservation_is_told_beside(client, two):
    a, b = two
    object_to(reserve(bind(*two), a, kind="interpretative_declaration"), b, text="It is one.")
    row = the_treaty(client)
    assert (row["reservations"], [one["by"] for one in row["objections"]]) == ([], ["Graustark"])
    assert "It is one." in client.get("/actors/ruritania/and/graustark/").content.decode()


def test_a_suspension_between_two_others_does_not_concern_the_two(client, two):
    """VCLT art. 57; the United States and New Zealand under ANZUS since 11 August 1986."""
    row = {
        pair: next(
            row
            for row in told(client, a=pair[0], b=pair[1])["treaties"]
            if row["treaty"] == "anzus-treaty"
        )
        for pair in (
            ("united-states", "new-zealand"),
            ("new-zealand", "united-states"),
            ("united-states", "australia"),
            ("australia", "new-zealand"),
        )
    }
    answers = [one["in_force"] for one in row.values()]
    assert answers == ["no", "no", "yes", "yes"]
    suspended = row["united-states", "new-zealand"]
    assert suspended["reason"] == (
        "United States suspended its operation toward New Zealand since 11 August 1986"
    )
    assert suspended["a"]["standing"] == suspended["b"]["standing"] == "party"
    before = told(client, a="united-states", b="new-zealand", day="1986-08-10")["treaties"]
    assert {"anzus-treaty": "yes"}.items() <= {r["treaty"]: r["in_force"] for r in before}.items()


def test_the_names_are_those_of_the_day(client):
    """Before 12 February 2019."""
    page = client.get(
        "/actors/north-macedonia/and/greece/", {"as_at": "2018-07-01"}
    ).content.decode()
    assert "the former Yugoslav Republic of Macedonia" in page


def test_eight_treaties_cost_as_many_queries_as_four(client, two):
    costs = []
    for _ in range(2):
        for _ in range(4):
            treaty = bind(*two)
            object_to(reserve(treaty, two[0], source=make_source()), two[1], source=make_source())
            make_action(treaty, two[0], ActionKind.SUSPENSION, "1990", source=make_source())
        with CaptureQueriesContext(connection) as queries:
            client.get("/actors/ruritania/and/graustark/").getvalue()
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15


def test_the_alliance_of_both_is_told_with_what_each_owes_the_other(client, two):
    a, b = two
    third = make_actor("Strelsau")
    league = make_alliance("league", bind(a, b, third))
    for article, by, to in (("1", None, None), ("2", a, None), ("3", b, a), ("4", third, a)):
        Obligation.objects.create(
            alliance=league, kind=ObligationKind.DEFENCE, article=article, by=by, to=to
        )
    (alliance,) = told(client)["alliances"]
    assert [row["article"] for row in alliance["obligations"]] == ["1", "2", "3"]
    page = " ".join(client.get("/actors/ruritania/and/graustark/").content.decode().split())
    assert "1: owed by each to the other" in page
    assert "2: owed by Ruritania to Graustark" in page
    assert "3: owed by Graustark to Ruritania" in page
    assert told(client, day="1980-05-31")["alliances"] == []
    assert told(client, a="strelsau")["alliances"][0]["members"][0]["name"] == "Graustark"


def test_two_owe_each_other_nothing_under_what_is_not_meant_to_bind(client, two):
    league = make_alliance("league", bind(*two))
    Obligation.objects.create(alliance=league, kind=ObligationKind.CONSULTATION)
    Treaty.objects.filter(pk=league.treaty_id).update(is_binding=False)
    (alliance,) = told(client)["alliances"]
    assert alliance["is_binding"] is False
    page = client.get("/actors/ruritania/and/graustark/").content.decode()
    assert "Consultation: undertaken by every member towards every other member." in page
    assert ("not meant to bind" in page, "owed" in page) == (True, False)


def test_a_guard_and_a_ship_stand_for_their_country(client, two):
    a, b = two
    guard = make_actor("Rurik Guard", kind="substate_body", parent=a)
    pairing = make_partnership(make_program("guards"), guard, b, since="1995")
    assert [row["slug"] for row in told(client)["partnerships"]] == [pairing.slug]
    assert told(client, a="rurik-guard")["partnerships"][0]["held"] == "yes"
    assert told(client, a="rurik-guard", b="ruritania")["partnerships"] == []
    assert told(client, day="1994-12-31")["partnerships"] == []


def test_a_mission_is_told_with_the_part_that_each_played_by_the_day(client, two):
    a, b = two
    series = make_program("fleet", kind="mission_series")
    series.sponsors.add(make_actor("Rurik Navy", kind="armed_service", parent=a))
    voyage = make_mission("voyage", series)
    make_stop(voyage, 1, b, arrived_on="2006-08-01")
    (mission,) = told(client)["missions"]
    assert (mission["a_roles"], mission["b_roles"]) == (["sponsor"], ["host"])
    assert told(client, day="2006-07-31")["missions"] == []
    make_stop(make_mission("later", series, since="2010", until=""), 1, b)
    for day, known in (("2009-12-31", ["Voyage"]), ("2010-12-31", ["Voyage", "Later"])):
        assert [one["name"] for one in told(client, day=day)["missions"]] == known


def test_the_page_tells_all_of_it_without_anything_to_tell(client, two):
    page = client.get("/actors/ruritania/and/graustark/").content.decode()
    assert "No treaty is on record in which both take part" in page
    for section in ("alliances", "partnerships", "missions", "statements"):
        assert f'id="{section}"' not in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("ruritania/and/nowhere/", "no actor named “nowhere”"),
        ("nowhere/and/ruritania/", "no actor named “nowhere”"),
        ("ruritania/and/ruritania/", "Name two actors"),
        ("nowhere/and/", "no actor named “nowhere”"),
        ("ruritania/and/late/", "did not exist yet"),
    ],
)
def test_a_pair_that_is_none_is_told(client, two, path, words):
    make_actor("Late", since="2020-01-01")
    answer = client.get(f"/actors/{path}", {"as_at": "2019-03-22"})
    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.parametrize("words", ["Graustark", "graustark", "  graustark ", "Old Graustark"])
def test_the_form_on_an_actors_page_leads_to_the_pair(client, two, words):
    two[1].names.create(name="Old Graustark", until="1900")
    page = client.get("/actors/ruritania/").content.decode()
    assert 'action="/actors/ruritania/and/"' in page
    assert '<option value="Graustark">' in page
    answer = client.get("/actors/ruritania/and/", {"with": words, "as_at": "2019-03-22"})
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/actors/ruritania/and/graustark/?as_at=2019-03-22",
    )


def test_a_name_that_is_not_one_actors_gets_a_choice(client, two):
    Actor.objects.create(slug="graustark-2", name="Graustark", kind="state")
    for words, expected in (("Graustark", 2), ("ustar", 2), ("nothing of the kind\x00", 0)):
        answer = client.get("/actors/ruritania/and/", {"with": words})
        assert answer.status_code == 200
        assert len(answer.context["candidates"]) == expected


def test_a_treatys_page_tells_who_objected_and_until_when(client, two):
    a, b = two
    treaty = bind(*two)
    object_to(reserve(treaty, a), b, opposes_entry_into_force=True)
    page = client.get(treaty.get_absolute_url()).content.decode()
    told_of = " ".join(page.split("Objected to by", 1)[1].split())
    assert "Graustark</a>" in told_of.partition("</p>")[0]
    assert "opposing entry into force between the two" in told_of
    assert '<time datetime="1981-01-01">' in told_of
    assert page.count('href="/actors/ruritania/and/graustark/"') == 1
    assert 'href="/actors/graustark/and/ruritania/"' in page  # the two participants by name
    early = client.get(f"{treaty.get_absolute_url()}?as_at=1980-08-31").content.decode()
    assert "Objected to by" not in early
