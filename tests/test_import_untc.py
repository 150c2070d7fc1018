"""The depositary's tables and pages: headings, marks, and the real files as a whole."""

from datetime import date

import pytest

from registry.choices import ActionKind
from registry.importers.formats.marks import Column
from registry.importers.reading import Malformed
from registry.models import Citation, Treaty, TreatyAction
from tests.imports import DATA, brought, needs_data
from tests.small_registry import digest

TABLES = DATA / "untc-mtdsg-2015" / "treaties"
# As counted from the files by hand; a date without a mark is the act that its heading names.
MARKS = {
    "a": 7090,
    "A": 3010,
    "d": 1243,
    "P": 384,
    "s": 291,
    "AA": 197,
    "n": 99,
    "p": 16,
    "c": 10,
    "C": 2,
}


@pytest.mark.parametrize(
    ("heading", "cell", "kind"),
    [
        ("Ratification, Accession(a), Succession(d)", "22 Dec 1998", ActionKind.RATIFICATION),
        ("Accession(a), Succession(d), Ratification", "22 Dec\t1998", ActionKind.RATIFICATION),
        ("Ratification, Accession(a), Succession(d)", " 2 Oct 1985 a", ActionKind.ACCESSION),
        ("Ratification, Accession(a), Succession(d)", "2 October 1985 d", ActionKind.SUCCESSION),
        ("Acceptance(A)", "2 Oct 1985", ActionKind.ACCEPTANCE),
        ("Signature", "2 Oct 1985", ActionKind.SIGNATURE),
        ("Signature", "2 Oct 1985 s", ActionKind.DEFINITIVE_SIGNATURE),
        ("Signature, Succession to signature(d)", "2 Oct 1985 d", ActionKind.SIGNATURE),
        ("Signature ad referendum (s)", "2 Oct 1985 s", ActionKind.SIGNATURE_AD_REFERENDUM),
        ("Formal confirmation(c), Ratification", "2 Oct 1985 c", ActionKind.FORMAL_CONFIRMATION),
        ("Consent to be bound(P)", "2 Oct 1985 P", ActionKind.CONSENT_TO_BE_BOUND),
        ("Definitive signature(s), Acceptance(A)", "2 Oct 1985 A", ActionKind.ACCEPTANCE),
        ("Provisional application under article 23(n)", "2 Oct 1985", ActionKind.PROVISIONAL_START),
        (
            "Definitive signature of the Protocol, Acceptance of the Protocol",
            "2 Oct 1985",
            ActionKind.CONSENT_TO_BE_BOUND,
        ),
    ],
)
def test_a_date_is_the_act_that_its_mark_and_heading_name(heading, cell, kind):
    (told,) = Column(heading).read(cell)
    assert told.act.kind == kind
    assert told.on.year in (1985, 1998)


def test_a_date_in_brackets_is_of_a_state_that_left():
    first, second = Column("Ratification, Accession(a)").read("[ 8 Oct 1975 a] 5 Jan 1999 a")
    assert (first.on, first.is_bracketed) == (date(1975, 10, 8), True)
    assert (second.on, second.is_bracketed) == (date(1999, 1, 5), False)


@pytest.mark.parametrize(
    "cell",
    ["31 Feb 1998", "22 Dec 1998 z", "22 Foo 1998", "1998", "yes", "[22 Dec 1998", "22 Dec 1998 P"],
)
def test_a_cell_that_is_not_a_day_and_a_known_mark_is_refused(cell):
    with pytest.raises(Malformed, match=r"must|does not explain"):
        Column("Ratification, Accession(a)").read(cell)


@pytest.mark.parametrize("heading", ["Extension", "Notification under article 25", "Resolution"])
def test_a_heading_that_names_no_act_is_not_understood(heading):
    assert not Column(heading).is_understood


@needs_data
@pytest.mark.long
@pytest.mark.django_db
def test_all_tables_of_2015_import_and_every_row_is_accounted_for(tmp_path):
    files = sorted(TABLES.glob("*.csv"))
    assert len(files) == 324
    report = brought(tmp_path, "untc", *files)
    participants = [row for row in report["rows"] if row["line"] > 1]
    assert len(participants) == 23757
    assert all(row["outcome"] for row in report["rows"])
    assert report["counts"]["wrong"] == 0
    assert report["counts"]["refused"] == len(report["undecided"]) + 1  # one name stands twice
    assert {mark: report["tallies"][f"mark {mark}"] for mark in MARKS} == MARKS
    assert Citation.objects.filter(scheme="mtdsg").count() >= 324
    torture = Treaty.objects.get(citations__value="IV-9-b")
    assert torture.title.startswith("Optional Protocol to the Convention against Torture")
    before = digest()
    again = brought(tmp_path, "untc", *files)
    assert (again["counts"]["added"], again["counts"]["changed"]) == (0, 0)
    assert digest() == before
    everyone = brought(tmp_path, "untc", *files, create_actors=True)
    assert everyone["counts"]["refused"] == 0
    assert TreatyAction.objects.filter(source__slug="untc-mtdsg-2015").count() > 30000
