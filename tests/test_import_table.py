"""Tidy tables of participants, read by their headings or by a mapping."""

import pytest

from registry.models import Treaty, TreatyAction
from tests.imports import DATA, bring, brought, needs_data, write
from tests.small_registry import digest

pytestmark = [pytest.mark.django_db, pytest.mark.long]

HEAD = (
    "Contracting Party,Treaty,Signature Date,Instrument Type,Instrument Date,"
    "Entry Into Force Date\n"
)
HR = """
loose = ["ratification"]
[columns]
participant = "member"
date = "year ratification or accession"
signatory = "signatory"
bound = "state party"
note = "note"
[kinds]
"" = "ratification"
[source]
slug = "hr-status-2022"
title = "Ratification status of human rights treaties, 2022"
[files]
"""


def acts(treaty="harbour-convention"):
    rows = TreatyAction.objects.filter(treaty__slug=treaty).select_related("actor")
    return [
        (act.actor.slug, act.kind, str(act.deposited_on or ""), str(act.effective_on or ""))
        for act in rows.order_by("pk")
    ]


def test_headings_that_say_it_need_no_mapping(tmp_path):
    rows = (
        "Monaco,Harbour Convention,1990-01-02,Ratification,1991-05,1992\n"
        "France,Harbour Convention,,Accession,3 April 1993,\n"
        "Italy,Harbour Convention,1990-01-02,,,\n"
    )
    report = brought(tmp_path, "table", write(tmp_path / "t.csv", HEAD + rows))
    assert acts() == [
        ("monaco", "signature", "1990-01-02", ""),
        ("monaco", "ratification", "1991-05", "1992"),
        ("france", "accession", "1993-04-03", ""),
        ("italy", "signature", "1990-01-02", ""),
    ]
    assert Treaty.objects.get(slug="harbour-convention").source.slug == "table-t"
    assert report["counts"]["added"] == 4


def test_columns_come_in_any_order_among_others(tmp_path):
    text = "note to self,date,kind,country,treaty\nx,1993,Accession,France,Harbour Convention\n"
    brought(tmp_path, "table", write(tmp_path / "t.csv", b"\xef\xbb\xbf" + text.encode()))
    assert acts() == [("france", "accession", "1993", "")]


def test_a_heading_may_itself_be_the_act(tmp_path):
    text = "State,Treaty,Date of signature,Ratification date\nFrance,Harbour Convention,1990,1991\n"
    brought(tmp_path, "table", write(tmp_path / "t.csv", text))
    assert [act[:3] for act in acts()] == [
        ("france", "signature", "1990"),
        ("france", "ratification", "1991"),
    ]


def test_what_is_not_read_beside_headings_that_are_acts_is_told(tmp_path):
    text = (
        "State,Treaty,Signature,Ratification,Date,Effective date\n"
        "France,Harbour Convention,1990,1991,1995,1992\n"
        "Italy,Harbour Convention,1990,,1995,1992\n"
    )
    report = brought(tmp_path, "table", write(tmp_path / "t.csv", text))
    assert acts() == [
        ("france", "signature", "1990", ""),
        ("france", "ratification", "1991", "1992"),
        ("italy", "signature", "1990", ""),
    ]
    assert report["tallies"] == {f"{tmp_path / 't.csv'}: column “Date” is not read.": 1}
    assert [row["reasons"] for row in report["rows"] if row["reasons"]] == [
        ["Effective date: “1992” is of no consent in this row."]
    ]


def test_a_mapping_may_name_columns_words_treaty_and_source(tmp_path):
    mapping = write(
        tmp_path / "map.toml",
        'day_first = true\ndelimiter = ";"\n'
        '[columns]\nparticipant = "Who"\ndate = "When"\nkind = "What"\n'
        '[kinds]\nBeitritt = "accession"\nEntwurf = ""\n'
        '[treaty]\ntitle = "Harbour Convention"\nconcluded_on = "1990-01-02"\n'
        '[source]\nslug = "harbour-list"\ntitle = "Harbour list"\nrank = "official"\n',
    )
    rows = "Who;What;When\nFrance;Beitritt;03/04/1993\nMonaco;Entwurf;1990\n"
    report = brought(tmp_path, "table", write(tmp_path / "t.csv", rows), mapping=str(mapping))
    assert acts() == [("france", "accession", "1993-04-03", "")]
    assert [row["outcome"] for row in report["rows"]][-1] == "left"
    assert TreatyAction.objects.get(treaty__slug="harbour-convention").source.rank == "official"


def test_a_mapping_may_be_json(tmp_path):
    mapping = write(tmp_path / "map.json", '{"treaty": {"title": "Harbour Convention"}}')
    rows = "country,accession date\nFrance,1993\n"
    brought(tmp_path, "table", write(tmp_path / "t.csv", rows), mapping=str(mapping))
    assert acts() == [("france", "accession", "1993", "")]


def test_a_year_agrees_with_the_day_on_record(tmp_path):
    exact = "France,Harbour Convention,,Accession,1993-04-03,\n"
    brought(tmp_path, "table", write(tmp_path / "exact.csv", HEAD + exact))
    before = digest()
    vague = "country,treaty,kind,date\nFrance,Harbour Convention,Ratification,1993\n"
    report = brought(tmp_path, "table", write(tmp_path / "vague.csv", vague))
    assert acts() == [("france", "accession", "1993-04-03", "")]
    assert report["counts"]["unchanged"] == 1
    assert report["sources"] == ["table-vague"]
    assert digest() != before  # the source was recorded, and nothing else


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("France,T,,Accession,1993-02-31,", "is not a date"),
        ("France,T,,Accepted,1993-02-03,", "must be a known kind of act"),
        (",T,,Accession,1993-02-03,", "The participant must be named"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path, row, reason):
    before = digest()
    status, _, problems = bring("table", write(tmp_path / "t.csv", f"{HEAD}{row}\n"))
    assert (status, len(problems)) == (2, 1)
    assert "t.csv: line 2" in problems[0]
    assert reason in problems[0]
    assert digest() == before


SPREADSHEET = (
    "Vertragspartei;Vertrag;Art;Datum\r\n"
    "Côte d'Ivoire;Harbour Convention;accession;03/04/1993\r\n"
    "France;Harbour Convention;accession;25/12/1993\r\n"
)
COLUMNS = (
    "[columns]\nparticipant = 'Vertragspartei'\ntreaty = 'Vertrag'\nkind = 'Art'\ndate = 'Datum'\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "latin-1"])
def test_a_sheet_saved_with_semicolons_a_mark_or_in_latin_1_is_read(tmp_path, encoding):
    declared = f"encoding = '{encoding}'\nday_first = true\n{COLUMNS}"
    mapping = write(tmp_path / "map.toml", declared)
    file = write(tmp_path / "t.csv", SPREADSHEET.encode(encoding))
    brought(tmp_path, "table", file, mapping=str(mapping))
    assert acts() == [
        ("cote-divoire", "accession", "1993-04-03", ""),
        ("france", "accession", "1993-12-25", ""),
    ]


def test_days_in_numerals_that_may_be_two_stop_their_rows_until_their_order_is_declared(tmp_path):
    exact = "Monaco;Harbour Convention;accession;1993-05-06\n"
    file = write(tmp_path / "european.csv", SPREADSHEET + exact)
    mapping = write(tmp_path / "map.toml", COLUMNS)
    report = brought(tmp_path, "table", file, mapping=str(mapping))
    assert report["counts"]["refused"] == 1
    assert (
        "does not tell the day from the month: write it as 1949-04-03, or give the import command"
        in report["rows"][0]["reasons"][0]
    )
    assert acts() == [
        ("france", "accession", "1993-12-25", ""),
        ("monaco", "accession", "1993-05-06", ""),
    ]
    mapping = write(tmp_path / "map.toml", f"day_first = false\n{COLUMNS}")
    american = SPREADSHEET.replace("25/12", "12/25")
    brought(tmp_path, "table", write(tmp_path / "t.csv", american), mapping=str(mapping))
    assert {act[2] for act in acts()} == {"1993-05-06", "1993-03-04", "1993-12-25"}
    status, _, problems = bring("table", file, mapping=str(mapping))
    assert (status, "must be a day of the calendar" in problems[0]) == (2, True)


@pytest.mark.parametrize(
    ("day_first", "day", "expected"),
    [
        ("", "31/02/1993", "'31/02/1993' is not a date"),
        ("", "03/04/1993 00:00", "does not tell the day from the month"),
        ("", "3.4.93", "does not tell the day from the month: write"),
        ("day_first = true", "31/02/1993", "“31/02/1993” must be a day of the calendar"),
        ("day_first = true", "03/04/1993 00:00", "1993-04-03"),
        ("day_first = false", "03/04/1993 00:00", "1993-03-04"),
        ("day_first = false", "25/12/1993 00:00", "“25/12/1993” must be a day of the calendar"),
    ],
)
def test_a_day_in_numerals_is_read_as_declared_or_told(tmp_path, day_first, day, expected):
    mapping = write(tmp_path / "map.toml", f"{day_first}\n{COLUMNS}")
    row = f"Vertragspartei;Vertrag;Art;Datum\nFrance;Harbour Convention;accession;{day}\n"
    report = tmp_path / "report.txt"
    bring("table", write(tmp_path / "t.csv", row), mapping=str(mapping), report=report)
    assert expected in report.read_text() + str(acts())


def test_a_column_that_is_not_read_is_told(tmp_path):
    text = "country,treaty,accession date,Suspended\nFrance,Harbour Convention,1993,1999\n"
    file = write(tmp_path / "t.csv", text)
    assert f"{file}: column “Suspended” is not read." in bring("table", file)[1].splitlines()


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ("[columns]\nwho = 'A'", "A column must be one of participant"),
        ("[columns]\nparticipant = 'A'", "must name the columns A"),
        ("[kinds]\nx = 'y'", "“x” must be one of signature"),
        ("nonsense = 1", "The mapping must have"),
        ("= 1", "The mapping must be TOML or JSON"),
        ("[source]\nslug = 'x'", "The source must have a slug and a title"),
    ],
)
def test_a_mapping_that_cannot_be_is_told(tmp_path, mapping, reason):
    path = write(tmp_path / "map.toml", mapping)
    status, said, problems = bring(
        "table", write(tmp_path / "t.csv", f"{HEAD}France,T,,,,\n"), mapping=str(path)
    )
    assert status == 2
    assert reason in said + "".join(problems)


# The number that the depositary gives each instrument of which there is a file.
HR_NUMBERS = {
    "cat": "IV-9",
    "cedaw": "IV-8",
    "cped": "IV-16",
    "crc": "IV-11",
    "crpd": "IV-15",
    "iccpr": "IV-4",
    "iccpr_op1": "IV-5",
    "iccpr_op2": "IV-12",
    "icerd": "IV-2",
    "icescr": "IV-3",
    "icescr_op": "IV-3-a",
    "icmw": "IV-13",
    "op_cedaw": "IV-8-b",
    "op_crc_ac": "IV-11-b",
    "op_crc_ic": "IV-11-d",
    "op_crc_sc": "IV-11-c",
    "op_crpd": "IV-15-a",
    "opcat": "IV-9-b",
}


@needs_data
@pytest.mark.long
def test_all_eighteen_statuses_by_year_alone_make_up_no_day(tmp_path):
    folder = DATA / "hr-status-2022"
    stems = sorted(HR_NUMBERS)
    files = "".join(f'"hr_status_{stem}.csv" = "{HR_NUMBERS[stem]}"\n' for stem in stems)
    treaties = "".join(
        f'[treaties.{number}]\ntitle = "Instrument {number}"\nnumber = "{number}"\n'
        for number in HR_NUMBERS.values()
    )
    mapping = write(tmp_path / "map.toml", f"{HR}{files}{treaties}")
    bare = write(tmp_path / "bare.toml", f"{HR}{files}{treaties}".replace('note = "note"\n', ""))
    noteless = [stem for stem in stems if "note" not in heading(folder, stem)]
    assert len(noteless) == 1
    for chosen, how in ([one for one in stems if one not in noteless], mapping), (noteless, bare):
        paths = [folder / f"hr_status_{stem}.csv" for stem in chosen]
        report = brought(tmp_path, "table", *paths, mapping=str(how))
        assert len({(row["file"], row["line"]) for row in report["rows"]}) == 193 * len(chosen)
        assert report["undecided"].keys() <= {"Montserrat"}  # a territory that stands among them
        again = brought(tmp_path, "table", *paths, mapping=str(how))
        assert (again["counts"]["added"], again["counts"]["changed"]) == (0, 0)
    said = TreatyAction.objects.filter(source__slug="hr-status-2022")
    assert said.count() > 1500
    assert {len(str(act.deposited_on)) for act in said} <= {4, 5}


def heading(folder, stem):
    with (folder / f"hr_status_{stem}.csv").open(encoding="utf-8-sig") as file:
        return file.readline().strip().split(",")


@needs_data
@pytest.mark.long
def test_a_list_of_members_becomes_acts_by_what_a_column_says_of_them(tmp_path):
    mapping = write(
        tmp_path / "map.toml",
        '[columns]\nparticipant = "country_name"\ndate = "accession_date"\n'
        'kind = "is_original_member"\n[kinds]\nTRUE = "acceptance"\nFALSE = "accession"\n'
        '[treaty]\ntitle = "Agreement Establishing the World Trade Organization"\n',
    )
    file = DATA / "ratification-tables-2026" / "wto_members.csv"
    report = brought(tmp_path, "table", file, mapping=str(mapping), create_actors=True)
    assert report["counts"]["refused"] == 0, report["undecided"]
    assert len({row["line"] for row in report["rows"]}) == 166
    again = brought(tmp_path, "table", file, mapping=str(mapping), create_actors=True)
    assert (again["counts"]["added"], again["counts"]["changed"]) == (0, 0)
    kinds = TreatyAction.objects.filter(
        treaty__title="Agreement Establishing the World Trade Organization"
    ).values_list("kind", flat=True)
    assert len(kinds) == 166
    assert set(kinds) == {"acceptance", "accession"}
