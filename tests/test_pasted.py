"""Rows as people paste them: every line is read or told, and none is dropped."""

import pytest
from django.conf import settings
from django.utils.translation import override

from registry.admin.grid_forms import RowForm
from registry.choices import ActionKind
from registry.importers.pasted import read, read_kind

SIGNATURE, RATIFICATION = ActionKind.SIGNATURE, ActionKind.RATIFICATION


def told(text):
    return [(act.name, act.kind, str(act.day or "")) for act in read(text)]


def test_a_status_table_gives_an_act_for_each_date_and_the_mark_overrules_the_heading():
    pasted = (
        "Participant\tSignature\tRatification, Acceptance(A), Approval(AA), Accession(a)\n"
        "Afghanistan\t30 Dec 2003\t\n"
        "Albania 2\t\t 3 Feb 2005 a\n"
        "\n"
        "Algeria\t 7 Jun 2000\t19 Jul 2002\n"
    )
    assert told(pasted) == [
        ("Afghanistan", SIGNATURE, "2003-12-30"),
        ("Albania 2", ActionKind.ACCESSION, "2005-02-03"),
        ("Algeria", SIGNATURE, "2000-06-07"),
        ("Algeria", RATIFICATION, "2002-07-19"),
    ]
    assert [act.line for act in read(pasted)] == [2, 3, 5, 5]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Belgium", ("Belgium", None, "")),
        ("Iran, Islamic Republic of", ("Iran, Islamic Republic of", None, "")),
        ("Belgium, April 4, 1949", ("Belgium", None, "1949-04-04")),
        ("Belgium, 1949-06-16, ratification", ("Belgium", RATIFICATION, "1949-06-16")),
        ("Belgium; Accession; June 1949", ("Belgium", ActionKind.ACCESSION, "1949-06")),
        ('"Korea, South",1 May 2000 AA', ("Korea, South", ActionKind.APPROVAL, "2000-05-01")),
        ("Belgium\t1 May 2000 d", ("Belgium", ActionKind.SUCCESSION, "2000-05-01")),
        ("Belgium\t\t", ("Belgium", None, "")),
    ],
)  # fmt: skip
def test_a_line_without_a_heading_is_a_name_perhaps_with_a_date_and_a_kind(line, expected):
    assert told(line) == [expected]


def test_headings_may_name_a_date_and_a_kind():
    pasted = "State,Date,Kind\nBelgium,16 June 1949,Ratification\nCanada,3 May 1949,\n"
    assert told(pasted) == [
        ("Belgium", RATIFICATION, "1949-06-16"),
        ("Canada", None, "1949-05-03"),
    ]


def reasons(day):
    """Say why the box for the day of a row takes none of this."""
    return RowForm({"who": "Belgium", "on": day}).errors.get("on", [])


@pytest.mark.parametrize("cell", ["31 Feb 2000", "4/5/2000", "soon", "1 May 2000 x", "4/5/2000 a"])
def test_what_is_no_date_is_kept_and_told(cell):
    (act,) = read(f"State\tSignature\nBelgium\t{cell}")
    assert act.name == "Belgium"
    assert act.day == cell
    assert reasons(act.day)


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        # No heading tells which of two dates is of which act, or which of two kinds is meant.
        ("Belgium\t1 May 2000\t2 May 2001", [(None, "2000-05-01 | 2 May 2001")]),
        ("Belgium\tsoon\t2 May 2001", [(None, "soon | 2 May 2001")]),
        ("Belgium\tsigned\tratified", [(SIGNATURE, "| ratified")]),
        ("Belgium\tratified\t1 May 2000 a", [(RATIFICATION, "| 1 May 2000 a")]),
        ("State\tDate\tDate\nBelgium\t2000\t2001", [(None, "2000 | 2001")]),
        ("Land\tSignature\tRatification\nBelgium\t2000\t2001",
         [(SIGNATURE, "| Ratification"), (None, "2000 | 2001")]),
        # More cells than headings.
        ("State\tSignature\nBelgium\t2000\t2001\t2002", [(SIGNATURE, "2000 | 2001 | 2002")]),
        ("State,Signature\nBelgium,2000,2001", [(SIGNATURE, "2000 | 2001")]),
        # A heading that is not known, or none over the column.
        ("State\tSealed\nBelgium\t5 May 2018", [(None, "| 5 May 2018")]),
        ("State\tSealed\tSignature\nBelgium\t2000\t2001", [(SIGNATURE, "2001 | 2000")]),
        ("State\tSignature\t\nBelgium\t2000\tkept", [(SIGNATURE, "2000 | kept")]),
        ("State\tSignature\tRatification\tNote\nBelgium\t2000\t2001\tkept",
         [(SIGNATURE, "2000 | kept"), (RATIFICATION, "2001")]),
    ],
)  # fmt: skip
def test_what_is_not_read_stands_where_no_date_is_and_is_told(pasted, expected):
    acts = read(pasted)
    assert [(act.kind, str(act.day)) for act in acts] == expected
    for act in acts:
        assert ("heading" in "".join(reasons(str(act.day)))) == ("|" in str(act.day))


@pytest.mark.parametrize(
    "heading",
    ["\ufeffParticipant", "État", "états parties", "Pays", "Member State", "States Parties"],
)
def test_the_heading_of_the_participants_is_known_with_a_byte_order_mark_and_in_french(heading):
    assert told(f"{heading}\tSignature\tRatification\nBelgique\t2000\t2001") == [
        ("Belgique", SIGNATURE, "2000"),
        ("Belgique", RATIFICATION, "2001"),
    ]


@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("kind", ActionKind)
def test_a_kind_of_act_is_read_in_every_language_whichever_is_spoken(code, kind):
    with override(code):
        word = str(kind.label)
    assert read_kind(word) is read_kind(word.upper()) is kind
