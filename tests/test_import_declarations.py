"""The declarations of 2015: each text a row, its statements with their acts, and the real files."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.choices import StatementKind
from registry.importers.formats.statements import part, printed
from registry.models import Statement
from tests.imports import DATA, brought, needs_data, write
from tests.small_registry import digest

SET = DATA / "untc-mtdsg-2015"
INDEX = (
    'chapter_no,treaty_no,treaty_name,url\n30,1,"Convention on Lighthouses. Geneva, 4 May 1951",\n'
)
TABLE = (
    'Participant,Signature,"Ratification, Accession(a)"\n'
    "France,4 May 1951,12 Mar 1953\nMonaco,,1 Jan 1960 a\nItaly,4 May 1951,\n"
)
TEXT = (
    "#France\nReservation:Lamps are lit at dusk.Declaration:A lamp is a light.\n\n"
    "#Italy\n\n\n"
    "#Monaco\nOur one lamp is of brass.\n\n"
)


def lighthouses(folder, text=TEXT):
    """Write a table, its index and its declarations as the data set has them."""
    write(folder / "index.csv", INDEX)
    return (
        write(folder / "treaties" / "30-1.csv", TABLE),
        write(folder / "declarations" / "30-1.txt", text),
    )


def stated():
    rows = Statement.objects.filter(treaty__slug="convention-on-lighthouses")
    return [
        (one.actor.slug, one.kind, one.text, one.action and one.action.kind)
        for one in rows.select_related("actor", "action").order_by("actor__slug", "kind")
    ]


STATED = [
    ("france", "declaration", "A lamp is a light.", "ratification"),
    ("france", "reservation", "Lamps are lit at dusk.", "ratification"),
    ("monaco", "declaration", "Our one lamp is of brass.", "accession"),
]


@pytest.mark.django_db
def test_each_text_is_a_row_and_its_statements_come_with_the_consent_of_the_table(tmp_path):
    table, text = lighthouses(tmp_path)
    report = brought(tmp_path, "untc", text, table)
    rows = [row for row in report["rows"] if row["file"].endswith("30-1.txt")]
    assert [(row["line"], row["subject"], row["outcome"]) for row in rows] == [
        (1, "XXX-1 France, statements", "added"),
        (4, "XXX-1 Italy, statements", "left"),
        (7, "XXX-1 Monaco, statements", "added"),
    ]
    assert rows[1]["reasons"] == ["Nothing is printed under this name."]
    assert stated() == STATED
    (monaco,) = Statement.objects.filter(text="Our one lamp is of brass.")
    assert (monaco.source.slug, monaco.pinpoint) == ("untc-mtdsg-2015", "30-1.txt, Monaco")
    before = digest()
    again = brought(tmp_path, "untc", table, text)
    assert (again["counts"]["added"], again["counts"]["changed"]) == (0, 0)
    assert digest() == before


@pytest.mark.django_db
def test_texts_given_after_the_table_come_with_the_acts_on_record(tmp_path):
    table, text = lighthouses(tmp_path)
    brought(tmp_path, "untc", table)
    brought(tmp_path, "untc", text)
    assert stated() == STATED
    before = digest()
    assert brought(tmp_path, "untc", table, text)["counts"]["added"] == 0
    assert digest() == before


@pytest.mark.django_db
def test_texts_of_a_treaty_that_is_not_on_record_are_refused_and_the_others_go_on(tmp_path):
    table, text = lighthouses(tmp_path)
    other = write(text.with_name("30-2.txt"), "#France\nA light.\n\n")
    report = brought(tmp_path, "untc", table, text, other)
    (row,) = [row for row in report["rows"] if row["file"].endswith("30-2.txt")]
    assert row["outcome"] == "refused"
    assert "The treaty XXX-2 is not on record: give its table as well" in row["reasons"][0]
    assert stated() == STATED


@pytest.mark.django_db
def test_a_treaty_that_was_decided_takes_the_texts(tmp_path):
    text = write(tmp_path / "30-2.txt", "#Albania\nA lamp is a light.\n\n")
    write(tmp_path / "names.toml", '[treaties]\n"XXX-2" = "genocide-convention"\n')
    brought(tmp_path, "untc", text)
    (one,) = Statement.objects.filter(text="A lamp is a light.")
    assert (one.treaty.slug, one.action.kind) == ("genocide-convention", "accession")


@pytest.mark.django_db
def test_a_name_that_nobody_bears_stops_its_row_alone_with_who_is_near(tmp_path):
    table, text = lighthouses(tmp_path, "#Frrance\nA light.\n\n#Monaco\nA lamp.\n\n")
    report = brought(tmp_path, "untc", table, text)
    assert report["undecided"]["Frrance"]["near"] == ["france"]
    assert [one[0] for one in stated()] == ["monaco"]


@pytest.mark.django_db
def test_the_marks_of_notes_behind_a_name_are_told_and_no_part_of_it(tmp_path):
    table, text = lighthouses(tmp_path, "#Monaco 4,[12]*\nA lamp.\n\n")
    report = brought(tmp_path, "untc", table, text)
    assert [one[0] for one in stated()] == ["monaco"]
    assert report["rows"][-1]["reasons"] == ["The notes 4,[12]* to the name are not in the file."]


@pytest.mark.django_db
def test_what_is_said_upon_signature_comes_with_the_signature(tmp_path):
    told = "#France\nIn signing this Convention, France lights a lamp.\n\n#Italy\nLight.\n\n"
    brought(tmp_path, "untc", *lighthouses(tmp_path, told))
    assert [(one[0], one[3]) for one in stated()] == [("france", "signature"), ("italy", None)]


@pytest.mark.django_db
def test_an_objection_is_linked_to_the_reservation_that_its_text_names(tmp_path):
    told = (
        "#France\nFrance objects to the reservation made by the Government of Monaco to article 3."
        "\n\n#Italy\nItaly objects to all reservations.\n\n"
        "#Monaco\nWith a reservation to article 3.\n\n"
    )
    report = brought(tmp_path, "untc", *lighthouses(tmp_path, told))
    french, italian = Statement.objects.filter(
        treaty__slug="convention-on-lighthouses", kind="objection"
    ).order_by("actor__slug")
    assert (french.objects_to.actor.slug, french.objects_to.kind) == ("monaco", "reservation")
    assert (french.action, italian.objects_to) == (None, None)
    (row,) = [row for row in report["rows"] if row["subject"] == "XXX-1 Italy, statements"]
    assert "answers is not told, or is one of several" in row["reasons"][0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("With a reservation to article 3.", "reservation"),
        ("Ruritania makes an express reservation on article 3.", "reservation"),
        ("Reservation in respect of lamps, made in May", "reservation"),
        ("Ruritania makes the following statements: lamps are lit.", "declaration"),
        ("Ruritania interprets article 3 as speaking of lamps.", "interpretative_declaration"),
        ("The following interpretative declaration is made.", "interpretative_declaration"),
        ("Ruritania objects to the reservation of lamps.", "objection"),
        ("Ruritania hereby notifies. It notifies the Secretary-General of it.", "communication"),
    ],
)
def test_a_text_without_a_heading_is_what_it_calls_itself(text, kind):
    (one,) = printed(part(text), StatementKind.DECLARATION)
    assert one.own_names == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Ruritania reserves the right to make reservations.",
        "Ruritania does not accept the reservation made by Freedonia.",
        "It reserves its position; lamps shall not be interpreted as stars.",
        "It will make such reservations or interpretative declarations as it may need.",
        "The object and purpose of the treaty is light.",
        "The crew will be notified of this.",
    ],
)
def test_a_text_that_does_not_say_what_it_is_is_given_no_name(text):
    (one,) = printed(part(text), StatementKind.DECLARATION)
    assert (one.own_names, one.is_told) == ([], False)


def test_headings_that_have_run_into_the_text_part_it():
    text = (
        "Upon signature:Declaration:Lamps.”Reservation concerning article 3:Oil.Upon ratification:"
        "Declarations:The declaration: it stays in the text."
    )
    found = printed(part(text), StatementKind.DECLARATION)
    assert [(one.kind.value, one.upon, one.text) for one in found] == [
        ("declaration", "signature", "Lamps.”"),
        ("reservation", "", "Oil."),
        ("declaration", "ratification", "The declaration: it stays in the text."),
    ]


@pytest.mark.django_db
def test_a_text_that_says_it_is_several_is_recorded_as_a_declaration_and_told(tmp_path):
    told = "#Monaco\nIt interprets article 3. It makes a reservation to article 4.\n\n"
    report = brought(tmp_path, "untc", *lighthouses(tmp_path, told))
    assert [one[1] for one in stated()] == ["declaration"]
    assert report["rows"][-1]["reasons"] == [
        "The text calls itself reservation, interpretative declaration: recorded as a declaration."
    ]


@pytest.mark.django_db
def test_the_same_words_on_record_are_the_same_statement_whatever_their_kind(tmp_path):
    table, text = lighthouses(tmp_path)
    brought(tmp_path, "untc", table, text)
    Statement.objects.filter(text="Our one lamp is of brass.").update(
        kind="reservation", text="Our one lamp\nis of “brass”."
    )
    report = brought(tmp_path, "untc", text)
    assert report["counts"]["added"] == 0
    assert Statement.objects.get(actor__slug="monaco", treaty__citations__value="XXX-1").kind == (
        "reservation"
    )


@pytest.mark.django_db
def test_a_statement_on_record_in_other_words_of_another_source_stays_and_that_is_told(tmp_path):
    table, text = lighthouses(tmp_path)
    brought(tmp_path, "untc", table, text)
    Statement.objects.filter(text="Our one lamp is of brass.").update(
        text="A summary.", source_id=Statement.objects.exclude(source=None).first().source_id
    )
    report = brought(tmp_path, "untc", text)
    (row,) = [row for row in report["rows"] if "Monaco" in row["subject"]]
    assert row["outcome"] == "unchanged"
    assert row["reasons"] == [
        "It is taken for statement convention-on-lighthouses|monaco|declaration|1, whose other "
        "words stay."
    ]
    assert ("monaco", "declaration", "A summary.", "accession") in stated()


@pytest.mark.django_db
def test_texts_are_imported_in_the_admin_as_well(admin_client, tmp_path):
    brought(tmp_path, "untc", lighthouses(tmp_path)[0])

    def post(**fields):
        file = SimpleUploadedFile("30-1.txt", TEXT.encode())
        return admin_client.post(
            reverse("admin:registry_source_import"), {"format": "untc", "file": file} | fields
        )

    answer = post(_preview="1")
    assert b"2 added" in answer.content
    assert stated() == []
    post(_import="1", previewed=answer.context["form"]["previewed"].value())
    assert stated() == STATED


@needs_data
@pytest.mark.long
@pytest.mark.django_db
def test_every_block_of_the_62_files_is_told_and_the_second_time_nothing_changes(tmp_path):
    texts = sorted((SET / "declarations").glob("*.txt"))
    tables = [SET / "treaties" / f"{text.stem}.csv" for text in texts]
    blocks = {
        (text.name, line)
        for text in texts
        for line, told in enumerate(text.read_text(encoding="utf-8").split("\n"), 1)
        if re.match("#", told)
    }
    assert (len(texts), len(blocks)) == (62, 1386)
    report = brought(tmp_path, "untc", *tables, *texts)
    rows = [row for row in report["rows"] if row["file"].endswith(".txt")]
    assert {(row["file"].rpartition("/")[2], row["line"]) for row in rows} == blocks
    assert len(rows) == 1386
    assert all(row["reasons"] for row in rows if row["outcome"] in ("left", "refused"))
    refused = {row["subject"].partition(" ")[2] for row in rows if row["outcome"] == "refused"}
    assert len(refused) == 3  # two territories, and a State that has ceased to exist
    assert sum(row["outcome"] == "left" for row in rows) == 124  # nothing printed
    before = digest()
    for files in ([*tables, *texts], texts):
        again = brought(tmp_path, "untc", *files)
        assert (again["counts"]["added"], again["counts"]["changed"]) == (0, 0)
    assert digest() == before
