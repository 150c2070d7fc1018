"""What a saved page of the depositary says beside its dates: taken, or told with its words."""

import time

import pytest

from registry.importers.formats.endnotes import former_acts, tells_more
from registry.models import Treaty, TreatyAction
from tests.imports import bring, brought, write
from tests.test_import_untc import NOTE_LINK, status_page

ROWS = [("France", "4 May 1951", "12 Mar 1953"), ("Monaco", "", "1 Jan 1960 a")]


def one(rows, subject):
    (row,) = [row for row in rows if row["subject"] == subject]
    return row


@pytest.fixture
def read(tmp_path, db):
    """Import a page, with words put in place of others; give its rows."""

    def read(page, old="", new=""):
        page = page.replace(old, new) if old else page
        return brought(tmp_path, "untc", write(tmp_path / "page.html", page))["rows"]

    return read


def test_an_end_note_of_which_nothing_is_taken_is_told_with_whom_it_stands(read):
    rows = [(f"France {NOTE_LINK}", "4 May 1951", "12 Mar 1953"), *ROWS[1:]]
    notes = ["The Convention shall not apply to Wallis and Futuna.", "Official Records, p. 36."]
    found = read(status_page(rows, 1, 2, notes=notes))
    assert one(found, "XXX-1 France")["reasons"] == [
        "End note 1 is not read: “The Convention shall not apply to Wallis and Futuna.”."
    ]
    assert one(found, "XXX-1 end note 2")["outcome"] == "left"
    assert one(found, "XXX-1 Monaco")["reasons"] == []


def test_a_note_that_the_page_lacks_is_told_and_the_page_is_not_whole(read):
    found = read(status_page([(f"France {NOTE_LINK}", "4 May 1951", ""), *ROWS[1:]], 1, 1))
    assert one(found, "XXX-1 France")["reasons"] == ["End note 1 is not on the page."]
    assert Treaty.objects.get(slug="convention-on-lighthouses").coverage != "complete"


def test_a_signature_in_brackets_alone_is_told(read):
    found = read(status_page([("France", "[4 May 1951]", ""), *ROWS[1:]], 0, 1))
    assert "why it stands in brackets" in one(found, "XXX-1 France")["reasons"][0]
    assert Treaty.objects.get(slug="convention-on-lighthouses").coverage != "complete"


@pytest.mark.parametrize(
    ("printed", "on"),
    [
        ("Provisionally on 1 January 1960, in accordance with article 9.", ""),
        ("1 January 1960, provisionally, in accordance with article 9.", ""),
        ("provisionally on 1 January 1960 and definitively on 3 April 1961.", "1961-04-03"),
        ("3 April 1961, definitively; 1 January 1960, provisionally.", "1961-04-03"),
        ("1 January 1960, in accordance with article 9.", "1960-01-01"),
    ],
)
def test_a_provisional_entry_into_force_is_none(read, printed, on):
    page = status_page(ROWS, 1, 2)
    found = read(page, "1 January 1960, in accordance with article 9.", printed)
    treaty = Treaty.objects.get(slug="convention-on-lighthouses")
    assert str(treaty.stated_in_force_on or "") == on
    assert bool(found[0]["reasons"]) is not bool(on)


def test_a_treaty_that_is_not_in_force_yet_leaves_nothing_to_tell(read):
    not_yet = "Not yet in force: (see article 9)."
    found = read(status_page(ROWS, 1, 2), "1 January 1960, in accordance with article 9.", not_yet)
    assert found[0]["reasons"] == []


def test_what_is_printed_of_the_treaty_and_not_read_is_told(read):
    page = status_page(ROWS, 1, 2).replace(
        '<div id="x_tcStatus">',
        '<div id="x_rptNotes_ctl00_tcText">Opened until 1952.</div><div id="x_tcStatus">',
    )
    found = read(page, "Geneva, 4 May 1951", "Geneva, on a day in May")
    assert found[0]["reasons"] == [
        "When it was concluded is not read: “Geneva, on a day in May”.",
        "The note to the treaty is not read: “Opened until 1952.”.",
    ]


def test_what_the_former_yugoslavia_did_is_of_the_state_of_that_name(read):
    note = (
        "The former Yugoslavia had signed and ratified the Convention on 4 May 1951 and "
        "5 June 1952, respectively."
    )
    read(status_page(ROWS, 1, 2, notes=[note]))
    act = TreatyAction.objects.get(
        actor__slug="yugoslavia", treaty__slug="convention-on-lighthouses"
    )
    assert (act.kind, str(act.deposited_on)) == ("ratification", "1952-06-05")


def test_a_note_of_which_a_part_is_read_is_told(read):
    note = "Czechoslovakia had signed the Convention on 4 May 1951 and ratified it on 5 June 1952."
    assert len(former_acts(note)) == 1
    assert tells_more(note)
    found = read(status_page(ROWS, 1, 2, notes=[note]))
    assert "speaks of further acts" in one(found, "XXX-1 end note 1: Czechoslovakia")["reasons"][0]
    assert Treaty.objects.get(slug="convention-on-lighthouses").coverage != "complete"


@pytest.mark.django_db
def test_a_page_made_to_take_long_does_not(tmp_path):
    begun = time.monotonic()
    place = status_page(ROWS, 1, 2).replace("Geneva, 4", f"Geneva, {'1' * 80}x 4")
    bring("untc", write(tmp_path / "place.html", place))
    status, _said, problems = bring(
        "untc", write(tmp_path / "big.html", status_page(ROWS, 1, 2) + "<p>a</p>" * 700_000)
    )
    assert status == 2
    assert "at most 5,000,000 bytes" in problems[0]
    assert time.monotonic() - begun < 30
