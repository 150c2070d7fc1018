"""Every row of every table of facts: it agrees with the fixtures, or is left out for a reason."""

import csv
import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from registry.choices import CONSENTS
from registry.dates import Answer, UncertainDate
from registry.models import FIXTURES
from tests.build_fixtures.build import TABLES, build
from tests.build_fixtures.facts import FactError, hand_document, hand_table
from tests.build_fixtures.participants import KINDS, NATIONAL_ACT, SUSPENDED, TREATIES
from tests.build_fixtures.ratifications import NO_VOTE, PROTOCOLS
from tests.build_fixtures.reading import RECORDS, acts, codes, names, pairings_on
from tests.build_fixtures.status_tables import LATER, STATES_THAT_CEASED, read_cell
from tests.build_fixtures.text import slugify

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT.parent / "shared" / "facts"
DATA = FACTS.parent / "data"
NAT = "north-atlantic-treaty"

# The tables beside the checkout are not part of it.
pytestmark = pytest.mark.skipif(
    not (FACTS.is_dir() and DATA.is_dir()), reason="there are no ../shared/facts and data here"
)

BY_CODE, BY_NAME = codes(), names()
TITLED = {fields["title"]: fields for fields in RECORDS["treaty"].values()}
PARTICIPANTS = TREATIES | {"North Atlantic Treaty": NAT}
CLAUSES = {
    "Genocide Convention": "genocide-convention",
    "VCLT": "vienna-convention-law-of-treaties",
    "ICCPR": "iccpr",
    "CEDAW": "cedaw",
    "CRC": "crc",
    "Vienna Convention (ozone)": "vienna-convention-ozone-layer",
    "Ottawa Convention": "ottawa-convention",
    "TPNW": "tpnw",
    "Paris Agreement": "paris-agreement",
    "NATO Protocol North Macedonia": "north-macedonia-accession-protocol",
    "NATO Protocol Finland": "finland-accession-protocol",
    "NATO Protocol Sweden": "sweden-accession-protocol",
    "NATO Protocol Romania": "romania-accession-protocol",
}
# The number was reached first, and the share of emissions on the day of the table.
AFTER_THE_NUMBER = ("paris-agreement",)
# The record of the United Kingdom cites another volume than everybody else.
CITED_OTHERWISE = ("npt",)
# What a better source has told of an act since.
CORRECTED = {
    (row["treaty"], row["actor"], row["kind"], row["told_on"]): row
    for row in hand_table("act_corrections.csv")
}


def rows_of(name):
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def may_be(text, day):
    """Tell whether a recorded date, perhaps known only so far, allows that of the row."""
    return UncertainDate(text).overlaps(UncertainDate(day))


def done(treaty, actor, *kinds):
    return [
        fields
        for (slug, who, kind, _), fields in RECORDS["treatyaction"].items()
        if (slug, who) == (treaty, actor) and kind in kinds
    ]


def on(found, day):
    """Tell whether one of the acts bears that day or, where the row has none, whether one is."""
    return any(not day or may_be(fields["deposited_on"], day) for fields in found)


def alliance(row):
    said = hand_document("alliances.toml")[row["alliance"]]
    record = RECORDS["alliance"][said["slug"],]
    (founding,) = record["treaty"]
    line = {key[0] for key in RECORDS["treatyrelation"] if key[1] == "renews"} | {founding}
    line = {key for key in line if key.rpartition("-")[0] == founding.rpartition("-")[0]}
    in_force = {record["since"], *(RECORDS["treaty"][key,]["stated_in_force_on"] for key in line)}
    assert not row["in_force"] or any(may_be(day, row["in_force"]) for day in in_force if day)
    assert record["until"] or not row["ended"]


def computed(row):
    """The n-th instrument is of that day: as many are in by it, and not by the day before."""
    treaty = CLAUSES[row["treaty"]]
    assert RECORDS["treaty"][treaty,]["stated_in_force_on"] == row["known_eif"]
    if not row["nth_deposit_date"] or treaty in AFTER_THE_NUMBER:
        return
    number, day = int(row["n_instruments"]), date.fromisoformat(row["nth_deposit_date"])
    kinds = CONSENTS | {"notification_of_acceptance"}
    days = [
        UncertainDate(fields["deposited_on"])
        for (slug, _, kind, _), fields in RECORDS["treatyaction"].items()
        if slug == treaty and kind in kinds
    ]
    before = day - timedelta(days=1)
    assert sum(one.by(day) is not Answer.NO for one in days) >= number
    assert sum(one.by(before) is Answer.YES for one in days) < number


def step(row):
    """Steps at home and acceptances; what was not found is bounded or not there."""
    protocol = PROTOCOLS[row["protocol"].partition(" (")[0]]
    actor = BY_CODE[row["iso2"]] if "iso2" in row else BY_NAME[row["ally"]]
    if row.get("event") == "deposit of instrument of accession":
        assert on(done(NAT, actor, "accession"), row["date"])
    elif "iso2" not in row or row["event"].startswith("deposit"):
        accepted = done(protocol, actor, "notification_of_acceptance")
        assert len(accepted) == 1
        assert on(accepted, row["date"])
    elif row["date"] or NO_VOTE.match(row["notes"]):
        steps = [
            fields["happened_on"] or ""
            for (treaty, who, _, _), fields in RECORDS["domesticstep"].items()
            if (treaty, who) == (protocol, actor)
        ]
        assert row["date"] in steps


def designation(row):
    partnership = RECORDS["partnership"][f"major-non-nato-ally-{BY_CODE[row['iso3']]}",]
    assert partnership["since"] == row["designation_date"]
    assert (partnership["until"] or "") == row["end_date"]


def member(row):
    act = acts(NAT, row["instrument"])[BY_CODE[row["iso2"]]]
    assert act["deposited_on"] == row["deposit_date"]
    assert bool(act["source"]) == (row["confidence"] != "M")


def protocol(row):
    record = TITLED[row["protocol"]]
    assert may_be(record["concluded_on"], row["opened_or_signed"])
    assert not row["eif_date"] or record["stated_in_force_on"] == row["eif_date"]


def program(row):
    words = hand_document("programs.toml")
    slugs = [slug for slug, said in words.items() if said["rows"] == row["program"]]
    if row["row_kind"] == "program":
        records = [RECORDS["partnershipprogram"][slug,]["since"] for slug in slugs]
    elif row["row_kind"] == "mission":
        records = [RECORDS["mission"][f"{slug}-{row['member'][:4]}",]["since"] for slug in slugs]
    else:
        partner = BY_CODE[row["member_iso3"]]
        records = [
            fields["since"]
            for fields in RECORDS["partnership"].values()
            if fields["program"][0] in slugs
            and ([partner] in fields["partners"] or [partner] in fields["leads"])
        ]
        records = [min(records)] if words[slugs[0]]["lead"] == "members" else records
    assert records
    assert not row["start"] or set(records) == {row["start"]}


def mission(row):
    record = RECORDS["mission"][slugify(row["mission"]),]
    assert record["since"] == (row["date_start"] or row["year"])
    assert record["until"] == (row["date_end"] or row["year"])
    assert record["iteration"] == int(row["iteration"])


def stop(row):
    stops = {
        (fields["host"][0], fields["place"], (fields["arrived_on"] or "").rstrip("~"))
        for key, fields in RECORDS["missionstop"].items()
        if key[0] == slugify(row["mission"])
    }
    assert (BY_CODE[row["country_iso3"]], row["place"], row["date_start"]) in stops


def participant(row):
    if row["treaty"] == "NORAD Agreement":
        found = done(
            f"norad-agreement-{row['date'][:4]}",
            BY_NAME[row["state"]],
            "definitive_signature",
            "ratification",
        )
    elif row["action"] in (NATIONAL_ACT, SUSPENDED):
        kind = {NATIONAL_ACT: "ratification", SUSPENDED: "suspension"}[row["action"]]
        actor = "united-states" if kind == "suspension" else BY_NAME[row["state"]]
        found = done(PARTICIPANTS[row["treaty"]], actor, kind)
        if kind == "ratification" and any(fields["instrument_on"] for fields in found):
            assert row["date"] in {fields["instrument_on"] for fields in found}
        assert found
        return
    else:
        kind = KINDS.get(row["action"], row["action"].partition(" ")[0])
        treaty, actor = PARTICIPANTS[row["treaty"]], BY_NAME[row["state"]]
        if (treaty, actor, kind, row["date"]) in CORRECTED:
            return
        found = done(treaty, actor, kind)
    assert on(found, row["date"])


def peace_partner(row):
    found = RECORDS["partnership"][f"partnership-for-peace-{BY_CODE[row['iso3']]}",]
    assert may_be(found["since"], row["signed_date"])
    assert (found["until"] or "") == (row["left_date"] or row["nato_accession_date"])


def figure(row):
    if row["kind"] == "computed":
        return
    measure = "partnerships" if row["measure"] == "partnerships" else "nations"
    key = ("state-partnership-program", measure, row["date"])
    assert int(row["value"]) in {
        fields["value"] for known, fields in RECORDS["publishedfigure"].items() if known[:3] == key
    }


def pairing(row):
    partner = BY_CODE.get(row["partner_iso3"]) or BY_NAME[row["partner"]]
    guard = f"{slugify(row['us_component'])}-national-guard"
    (found,) = (
        fields
        for fields in RECORDS["partnership"].values()
        if fields["program"] == ["state-partnership-program"]
        and [partner] in fields["partners"]
        and ([guard] in fields["leads"] or row["us_component"].startswith("("))
    )
    assert not row["year_established"] or may_be(found["since"], row["year_established"])
    assert bool(found["source"]) == (row["confidence"] != "M")


def status(said, row):
    """One row of a status table: each act that it tells is on record, whoever told it first."""
    who = BY_NAME[row.get("Participant") or row["country_name"]]
    if said["file"].startswith(LATER):
        cells = {row["signature_date"]: ("signature",), row["action_date"]: CONSENTS}
    elif "Resolution" in row:
        cells = {read_cell(row["Date of Adoption"], row)[0]: ("consent_to_be_bound",)}
    else:
        cells = {
            read_cell(cell, row)[0]: ("signature",) if column.startswith("Sign") else CONSENTS
            for column, cell in row.items()
            if column != "Participant" and cell
        }
    for day, kinds in cells.items():
        assert not day or on(done(said["treaty"], who, *kinds), day), (day, kinds)


def cited_in(treaty, *schemes):
    return {key[2] for key in RECORDS["citation"] if key[0] == treaty and key[1] in schemes}


def treaty(row):
    record = TITLED[row["official_title"]]
    assert (record["opens_on"] or record["concluded_on"]) == row["signed_or_opened"]
    assert not row["eif_date"] or may_be(record["stated_in_force_on"], row["eif_date"])
    assert (record["adopted_on"] or "") == row["adopted"]
    cited = cited_in(record["slug"], "unts", "bsp")
    assert not cited or row["series_volume_page"] in cited or row["id"] in CITED_OTHERWISE


CHECKS = {
    "alliances.csv": alliance,
    "eif_vectors.csv": computed,
    "finland_sweden_ratifications.csv": step,
    "mnna.csv": designation,
    "montenegro_ratifications.csv": step,
    "nato_2003_romania_acceptances.csv": step,
    "nato_members.csv": member,
    "nato_protocols.csv": protocol,
    "north_macedonia_ratifications.csv": step,
    "other_programs.csv": program,
    "pacific_partnership_missions.csv": mission,
    "pacific_partnership_stops.csv": stop,
    "participants.csv": participant,
    "pfp_members.csv": peace_partner,
    "spp_counts.csv": figure,
    "spp_partnerships.csv": pairing,
    "treaties.csv": treaty,
}
# What is not carried over: the file, the cell that tells the row, and why.
LEFT_OUT = {
    ("alliances.csv", "alliance", "AUKUS"): "a partnership, and no alliance",
    ("mnna.csv", "designation_date", ""): "announced there; designated since, in partnerships.csv",
    ("pacific_partnership_missions.csv", "confidence", "M"): "believed cancelled; no page found",
    ("participants.csv", "action", "none (neither signed nor ratified)"): "no act",
    ("participants.csv", "action", "excluded from the inter-American system"): "told in a note",
    ("participants.csv", "action", "withdrawal announced"): "told in a note",
    ("treaties.csv", "id", "aukus"): "a partnership, and no treaty",
}


def is_left_out(name, row):
    return any(
        name == file and row[cell] == value for file, cell, value in LEFT_OUT if name == file
    )


def test_each_table_has_its_check():
    assert set(CHECKS) == set(TABLES)
    for name, cell, value in LEFT_OUT:
        assert any(row[cell] == value for row in rows_of(name)), (name, value)


@pytest.mark.parametrize("name", CHECKS)
def test_ten_rows_drawn_from_each_table_agree_with_the_fixtures(name):
    rows = [row for row in rows_of(name) if not is_left_out(name, row)]
    for row in random.Random(name).sample(rows, min(10, len(rows))):  # noqa: S311
        CHECKS[name](row)


@pytest.mark.parametrize("name", CHECKS)
def test_every_row_of_a_table_agrees_with_the_fixtures_or_is_left_out_for_a_reason(name):
    for row in rows_of(name):
        if not is_left_out(name, row):
            CHECKS[name](row)


@pytest.mark.parametrize(
    "said", [*hand_table("status_tables.csv")], ids=lambda said: f"{said['treaty']} {said['file']}"
)
def test_every_act_that_a_status_table_tells_is_on_record(said):
    with (DATA / said["file"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = [row for row in rows if row.get("treaty_id", said["entry"]) == said["entry"]]
    assert len(told) > 40
    for row in told:
        if row.get("country_name") not in STATES_THAT_CEASED:
            status(said, row)


def test_the_builder_gives_these_files_byte_for_byte(tmp_path):
    build(FACTS).write(tmp_path)
    for stem in FIXTURES:
        written, kept = (folder / f"{stem}.json" for folder in (tmp_path, ROOT / "fixtures"))
        assert written.read_bytes() == kept.read_bytes(), f"{stem}.json: build the fixtures again"


def test_every_correction_of_an_act_is_on_record():
    for (treaty, actor, kind, _), row in CORRECTED.items():
        found = done(treaty, actor, kind)
        days = {(act["deposited_on"], act["effective_on"] or "") for act in found}
        assert (row["deposited_on"], row["effective_on"]) in days, (treaty, actor, kind)


def test_a_table_that_is_missing_is_named(tmp_path):
    with pytest.raises(FactError, match=r"alliances\.csv is missing"):
        build(tmp_path)


def test_the_pairings_agree_with_the_totals_computed_from_the_table():
    """Kansas had Ukraine until 2003 in a pairing of its own; Nepal (2019 to 2021) never began."""
    for row in rows_of("spp_counts.csv"):
        if row["kind"] != "computed":
            continue
        day = date.fromisoformat(row["date"])
        partners = int(row["value"].split(" / ")[1])
        at_least, at_most = pairings_on(day)
        assert at_least == partners + (day.year < 2003) - (2019 <= day.year <= 2021), day
        assert at_least <= at_most <= at_least + 2


def test_a_treaty_of_a_status_table_bears_its_number_with_the_depositary():
    for said in hand_table("status_tables.csv"):
        if said["file"].endswith("/1-2.csv"):
            continue  # admissions to the Organization, under the Charter
        numbers = set(re.findall(r"mtdsg_no=([\w-]+)", said["source"]))
        if not numbers:
            with (DATA / said["file"]).open(encoding="utf-8", newline="") as file:
                rows = [row for row in csv.DictReader(file) if row["treaty_id"] == said["entry"]]
            numbers = {row["mtdsg_no"] for row in rows}
        assert cited_in(said["treaty"], "mtdsg") == numbers, said["treaty"]
