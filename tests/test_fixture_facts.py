"""What the fixtures say, held against the world and against the table that each fact came from."""

import csv
import random
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from registry.dates import Answer, UncertainDate, UncertainDateField
from registry.models import FIXTURES
from tests.build_fixtures.build import build
from tests.build_fixtures.facts import FactError
from tests.build_fixtures.reading import MODELS, RECORDS, acts, codes, in_file, key_of, names

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT.parent / "shared" / "facts"
NAT = "north-atlantic-treaty"
NORTH_MACEDONIA = "north-macedonia-accession-protocol"

# Dated records that name no source, as they were last counted: a list that may only shrink.
UNSOURCED = {
    "actor": 20,
    "actorname": 20,
    "alliance": 1,
    "alliancename": 2,
    "membership": 9,
    "partnership": 6,
    "succession": 5,
    "treaty": 3,
    "treatyaction": 67,
}
# The tables beside the checkout are not part of it.
DATA = FACTS.parent / "data"
with_facts = pytest.mark.skipif(
    not (FACTS.is_dir() and DATA.is_dir()), reason="there are no ../shared/facts and data here"
)


def dates_of(model, fields):
    for field in model._meta.local_fields:
        if isinstance(field, UncertainDateField) and fields[field.name]:
            yield field.name, fields[field.name]


def table(name):
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def drawn(name, rows):
    """Draw ten rows, the same ones every time."""
    return random.Random(name).sample(rows, min(10, len(rows)))  # noqa: S311


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
    assert accepted["united-states"]["deposited_on"] == "2019-02-06/2019-12-02"
    others = {act["deposited_on"] for actor, act in accepted.items() if actor not in exact}
    assert others == {"2019-02-06/2020-03-19", "2019-02-06/2019-12-02"}
    assert all(act["source"] for act in accepted.values())
    assert acts(NORTH_MACEDONIA, "invitation")["north-macedonia"]["deposited_on"] == "2020-03-20"
    assert acts(NAT, "accession")["north-macedonia"]["deposited_on"] == "2020-03-27"


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


def test_a_revoked_ratification_refers_to_it():
    (revoked,) = acts("ctbt", "revocation").values()
    assert revoked["refers_to"] == ["ctbt", "russia", "ratification", 1]


def test_the_anzus_suspension_is_between_two_and_both_stay():
    (suspended,) = acts("anzus-treaty", "suspension").values()
    assert (suspended["actor"], suspended["toward"]) == (["united-states"], ["new-zealand"])
    assert len(acts("anzus-treaty", "ratification")) == 3
    assert not acts("anzus-treaty", "withdrawal")


def test_every_member_of_the_united_nations_and_every_guard_is_an_actor():
    kinds = Counter(fields["kind"] for fields in RECORDS["actor"].values() if not fields["until"])
    assert kinds["state"] == 193 + len(
        ("holy-see", "state-of-palestine", "kosovo", "taiwan", "cook-islands", "niue")
    )
    assert kinds["substate_body"] == 50 + len(("district of columbia", "guam", "pr", "usvi"))


def partnerships_on(day):
    """Count the pairings that certainly ran, and those that may have."""
    at_least = at_most = 0
    for fields in RECORDS["partnership"].values():
        if fields["program"] != ["state-partnership-program"]:
            continue
        if fields["end_ground"] == "never_started":
            continue
        begun = UncertainDate(fields["since"]).by(day)
        ended = UncertainDate(fields["until"]).by(day) if fields["until"] else Answer.NO
        ran = begun & ~ended
        at_least += ran is Answer.YES
        at_most += ran is not Answer.NO
    return at_least, at_most


def test_the_pairings_of_mid_2019_hold_the_published_76():
    at_least, at_most = partnerships_on(date(2019, 7, 1))
    assert at_least <= 76 <= at_most


# The tables


@with_facts
def test_the_builder_gives_these_files_byte_for_byte(tmp_path):
    build(FACTS).write(tmp_path)
    for stem in FIXTURES:
        written, kept = (folder / f"{stem}.json" for folder in (tmp_path, ROOT / "fixtures"))
        assert written.read_bytes() == kept.read_bytes(), f"{stem}.json: build the fixtures again"


@with_facts
def test_a_table_that_is_missing_is_named(tmp_path):
    with pytest.raises(FactError, match=r"alliances\.csv is missing"):
        build(tmp_path)


@with_facts
def test_the_pairings_agree_with_the_totals_computed_from_the_table():
    """Kansas had Ukraine until 2003 in a pairing of its own; Nepal (2019 to 2021) never began."""
    for row in table("spp_counts.csv"):
        if row["kind"] != "computed":
            continue
        day = date.fromisoformat(row["date"])
        partners = int(row["value"].split(" / ")[1])
        at_least, at_most = partnerships_on(day)
        assert at_least == partners + (day.year < 2003) - (2019 <= day.year <= 2021), day
        assert at_least <= at_most <= at_least + 2


@with_facts
def test_ten_drawn_accessions_to_the_north_atlantic_treaty_agree_with_their_rows():
    by_code = codes()
    for row in drawn("nato", table("nato_members.csv")):
        act = acts(NAT, row["instrument"])[by_code[row["iso2"]]]
        assert act["deposited_on"] == row["deposit_date"], row
        assert bool(act["source"]) == (row["confidence"] != "M"), row


@with_facts
def test_ten_drawn_acceptances_of_the_protocol_on_romania_agree_with_their_rows():
    accepted, by_name = acts("romania-accession-protocol", "notification_of_acceptance"), names()
    for row in drawn("romania", table("nato_2003_romania_acceptances.csv")):
        expected = row["date"] or "2003-03-26/2004-02-27"
        assert accepted[by_name[row["ally"]]]["deposited_on"] == expected, row


@with_facts
def test_ten_drawn_acts_of_participants_agree_with_their_rows():
    treaties = {
        "Comprehensive Nuclear-Test-Ban Treaty": "ctbt",
        "Anti-Personnel Mine Ban Convention (Ottawa Convention)": "ottawa-convention",
        "Vienna Convention on the Law of Treaties": "vienna-convention-law-of-treaties",
        "Treaty on the Prohibition of Nuclear Weapons": "tpnw",
    }
    by_name = names()
    for treaty, slug in treaties.items():
        rows = [row for row in table("participants.csv") if row["treaty"] == treaty]
        rows = [row for row in rows if " " not in row["action"]]
        for row in drawn(treaty, rows):
            act = acts(slug, row["action"])[by_name[row["state"]]]
            assert act["deposited_on"] == row["date"], row


@with_facts
def test_ten_drawn_steps_towards_the_protocols_agree_with_their_rows():
    by_code = codes()
    steps = defaultdict(set)
    for (treaty, actor, _stage, _number), fields in RECORDS["domesticstep"].items():
        steps[treaty, actor].add(fields["happened_on"])
    for name, treaty in (
        ("north_macedonia_ratifications.csv", NORTH_MACEDONIA),
        ("montenegro_ratifications.csv", "montenegro-accession-protocol"),
    ):
        rows = [row for row in table(name) if row["date"] and "deposit" not in row["event"]]
        for row in drawn(name, rows):
            assert row["date"] in steps[treaty, by_code[row["iso2"]]], row


@with_facts
def test_ten_drawn_treaties_agree_with_their_rows():
    titled = {fields["title"]: fields for fields in RECORDS["treaty"].values()}
    rows = [row for row in table("treaties.csv") if row["id"] not in ("aukus", "warsaw", "jay")]
    for row in drawn("treaties", rows):
        treaty = titled[row["official_title"]]
        assert (treaty["concluded_on"] or "") == row["signed_or_opened"], row
        assert (treaty["stated_in_force_on"] or "") == row["eif_date"], row
        assert (treaty["adopted_on"] or "") == row["adopted"], row


@with_facts
def test_ten_drawn_pairings_agree_with_their_rows():
    by_code = codes()
    for row in drawn("pairings", [r for r in table("spp_partnerships.csv") if r["partner_iso3"]]):
        guard = f"{row['us_component'].lower().replace(' ', '-')}-national-guard"
        (pairing,) = (
            fields
            for fields in RECORDS["partnership"].values()
            if fields["program"] == ["state-partnership-program"]
            and [by_code[row["partner_iso3"]]] in fields["partners"]
            and ([guard] in fields["leads"] or row["us_component"].startswith("("))
        )
        assert pairing["since"].startswith(row["year_established"]), row
        assert bool(pairing["source"]) == (row["confidence"] != "M"), row


@with_facts
def test_ten_drawn_stops_agree_with_their_rows():
    by_code = codes()
    for row in drawn("stops", table("pacific_partnership_stops.csv")):
        mission = row["mission"].lower().replace(" ", "-")
        stops = {
            (fields["host"][0], fields["place"], (fields["arrived_on"] or "").rstrip("~"))
            for key, fields in RECORDS["missionstop"].items()
            if key[0] == mission
        }
        assert (by_code[row["country_iso3"]], row["place"], row["date_start"]) in stops, row


@with_facts
@pytest.mark.parametrize(
    ("name", "program", "day"),
    [
        ("pfp_members.csv", "partnership-for-peace", "signed_date"),
        ("mnna.csv", "major-non-nato-ally", "designation_date"),
    ],
)
def test_ten_drawn_partners_agree_with_their_rows(name, program, day):
    by_code = codes()
    for row in drawn(name, [row for row in table(name) if row[day]]):
        partnership = RECORDS["partnership"][(f"{program}-{by_code[row['iso3']]}",)]
        since = UncertainDate(partnership["since"])
        assert since.by(date.fromisoformat(row[day])) is not Answer.NO, row
        assert row[day][:7] == partnership["since"][:7], row
