"""The form of the fixtures, and what they say held against the world."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from registry.dates import Answer, UncertainDate, UncertainDateField
from registry.models import FIXTURES
from tests.build_fixtures.reading import MODELS, RECORDS, acts, in_file, key_of, pairings_on

NAT = "north-atlantic-treaty"
NORTH_MACEDONIA = "north-macedonia-accession-protocol"

PERIOD = ("since", "until")

# Dated records that name no source, as they were last counted: a list that may only shrink.
UNSOURCED = {
    "actor": 17,
    "actorname": 20,
    "alliancename": 1,
    "membership": 1,
    "partnership": 6,
    "succession": 1,
    "treatyaction": 47,
}


def dates_of(model, fields):
    for field in model._meta.local_fields:
        if isinstance(field, UncertainDateField) and fields[field.name]:
            yield field.name, fields[field.name]


def held(row, day):
    since, until = (UncertainDate(row[name]) if row[name] else None for name in PERIOD)
    begun = since.by(day) if since else Answer.YES
    return begun & ~(until.by(day) if until else Answer.NO)


# The form


@pytest.mark.parametrize("stem", FIXTURES)
def test_a_file_is_sorted_by_model_and_natural_key_and_holds_no_primary_key(stem):
    records = in_file(stem)
    order = [model._meta.label_lower for model in FIXTURES[stem]]
    places = [
        (order.index(record["model"]), key_of(MODELS[record["model"]], record["fields"]))
        for record in records
    ]
    assert places == sorted(places)
    assert len(set(places)) == len(places), "a natural key stands twice"
    assert all(set(record) == {"model", "fields"} for record in records)


@pytest.mark.parametrize("label", MODELS)
def test_every_field_is_there_and_every_reference_leads_somewhere(label):
    model = MODELS[label]
    fields = [field for field in model._meta.local_fields if field.serialize]
    many = [
        field
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created
    ]
    expected = [field.name for field in (*fields, *many) if not field.primary_key]
    for key, record in RECORDS[model._meta.model_name].items():
        assert list(record) == expected, key
        for field in (*fields, *many):
            if not field.is_relation or not record[field.name]:
                continue
            targets = record[field.name] if field in many else [record[field.name]]
            known = RECORDS[field.related_model._meta.model_name]
            assert all(tuple(target) in known for target in targets), (key, field.name)


def test_every_date_is_edtf_text():
    for label, model in MODELS.items():
        for key, record in RECORDS[model._meta.model_name].items():
            for name, text in dates_of(model, record):
                assert UncertainDate(text).text == text, (label, key, name)


def test_what_is_dated_has_a_source_but_for_a_list_that_may_only_shrink():
    unsourced = Counter(
        model._meta.model_name
        for model in MODELS.values()
        for record in RECORDS[model._meta.model_name].values()
        if record.get("source", "none of its own") is None and any(dates_of(model, record))
        if record.get("language", "en") == "en"  # else it repeats the days of an English name
    )
    assert unsourced == UNSOURCED, "where it shrank, lower the number"


def test_every_source_is_cited_and_no_page_twice():
    cited = {
        tuple(record[name])
        for model in MODELS.values()
        for record in RECORDS[model._meta.model_name].values()
        for name in ("source", "in_force_source", "ended_source")
        if record.get(name)
    }
    assert cited == set(RECORDS["source"])
    pages = [record["url"] for record in RECORDS["source"].values() if record["url"]]
    assert len(set(pages)) == len(pages) > 300
    assert not [page for page in pages if "a5128.cn" in page or "fanyv88" in page]


def test_every_claim_is_about_a_record_and_says_otherwise():
    assert len(RECORDS["claim"]) > 40
    for model, key, field, _source, value in RECORDS["claim"]:
        spoken_of = {"|".join(map(str, known)): row for known, row in RECORDS[model].items()}
        assert key in spoken_of, (model, key)
        assert spoken_of[key][field] != value, (model, key, field)


def test_a_treaty_of_which_articles_have_expired_says_so_beside_its_status():
    jay = RECORDS["treaty"]["jay-treaty",]
    assert jay["ended_on"] is None
    assert "Since 1807 no more than its first ten articles" in jay["summary"]
    assert "Article 28" in jay["duration"]


def test_no_two_rows_of_a_program_pair_the_same_two_sides():
    pairings = [
        (*row["program"], frozenset([str(sorted(row["leads"])), str(sorted(row["partners"]))]))
        for row in RECORDS["partnership"].values()
        if not row["until"]
    ]
    assert len(pairings) > 150
    assert [pairing for pairing in pairings if pairings.count(pairing) > 1] == []


# The world


@pytest.mark.parametrize(
    ("day", "parties"),
    [
        (date(1949, 8, 23), 0),
        (date(1949, 8, 24), 12),
        (date(1952, 2, 18), 14),
        (date(2019, 3, 22), 29),
        (date(2020, 3, 26), 29),
        (date(2020, 3, 27), 30),
        (date(2024, 3, 7), 32),
    ],
)
def test_the_acts_under_the_north_atlantic_treaty_give_its_parties(day, parties):
    in_force = date(1949, 8, 24)
    bound = [*acts(NAT, "ratification").values(), *acts(NAT, "accession").values()]
    on = [UncertainDate(act["deposited_on"]).by(day) for act in bound]
    assert (on.count(Answer.YES) if day >= in_force else 0) == parties
    assert Answer.NOT_KNOWN not in on or day < in_force


def test_the_protocol_on_north_macedonia_has_an_acceptance_of_each_of_the_29():
    accepted = acts(NORTH_MACEDONIA, "notification_of_acceptance")
    allies = {*acts(NAT, "ratification"), *acts(NAT, "accession")}
    assert set(accepted) == allies - {"north-macedonia", "finland", "sweden"}
    assert len(accepted) == 29 == len(acts(NORTH_MACEDONIA, "signature"))
    exact = {
        actor: act["deposited_on"]
        for actor, act in accepted.items()
        if UncertainDate(act["deposited_on"]).is_exact
    }
    assert exact == {"slovakia": "2019-05-22", "czechia": "2019-10-25", "spain": "2020-03-19"}
    others = {actor: act["deposited_on"] for actor, act in accepted.items() if actor not in exact}
    assert others.pop("united-states") == "2019-10-22/2019-12-02"  # approved, and told of
    assert {on.partition("/")[2] for on in others.values()} == {"2020-03-19"}
    assert all(act["source"] for act in accepted.values())
    assert acts(NORTH_MACEDONIA, "invitation")["north-macedonia"]["deposited_on"] == "2020-03-20"
    assert acts(NAT, "accession")["north-macedonia"]["deposited_on"] == "2020-03-27"


def test_an_acceptance_of_unknown_day_came_after_the_approval_at_home():
    """None of those whose day is known came sooner."""
    accepted = acts(NORTH_MACEDONIA, "notification_of_acceptance")
    assert accepted["romania"]["deposited_on"] == "2019-03-13/2020-03-19"  # the second chamber
    assert accepted["canada"]["deposited_on"] == "2019-02-06/2020-03-19"  # no vote
    sweden = acts("sweden-accession-protocol", "notification_of_acceptance")
    assert sweden["hungary"]["deposited_on"] == "2024-02-26/2024-03-07"


def test_the_protocol_on_sweden_needed_one_acceptance_more_than_it_has_signatories():
    assert len(acts("sweden-accession-protocol", "signature")) == 30
    accepted = acts("sweden-accession-protocol", "notification_of_acceptance")
    assert len(accepted) == 31
    assert accepted["finland"]["deposited_on"] == "2023-04-04"


def test_every_accession_protocol_waited_for_all_the_parties_of_its_day():
    assert len(RECORDS["ratificationprotocol"]) == 19
    for (treaty,) in RECORDS["ratificationprotocol"]:
        signed = len(acts(treaty, "signature"))
        accepted = len(acts(treaty, "notification_of_acceptance"))
        assert accepted - signed == (treaty == "sweden-accession-protocol"), treaty


def test_the_paris_agreement_waited_for_the_share_when_it_had_the_number():
    shares = {
        key[3]: Decimal(row["weight"])
        for key, row in RECORDS["listedactor"].items()
        if key[0] == "paris-agreement"
    }
    assert 99 < sum(shares.values()) < 101
    days = {
        actor: row["deposited_on"]
        for kind in ("ratification", "acceptance", "approval")
        for actor, row in acts("paris-agreement", kind).items()
        if RECORDS["actor"][actor,]["kind"] == "state"
    }
    days["united-states"] = "2016-09-03"
    for last, number, share in (("2016-10-04", 63, "52.11"), ("2016-10-05", 73, "58.82")):
        bound = [actor for actor, day in days.items() if day <= last]
        held = sum(shares.get(actor, 0) for actor in bound)
        assert (len(bound), held) == (number, Decimal(share))


def test_the_united_states_left_the_paris_agreement_twice():
    spells = [
        (row["kind"], row["deposited_on"], row["effective_on"])
        for key, row in sorted(RECORDS["treatyaction"].items())
        if key[:2] == ("paris-agreement", "united-states") and key[2] != "signature"
    ]
    assert spells == [
        ("acceptance", "2016-09-03", None),
        ("acceptance", "2021-01-20", None),
        ("withdrawal", "2019-11-04", "2020-11-04"),
        ("withdrawal", "2025-01-27", "2026-01-27"),
    ]


def test_a_revoked_ratification_refers_to_it():
    (revoked,) = acts("ctbt", "revocation").values()
    assert revoked["refers_to"] == ["ctbt", "russia", "ratification", 1]


@pytest.mark.parametrize(
    ("treaty", "day", "parties"),
    [
        ("collective-security-treaty", date(1999, 4, 10), 9),
        ("collective-security-treaty", date(1999, 4, 20), 6),
        ("collective-security-treaty", date(2012, 12, 18), 7),
        ("collective-security-treaty", date(2012, 12, 19), 6),
        ("manila-pact", date(1973, 11, 7), 8),
        ("manila-pact", date(1973, 11, 8), 7),
        ("baghdad-pact", date(1979, 3, 11), 4),
        ("baghdad-pact", date(1979, 3, 12), 2),
        ("modified-brussels-treaty", date(1990, 3, 26), 7),
        ("modified-brussels-treaty", date(1990, 3, 27), 9),
        ("modified-brussels-treaty", date(1996, 1, 1), 10),
    ],
)
def test_an_alliance_has_as_many_parties_as_had_joined_and_not_left(treaty, day, parties):
    standing = Counter()
    for key, row in RECORDS["treatyaction"].items():
        if key[0] == treaty and key[2] in ("ratification", "accession", "withdrawal"):
            told = row["effective_on"] or row["deposited_on"]
            bound = -1 if key[2] == "withdrawal" else 1
            standing[key[1]] += bound * (UncertainDate(told).by(day) is Answer.YES)
    assert sum(standing.values()) == parties


def test_major_non_nato_allies_are_those_designated_and_not_revoked():
    designated = {
        row["partners"][0][0]
        for row in RECORDS["partnership"].values()
        if row["program"] == ["major-non-nato-ally"] and not row["until"]
    }
    assert len(designated) == 22
    assert {"kenya", "peru", "saudi-arabia", "taiwan"} <= designated
    assert "afghanistan" not in designated


def test_the_anzus_suspension_is_between_two_and_both_stay():
    (suspended,) = acts("anzus-treaty", "suspension").values()
    assert (suspended["actor"], suspended["toward"]) == (["united-states"], ["new-zealand"])
    assert len(acts("anzus-treaty", "ratification")) == 3
    assert not acts("anzus-treaty", "withdrawal")


def test_three_allies_stood_outside_the_command_and_all_came_back():
    outside = {
        key[1]: (row["since"], row["until"])
        for key, row in RECORDS["membership"].items()
        if key[0] == "nato" and row["kind"] == "outside_command"
    }
    assert outside == {
        "france": ("1966", "2009-04-04"),
        "greece": ("1974", "1980"),
        "spain": ("1982-05-30", "1999"),
    }


def test_the_genocide_convention_has_four_of_the_seven_parties_since_the_table():
    since = {
        key[1]
        for key, row in RECORDS["treatyaction"].items()
        if key[0] == "genocide-convention" and row["deposited_on"] > "2015-03-14"
    }
    assert since == {"benin", "dominica", "mauritius", "zambia"}


def test_an_alliance_that_somebody_joined_later_is_open_and_says_by_which_article():
    joined = {key[0] for key in RECORDS["treatyaction"] if key[2] == "accession"}
    later = {
        key[0]
        for key, row in RECORDS["membership"].items()
        if row["kind"] == "member" and "By accession" in row["note"]
    }
    found = {
        slug
        for (slug,), row in RECORDS["alliance"].items()
        if row["treaty"][0] in joined or slug in later
    }
    assert found == {"cento", "csto", "nato", "rio-treaty-alliance", "western-european-union"}
    opened = {slug for (slug,), row in RECORDS["alliance"].items() if row["is_open"]}
    assert opened == found | {"seato", "warsaw-treaty-organization", "western-union"}
    assert all("Article" in RECORDS["alliance"][slug,]["opening"] for slug in opened)


def test_a_norad_renewal_may_have_waited_until_the_term_before_it_ran_out():
    """The page that lists the renewals names the month in which each was made and no more."""
    renewals = [row for (slug,), row in RECORDS["treaty"].items() if "norad-agreement" in slug][
        1:-1
    ]
    assert len(renewals) == 9
    for row in renewals:
        made, force = UncertainDate(row["concluded_on"]), UncertainDate(row["stated_in_force_on"])
        assert (force.earliest, force.latest.month) == (made.earliest, 5)


@pytest.mark.parametrize(
    ("slug", "day", "name"),
    [
        ("bolivia", date(1945, 11, 14), "Bolivia"),
        ("central-african-republic", date(1978, 1, 1), "Central African Empire"),
        ("congo", date(1960, 9, 20), "Congo (Brazzaville)"),
        ("cote-divoire", date(1960, 9, 20), "Ivory Coast"),
        ("malaysia", date(1957, 9, 17), "Federation of Malaya"),
        ("tanzania", date(1961, 12, 14), "Tanganyika"),
    ],
)
def test_a_state_bears_the_name_of_the_day(slug, day, name):
    borne = [
        row["name"]
        for key, row in RECORDS["actorname"].items()
        if key[0] == slug and row["language"] == "en" and held(row, day) is Answer.YES
    ]
    assert borne == [name]


@pytest.mark.parametrize(
    "day", [date(1939, 9, 1), date(1955, 6, 10), date(1970, 1, 1), date(1991, 12, 25), date.max]
)
def test_no_two_actors_bear_one_name_on_a_day(day):
    """Else a reader who looks for who was bound finds two records, each with a part of it."""
    borne = {
        key[0]: row["name"]
        for key, row in RECORDS["actorname"].items()
        if row["language"] == "en" and held(row, day) is Answer.YES
    }
    called = Counter(
        borne.get(slug, row["name"])
        for (slug,), row in RECORDS["actor"].items()
        if held(row, day) is not Answer.NO
    )
    assert [name for name, number in called.items() if number > 1] == []


def test_every_member_of_the_united_nations_and_every_guard_is_an_actor():
    kinds = Counter(fields["kind"] for fields in RECORDS["actor"].values() if not fields["until"])
    assert kinds["state"] == 193 + len(
        ("holy-see", "state-of-palestine", "kosovo", "taiwan", "cook-islands", "niue")
    )
    assert kinds["substate_body"] == 50 + len(("district of columbia", "guam", "pr", "usvi"))


def test_the_pairings_of_mid_2019_hold_the_published_76():
    at_least, at_most = pairings_on(date(2019, 7, 1))
    assert at_least <= 76 <= at_most


def test_an_objection_answers_a_reservation_and_leaves_the_rest_in_force_unless_it_says_so():
    statements = RECORDS["statement"]
    objections = {key: row for key, row in statements.items() if row["kind"] == "objection"}
    assert len(objections) > 2
    for key, row in objections.items():
        answered = statements[tuple(row["objects_to"])]
        assert (answered["treaty"], answered["kind"]) == ([key[0]], "reservation")
        assert row["made_on"], key
    opposing = [key for key, row in objections.items() if row["opposes_entry_into_force"]]
    assert opposing == [("genocide-convention", "netherlands", "objection", 1)]
