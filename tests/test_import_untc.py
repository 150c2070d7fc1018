"""The depositary's tables and pages: headings, marks, and the real files as a whole."""

import io
import json
import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from registry.choices import ActionKind
from registry.dates import Count
from registry.importers.formats.endnotes import leaving
from registry.importers.formats.marks import Column
from registry.importers.reading import Malformed
from registry.models import ActorName, Citation, Statement, Treaty, TreatyAction
from registry.queries.participants import Chart
from tests.imports import DATA, bring, brought, needs_data, write
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
    assert TreatyAction.objects.count() > 30000


PAGE = """<!doctype html><html><body>
<div id="x_div3">STATUS AS AT : 03-02-2026 10:16:18 EDT</div>
<div id="x_rptHead_ctl00_tcHead">CHAPTER XXX</div>
<a href="https://treaties.un.org/Pages/src-TREATY-mtdsg_no-XXX~1-chapter-30-lang-_en">mail</a>
<div id="x_rptTreaty_ctl00_tcTreaty">1. Convention on Lighthouses</div>
<div id="x_rptTreaty_ctl00_tcText">Geneva, 4 May 1951</div>
<div id="x_rptEIF_ctl00_tcText">1 January 1960, in accordance with article 9.</div>
<div id="x_rptRegistration_ctl00_tcText">1 January 1960, No. 99999</div>
<div id="x_tcStatus">Signatories : {signatories}. Parties : {parties}</div>
<table id="x_tblgrid">
<tr><td>Participant</td><td>Signature</td><td>Ratification, Accession(a)</td></tr>
{rows}
</table>
<table id="x_dgDec">{declarations}</table>
<table id="x_dgObj">{objections}</table>
<div id="x_divNotes">{notes}</div>
</body></html>"""


def status_page(rows, signatories, parties, declarations="", objections="", notes=""):
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell}<br></td>" for cell in row) + "</tr>\n" for row in rows
    )
    told = [
        "".join(
            f'<tr><td><div id="x_{n}_divParticipant">{name}</div>'
            f'<div id="x_{n}_divText"><p class="invisible">{name}</p>{text}</div></td></tr>'
            for n, (name, text) in enumerate(blocks)
        )
        for blocks in (declarations or [], objections or [])
    ]
    ends = "".join(
        f'<div id="x_{n}_divNotesAll"><a>{n}</a>{note}</div>' for n, note in enumerate(notes, 1)
    )
    return PAGE.format(
        rows=cells,
        signatories=signatories,
        parties=parties,
        declarations=told[0],
        objections=told[1],
        notes=ends,
    )


def lighthouse_acts():
    rows = TreatyAction.objects.filter(treaty__slug="convention-on-lighthouses")
    return [
        (act.actor.slug, act.kind, str(act.deposited_on), str(act.effective_on or ""))
        for act in rows.select_related("actor").order_by("actor__slug", "deposited_earliest")
    ]


NOTE_LINK = '<sup><a href="#1">1</a></sup>'


@pytest.mark.django_db
def test_a_page_gives_the_treaty_its_numbers_and_every_act(tmp_path):
    rows = [("France", "4 May\t1951", "12 Mar 1953"), ("Monaco", "", " 1 Jan 1960 a")]
    report = brought(tmp_path, "untc", write(tmp_path / "page", status_page(rows, 1, 2)))
    treaty = Treaty.objects.get(slug="convention-on-lighthouses")
    assert str(treaty.stated_in_force_on) == "1960-01-01"
    assert {(one.scheme, one.value) for one in treaty.citations.all()} == {
        ("mtdsg", "XXX-1"),
        ("un_registration", "99999"),
    }
    assert (treaty.coverage, str(treaty.covered_until)) == ("complete", "2026-02-03")
    assert lighthouse_acts() == [
        ("france", "signature", "1951-05-04", ""),
        ("france", "ratification", "1953-03-12", ""),
        ("monaco", "accession", "1960-01-01", ""),
    ]
    assert [total["counted"] for total in report["totals"]] == [1, 2]


@pytest.mark.django_db
def test_a_definitive_signature_among_the_consents_is_counted_as_a_party_alone(tmp_path):
    rows = [("France", "4 May 1951", "12 Mar 1953"), ("Monaco", "", "4 May 1951 s")]
    report = brought(tmp_path, "untc", write(tmp_path / "page", status_page(rows, 1, 2)))
    assert [total["counted"] for total in report["totals"]] == [1, 2]


@pytest.mark.django_db
def test_a_date_in_brackets_becomes_a_withdrawal_when_the_note_says(tmp_path):
    note = (
        "The Government of Jamaica notified the Secretary-General on 23 October 1997 of its "
        "denunciation of the Convention, with effect from 23 January 1998."
    )
    rows = [("Jamaica " + NOTE_LINK, "", "[ 3 Oct 1975 a]"), ("Monaco", "", "1 Jan 1960 a")]
    page = write(tmp_path / "page", status_page(rows, 0, 1, notes=[note]))
    brought(tmp_path, "untc", page)
    assert lighthouse_acts()[:2] == [
        ("jamaica", "accession", "1975-10-03", ""),
        ("jamaica", "withdrawal", "1997-10-23", "1998-01-23"),
    ]


@pytest.mark.django_db
def test_whoever_left_and_came_back_has_acceded_twice(tmp_path):
    note = (
        "On 5 January 1999, the Government of Jamaica notified the Secretary-General of its "
        "denunciation of the Convention with effect from 5 April 1999. On that date Jamaica "
        "re-acceded to it."
    )
    rows = [("Jamaica " + NOTE_LINK, "", "[10 May 1993 a], 5 Apr 1999 a")]
    page = write(tmp_path / "page", status_page(rows, 0, 1, notes=[note]))
    brought(tmp_path, "untc", page)
    assert lighthouse_acts() == [
        ("jamaica", "accession", "1993-05-10", ""),
        ("jamaica", "withdrawal", "1999-01-05", "1999-04-05"),
        ("jamaica", "accession", "1999-04-05", ""),
    ]
    treaty = Treaty.objects.get(slug="convention-on-lighthouses")
    spells = treaty.participations.filter(standing="party").order_by("since_earliest")
    assert [(str(one.since), str(one.until or "")) for one in spells] == [
        ("1993-05-10", "1999-04-05"),
        ("1999-04-05", ""),
    ]
    assert brought(tmp_path, "untc", page)["counts"]["unchanged"] == 2


@pytest.mark.django_db
def test_the_territories_named_below_the_table_become_extensions(tmp_path):
    text = status_page([("France", "", "12 Mar 1953")], 0, 1)
    told = (
        '<table id="x_tblDec"><tr><td>Participant</td><td>Date</td><td>Territories</td></tr>'
        "<tr><td>France</td><td>16 May 1978</td><td>New Caledonia</td></tr></table>"
    )
    page = write(tmp_path / "page", text.replace("</body>", f"{told}</body>"))
    brought(tmp_path, "untc", page)
    (act,) = TreatyAction.objects.filter(kind="territorial_extension", pinpoint__startswith="Terr")
    assert (act.actor.slug, str(act.deposited_on)) == ("france", "1978-05-16")
    assert act.remark == "Territories: New Caledonia"
    write(page, page.read_text().replace("16 May 1978", "31 February 1978"))
    status, _, problems = bring("untc", page)
    assert (status, "must be a day of the calendar" in problems[0]) == (2, True)


@pytest.mark.django_db
def test_an_objection_that_does_not_say_what_it_answers_is_told_and_linked_to_nothing(tmp_path):
    rows = [("France", "", "12 Mar 1953"), ("Monaco", "", "1 Jan 1960 a")]
    declarations = [("Monaco", "<p><i>Reservation:<br></i></p>Article 9 does not bind us.<br>")]
    objections = [("France", "<p>4 July 1960</p>The Government objects to every reservation.<br>")]
    page = status_page(rows, 0, 2, declarations, objections)
    report = brought(tmp_path, "untc", write(tmp_path / "page", page))
    objection = Statement.objects.get(treaty__slug="convention-on-lighthouses", kind="objection")
    assert objection.objects_to is None
    reasons = [reason for row in report["rows"] for reason in row["reasons"]]
    assert any("answers is not told, or is one of several" in reason for reason in reasons)


@pytest.mark.django_db
def test_a_withdrawal_whose_day_nobody_tells_lies_in_between(tmp_path):
    rows = [("Jamaica", "", "[3 Oct 1975 a]"), ("Monaco", "", "1 Jan 1960 a")]
    report = brought(tmp_path, "untc", write(tmp_path / "page", status_page(rows, 0, 1)))
    between = "1975-10-03/2026-02-03"
    assert ("jamaica", "withdrawal", between, between) in lighthouse_acts()
    assert "it lies in between" in report["rows"][1]["reasons"][0]


@pytest.mark.django_db
def test_a_printed_total_that_differs_fails_the_file_unless_allowed(tmp_path):
    page = write(tmp_path / "page", status_page([("Monaco", "", "1 Jan 1960 a")], 0, 2))
    before = digest()
    status, _, problems = bring("untc", page)
    assert status == 2
    assert "prints 2 Parties, and its rows that can be taken make 1" in problems[0]
    assert digest() == before
    brought(tmp_path, "untc", page, allow_totals=True)
    assert len(lighthouse_acts()) == 1
    assert Treaty.objects.get(slug="convention-on-lighthouses").coverage == "partial"


@pytest.mark.django_db
def test_an_objection_answers_the_reservation_that_it_names(tmp_path):
    rows = [("France", "", "12 Mar 1953"), ("Monaco", "", "1 Jan 1960 a")]
    declarations = [("Monaco", "<p><i>Reservation:<br></i></p>Article 9 does not bind us.<br>")]
    objections = [
        (
            "France",
            "<p>4 July 1960</p><p><i>With regard to the reservation made by Monaco upon "
            "accession:</i></p>The Government objects to it.<br>",
        )
    ]
    page = status_page(rows, 0, 2, declarations, objections)
    brought(tmp_path, "untc", write(tmp_path / "page", page))
    reservation, objection = Statement.objects.filter(
        treaty__slug="convention-on-lighthouses"
    ).order_by("kind")[::-1]
    assert (reservation.kind, reservation.action.kind) == ("reservation", "accession")
    assert objection.objects_to == reservation
    assert str(objection.made_on) == "1960-07-04"
    again = brought(tmp_path, "untc", tmp_path / "page")
    assert again["counts"]["unchanged"] == len(again["rows"])


@pytest.mark.django_db
def test_what_a_newer_page_no_longer_says_is_told_and_stays(tmp_path):
    rows = [("France", "", "12 Mar 1953"), ("Monaco", "", "1 Jan 1960 a")]
    brought(tmp_path, "untc", write(tmp_path / "page", status_page(rows, 0, 2)))
    report = brought(tmp_path, "untc", write(tmp_path / "page", status_page(rows[:1], 0, 1)))
    assert report["gone"] == ["treatyaction convention-on-lighthouses|monaco|accession|1"]
    assert len(lighthouse_acts()) == 2


@needs_data
@pytest.mark.django_db
def test_the_two_saved_pages_reproduce_the_totals_printed_on_them(tmp_path):
    pages = sorted((DATA / "dev-samples").glob("untc_page_*.html.gz"))
    report = brought(tmp_path, "untc", *pages)
    assert [(one["printed"], one["counted"]) for one in report["totals"]] == [
        (130, 130),
        (117, 117),
        (48, 48),
        (78, 78),
    ]
    for number, signatures, parties in (("XXVI-8", 130, 117), ("XXVI-1", 48, 78)):
        treaty = Treaty.objects.get(citations__scheme="mtdsg", citations__value=number)
        chart = Chart(treaty, date(2026, 2, 3), ActorName.objects.book())
        assert (chart.signatures(), chart.parties()) == (
            Count(signatures, signatures),
            Count(parties, parties),
        )
    before = digest()
    again = brought(tmp_path, "untc", *pages)
    assert (again["counts"]["unchanged"], again["counts"]["left"]) == (258, 4)
    assert digest() == before


@pytest.mark.parametrize(
    ("note", "notified", "effective"),
    [
        (
            "On 26 May 1998, the Government informed the Secretary-General of its decision to "
            "denounce the Protocol with effect from 26 August 1998.",
            "1998-05-26",
            "1998-08-26",
        ),
        ("A notification of withdrawal was received on 5 May 2001.", "2001-05-05", None),
        ("It denounced on 1 May 1990 and withdrew on 2 June 1995.", None, None),
    ],
)
def test_an_end_note_tells_when_a_state_left_or_nothing(note, notified, effective):
    told = leaving(note)
    assert tuple(day and str(day) for day in told) == (notified, effective)


def blocks(language):
    readme = (Path(__file__).resolve().parent.parent / "README.md").read_text()
    section = readme.partition("### Import")[2].partition("## Settings")[0]
    return re.findall(rf"```{language}\n(.+?)```", section, re.S)


@pytest.mark.django_db
def test_what_the_readme_says_of_imports_does_what_it_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [("Prussia", "4 May 1951", "12 Mar 1953"), ("Monaco", "", "1 Jan 1960 a")]
    write(tmp_path / "status.html", status_page(rows, 1, 2))
    later = [*rows[:1], ("Italy", "", "2 Feb 2027 a")]
    write(tmp_path / "status-of-next-year.html", status_page(later, 1, 2))
    table = "Land;Vertrag;Handlung;Datum\nCôte d'Ivoire;Harbour Convention;Beitritt;03/04/1993\n"
    write(tmp_path / "members.csv", table.encode("latin-1"))
    mapping, names = blocks("toml")
    write(tmp_path / "mapping.toml", mapping)
    write(tmp_path / "names.toml", names)
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    before, told = digest(), []
    for command in commands:
        python, script, name, *arguments = shlex.split(command)
        assert (python, script, name) == ("python", "manage.py", "import")
        out = io.StringIO()
        call_command(name, *arguments, stdout=out)
        told.append(out.getvalue())
        if "--dry-run" in arguments:
            assert digest() == before
    assert "line 1: added" in (tmp_path / "changes.txt").read_text()
    assert json.loads((tmp_path / "changes.json").read_text())["gone"] == [
        "treatyaction convention-on-lighthouses|monaco|accession|1"
    ]
    assert ("germany", "ratification", "1953-03-12", "") in lighthouse_acts()
    assert ("italy", "accession", "2027-02-02", "") in lighthouse_acts()
    (act,) = TreatyAction.objects.filter(source__slug="our-list").select_related("actor")
    assert (act.actor.slug, str(act.deposited_on)) == ("cote-divoire", "1993-04-03")
    assert len(told) == 4
