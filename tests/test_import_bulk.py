"""Treaty lists of ministries and scholars: rows made on the spot, and the heads of real ones."""

import json

import pytest

from registry.models import Treaty
from tests.factories import make_actor
from tests.imports import brought, write

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def acts(slug):
    treaty = Treaty.objects.get(slug=slug)
    return [
        (act.actor.slug, act.kind, str(act.deposited_on or ""), str(act.effective_on or ""))
        for act in treaty.actions.select_related("actor").order_by("actor__slug", "pk")
    ]


def uk(**fields):
    row = {
        "lb_document_id": 9001,
        "field3": "BI",
        "title": "Agreement about a Harbour",
        "country_name": "SPAIN ; UNITED KINGDOM",
        "signed_event_date": "12/11/1950",
    }
    return json.dumps(row | fields) + "\n"


def test_a_british_treaty_has_its_days_its_numbers_and_two_parties(tmp_path):
    row = uk(
        definative_eif_event_date="01/02/1951",
        terminated_event_date="05/06/1960",
        terminated_event_effective_date="05/06/1961",
        references="UN Registration 987654/0: 0;United Nations Treaty Series Vol.9386 (p.3)/0: 0",
        country_name="SPAIN ; Gibraltar ; UNITED KINGDOM",
    )
    report = brought(tmp_path, "uk-treaties", write(tmp_path / "t.jsonl", row))
    treaty = Treaty.objects.get(slug="agreement-about-a-harbour")
    assert [str(treaty.concluded_on), str(treaty.stated_in_force_on), str(treaty.ended_on)] == [
        "1950-11-12",
        "1951-02-01",
        "1961-06-05",
    ]
    assert (treaty.form, treaty.kind, treaty.end_ground) == ("bilateral", "agreement", "terminated")
    assert sorted(treaty.citations.values_list("scheme", "value")) == [
        ("ukts", "9001"),
        ("un_registration", "987654"),
        ("unts", "9386 UNTS 3"),
    ]
    assert acts(treaty.slug)[:2] == [
        ("spain", "signature", "1950-11-12", ""),
        ("spain", "consent_to_be_bound", "", "1951-02-01"),
    ]
    assert {spell.actor.slug for spell in treaty.participations.filter(standing="party")} == {
        "spain",
        "united-kingdom",
    }
    assert "Territories named" in report["rows"][0]["reasons"][0]


def test_what_is_not_read_of_a_british_treaty_may_be_of_any_type(tmp_path):
    row = uk(score=1.5, tags=["a"], is_public=True, subject=None)
    report = brought(tmp_path, "uk-treaties", write(tmp_path / "t.jsonl", row))
    assert report["counts"]["added"] == 1


def test_a_notice_of_termination_alone_does_not_make_a_day_of_the_end(tmp_path):
    row = uk(terminated_event_date="05/06/1960")
    brought(tmp_path, "uk-treaties", write(tmp_path / "t.jsonl", row))
    assert str(Treaty.objects.get(slug="agreement-about-a-harbour").ended_on) == "1960-06-05/.."


def test_of_more_than_two_names_of_a_treaty_between_two_none_is_taken_for_a_side(tmp_path):
    row = uk(
        country_name="CYPRUS ; Gibraltar ; MALTA ; SPAIN ; UNITED KINGDOM",
        signed_event_date="27/06/1929",
        definative_eif_event_date="09/05/1930",
    )
    report = brought(tmp_path, "uk-treaties", write(tmp_path / "t.jsonl", row))
    treaty = Treaty.objects.get(slug="agreement-about-a-harbour")
    assert (treaty.form, str(treaty.stated_in_force_on)) == ("bilateral", "1930-05-09")
    assert acts(treaty.slug) == []
    assert "CYPRUS; MALTA; SPAIN; UNITED KINGDOM" in report["rows"][0]["reasons"][1]


def test_one_state_by_two_names_is_one_side_of_a_treaty_between_two(tmp_path):
    row = uk(country_name="Eire ; EIRE ; IRELAND, REPUBLIC OF ; SWEDEN")
    brought(tmp_path, "uk-treaties", write(tmp_path / "t.jsonl", row))
    assert {actor for actor, *_ in acts("agreement-about-a-harbour")} == {"ireland", "sweden"}


def test_of_a_multilateral_treaty_nobody_is_taken_for_a_signatory(tmp_path):
    row = uk(field3="MULTI", country_name="SPAIN ; FRANCE ; UNITED KINGDOM")
    report = brought(tmp_path, "uk-treaties", write(tmp_path / "t.jsonl", row))
    assert acts("agreement-about-a-harbour") == []
    assert "is not told of a multilateral treaty" in report["rows"][0]["reasons"][0]


def test_the_chart_of_the_council_of_europe_has_marks_of_its_own(tmp_path):
    head = (
        "Country,Ratification,treaty,Entry,Signature,Reservations,Denunciation,"
        "Effect denunciation\n"
    )
    rows = (
        "France,18/3/1992,Harbour Convention,1/1/1993,21/2/1991,X,,\n"
        "Monaco,18/3/1992 a,Harbour Convention,1/1/1993,,,5/5/1999,5/11/1999\n"
        "Italy,,Harbour Convention,1/1/1993,21/2/1991 s,,,\n"
        "Spain,,Harbour Convention,,,,,\n"
    )
    report = brought(tmp_path, "coe", write(tmp_path / "c.csv", head + rows))
    assert acts("harbour-convention") == [
        ("france", "signature", "1991-02-21", ""),
        ("france", "ratification", "1992-03-18", "1993-01-01"),
        ("italy", "definitive_signature", "1991-02-21", "1993-01-01"),
        ("monaco", "accession", "1992-03-18", "1993-01-01"),
        ("monaco", "withdrawal", "1999-05-05", "1999-11-05"),
    ]
    assert report["rows"][-1]["outcome"] == "left"


def test_what_a_row_of_the_chart_does_not_make_an_act_is_told(tmp_path):
    text = (
        "Country,Ratification,treaty,Entry,Signature,Note,Territorial Application\n"
        "Slovakia,18/3/1992,Harbour Convention,1/1/1993,21/2/1991 r,17,X\n"
        "Italy,,Harbour Convention,1/1/1993,21/2/1991,,\n"
        "Spain,,Harbour Convention,1/1/1993,,,\n"
        "France,18/3/1992 s,Harbour Convention,1/1/1993,21/2/1991,,\n"
        "Monaco,18/3/1992 s,Harbour Convention,1/1/1993,18/3/1992,,\n"
    )
    report = brought(tmp_path, "coe", write(tmp_path / "c.csv", text))
    assert acts("harbour-convention") == [
        ("france", "signature", "1991-02-21", ""),
        ("france", "definitive_signature", "1992-03-18", "1993-01-01"),
        ("italy", "signature", "1991-02-21", ""),
        ("monaco", "definitive_signature", "1992-03-18", "1993-01-01"),
        ("slovakia", "signature_ad_referendum", "1991-02-21", ""),
        ("slovakia", "ratification", "1992-03-18", "1993-01-01"),
    ]
    told = {row["line"]: row["reasons"] for row in report["rows"]}
    assert told[2] == [
        "Marked, without the text: Territorial Application.",
        "Note 17, which is not in the file, may say whose act it is.",
        *(
            f"On {day} Slovakia did not exist yet, as it is on record from 1993-01-01: is another "
            "meant?"
            for day in ("1991-02-21", "1992-03-18")
        ),
    ]
    assert told[3] == ["Its entry into force, 1993-01-01, is of no consent in this row."]
    assert told[4] == ["No act stands in this row.", *told[3]]
    assert report["tallies"] == {"acts of a day on which their actor did not exist": 2}


def test_an_unknown_day_of_an_environmental_agreement_stays_unknown(tmp_path):
    treaties = (
        "IEA#;Agreement Name;Date IEA was concluded;Date IEA entered into force;"
        "Inclusion (type of agreements)\n"
        "9001;Harbour Waters Agreement;1990-05-01;1111-11-11;MEA\n"
    )
    members = (
        "Mitch ID;Country (official name);Action Type;Year;Month;Day;field_date_incomplete_value;"
        "Tacit Acceptance\n"
        "9001;France;Ratification;2014;1;1;2014-**-**;\n"
        "9001;France;Entry into force;2015;3;2;;\n"
        "9001;Monaco;Signature;1111;11;11;;\n"
        "9001;Italy;Acceptance;2000;1;2;;Yes\n"
    )
    files = [write(tmp_path / "t.csv", treaties), write(tmp_path / "m.csv", members)]
    report = brought(tmp_path, "ieadb", *files)
    treaty = Treaty.objects.get(slug="harbour-waters-agreement")
    assert (str(treaty.concluded_on), treaty.stated_in_force_on) == ("1990-05-01", None)
    assert acts(treaty.slug) == [
        ("france", "ratification", "2014", "2015-03-02"),
        ("monaco", "signature", "../..", ""),
    ]
    assert "tacit" in report["rows"][-1]["reasons"][0]


def test_who_acted_before_the_official_name_is_taken_as_entered(tmp_path):
    make_actor("Old Union", since="1918", until="1993")
    make_actor("New Republic", since="1993")
    rows = (
        "9001;Harbour Waters Agreement;New Republic;Old Union;Signature;1928;2;18\n"
        "9001;Harbour Waters Agreement;New Republic;Old Union;Ratification;1994;3;1\n"
        "9001;Harbour Waters Agreement;New Republic;Nowhere;Approval;1928;3;2\n"
    )
    head = (
        "Mitch ID;Treaty Name from Treaty Table;Country (official name);Country (as entered);"
        "Action Type;Year;Month;Day\n"
    )
    report = brought(tmp_path, "ieadb", write(tmp_path / "m.csv", head + rows))
    assert acts("harbour-waters-agreement") == [
        ("new-republic", "ratification", "1994-03-01", ""),
        ("new-republic", "approval", "1928-03-02", ""),
        ("old-union", "signature", "1928-02-18", ""),
    ]
    reasons = [row["reasons"] for row in report["rows"] if row["reasons"]]
    assert reasons[0] == ["Taken for Old Union, as entered, not for New Republic."]
    assert reasons[1][0].startswith("On 1928-03-02 New Republic did not exist yet")


def test_trade_agreements_are_known_by_the_year_alone(tmp_path):
    head = "number,base_treaty,name,entry_type,year,entryforceyear,c1,c2\n"
    rows = (
        "1,1,Côte Accord,base_treaty,2003,2004,4,356\n1+1,1,Joined,accession,2005,,4,356\n"
        "2,2,Talks,negotiation,2006,NA,4,356\n"
    )
    file = write(tmp_path / "d.csv", (head + rows).encode("latin-1"))
    report = brought(tmp_path, "desta", file)
    assert acts("cote-accord") == [
        ("afghanistan", "signature", "2003", ""),
        ("afghanistan", "consent_to_be_bound", "", "2004"),
        ("india", "signature", "2003", ""),
        ("india", "consent_to_be_bound", "", "2004"),
    ]
    assert [row["outcome"] for row in report["rows"]] == ["added", "left", "left"]


def test_members_of_the_union_are_not_taken_for_signatories_of_what_it_concluded(tmp_path):
    text = (
        "number,base_treaty,name,entry_type,year,entryforceyear,c1,c2,c3\n"
        "28,28,Andorra EC,base_treaty,1990,1991,20,56,250\n"
        "29,29,Andorra ECOWAS,base_treaty,1990,1991,20,56,250\n"
    )
    report = brought(tmp_path, "desta", write(tmp_path / "d.csv", text))
    assert acts("andorra-ec") == []
    assert Treaty.objects.get(slug="andorra-ec").form == "plurilateral"
    assert "Who signed is not told" in report["rows"][0]["reasons"][0]
    assert [actor for actor, *_ in acts("andorra-ecowas")] == ["andorra", "belgium", "france"]


def test_a_column_that_a_format_does_not_know_is_told_and_not_passed_over_in_silence(tmp_path):
    coe = "Country,Ratification,treaty,Entry,Signature,Suspended\nFrance,1/2/1990,T,,,1/1/1999\n"
    file = write(tmp_path / "c.csv", coe)
    assert brought(tmp_path, "coe", file)["tallies"] == {
        f"{file}: column “Suspended” is not read.": 1
    }


def test_an_investment_treaty_that_is_not_in_force_binds_nobody(tmp_path):
    head = "treaty_id,type,short_title,status,date_of_signature,date_of_entry_into_force,parties\n"
    rows = (
        "1,BITs,France - India BIT (2019),Signed (not in force),11-2019,,1|France;2|India\n"
        "2,BITs,France - Japan BIT (2015),In force,2015,20/04/2016,2|Japan\n"
    )
    brought(tmp_path, "unctad-iia", write(tmp_path / "u.csv", head + rows))
    assert acts("france-india-bit-2019") == [
        ("france", "signature", "2019-11", ""),
        ("india", "signature", "2019-11", ""),
    ]
    assert [act[:2] for act in acts("france-japan-bit-2015")].count(("france", "signature")) == 1


def test_two_days_on_which_one_consent_took_effect_are_for_a_person_to_judge(tmp_path):
    members = (
        "Mitch ID;Treaty Name from Treaty Table;Country (official name);Action Type;Year;Month;Day;"
        "Notes\n"
        "9001;Harbour Waters Agreement;France;Ratification;1990;1;2;\n"
        "9001;Harbour Waters Agreement;France;Entry into force;1991;3;2;\n"
        "9001;Harbour Waters Agreement;France;Entry into force;1992;3;2;\n"
        "9001;Harbour Waters Agreement;Italy;Entry into force;1991;3;2;\n"
        "9001;Harbour Waters Agreement;Italy;Entry into force;1992;3;2;\n"
    )
    report = brought(tmp_path, "ieadb", write(tmp_path / "m.csv", members))
    told = {row["line"]: (row["outcome"], row["reasons"]) for row in report["rows"]}
    assert told[4] == ("refused", ["Line 3 tells 1991-03-02 for the same."])
    assert told[6] == ("refused", ["Line 5 tells 1991-03-02 for the same."])
    assert acts("harbour-waters-agreement") == [
        ("france", "ratification", "1990-01-02", "1991-03-02"),
        ("italy", "consent_to_be_bound", "", "1991-03-02"),
    ]
