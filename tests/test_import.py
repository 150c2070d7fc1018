"""What every import keeps to: told row by row, all or nothing, nothing twice, nothing guessed."""

import io
import json
import os
import signal
import time

import pytest
from django.core.management import call_command

from registry.importers import importing
from registry.importers.desk import Desk
from registry.importers.ledger import Ledger
from registry.models import ChangeSet, Citation, Claim, Source, Treaty, TreatyAction
from tests.factories import make_actor
from tests.imports import bring, brought, write
from tests.small_registry import digest

pytestmark = pytest.mark.django_db

HEAD = 'Participant,Signature,"Ratification, Accession(a)"\n'
INDEX = (
    "chapter_no,treaty_no,treaty_name,url\n"
    '30,1,"Convention on Lighthouses. Geneva, 4 May 1951",'
    "http://treaties.un.org/pages/ViewDetails.aspx?src=TREATY&mtdsg_no=XXX-1&chapter=30\n"
)


@pytest.fixture
def lighthouses(tmp_path):
    """Make a table of one treaty, with its index in the folder above."""
    write(tmp_path / "index.csv", INDEX)

    def make(rows, head=HEAD):
        return write(tmp_path / "treaties" / "30-1.csv", head + rows)

    return make


def stored_acts():
    return [
        (act.actor.slug, act.kind, act.number, str(act.deposited_on))
        for act in TreatyAction.objects.filter(
            treaty__slug="convention-on-lighthouses"
        ).select_related("actor")
    ]


def test_rows_become_a_treaty_its_number_its_acts_and_their_source(lighthouses, tmp_path):
    file = lighthouses("France,4 May 1951,12 Mar 1953\nMonaco,,1 Jan 1960 a\n")
    report = brought(tmp_path, "untc", file)
    treaty = Treaty.objects.get(slug="convention-on-lighthouses")
    assert (treaty.title, treaty.concluded_at) == ("Convention on Lighthouses", "Geneva")
    assert str(treaty.concluded_on) == "1951-05-04"
    assert Citation.objects.get(treaty=treaty).value == "XXX-1"
    assert stored_acts() == [
        ("france", "signature", 1, "1951-05-04"),
        ("france", "ratification", 1, "1953-03-12"),
        ("monaco", "accession", 1, "1960-01-01"),
    ]
    assert {act.source.slug for act in treaty.actions.all()} == {"untc-mtdsg-2015"}
    assert report["counts"]["added"] == 3
    assert [row["line"] for row in report["rows"]] == [1, 2, 3]


def test_the_same_file_again_changes_nothing_and_says_so(lighthouses, tmp_path):
    file = lighthouses("France,4 May 1951,12 Mar 1953\n")
    brought(tmp_path, "untc", file)
    before = digest()
    report = brought(tmp_path, "untc", file)
    assert digest() == before
    assert report["counts"] == {name: 2 * (name == "unchanged") for name in report["counts"]}


def test_a_later_file_changes_what_the_same_source_said_and_tells_both_values(
    lighthouses, tmp_path
):
    brought(tmp_path, "untc", lighthouses("France,4 May 1951,12 Mar 1953\n"))
    report = brought(tmp_path, "untc", lighthouses("France,4 May 1951,13 Mar 1953\n"))
    (row,) = [row for row in report["rows"] if row["outcome"] == "changed"]
    assert row["records"][0]["fields"]["deposited_on"] == {"from": "1953-03-12", "to": "1953-03-13"}
    assert stored_acts()[1] == ("france", "ratification", 1, "1953-03-13")


def test_a_dry_run_tells_the_same_and_writes_nothing(lighthouses, tmp_path):
    file = lighthouses("France,4 May 1951,12 Mar 1953\n")
    before = digest()
    report = brought(tmp_path, "untc", file, dry_run=True)
    assert digest() == before
    assert report["counts"]["added"] == 2
    assert report["dry_run"]
    assert not report["written"]


def test_an_unknown_name_stops_its_row_alone_with_suggestions(lighthouses, tmp_path):
    file = lighthouses("Frannce,4 May 1951,\nMonaco,,1 Jan 1960 a\n")
    report = brought(tmp_path, "untc", file)
    (refused,) = [row for row in report["rows"] if row["outcome"] == "refused"]
    assert "No actor is called “Frannce”" in refused["reasons"][0]
    assert report["undecided"]["Frannce"]["near"][0] == "france"
    assert [act[0] for act in stored_acts()] == ["monaco"]


def test_a_decision_beside_the_file_is_remembered(lighthouses, tmp_path):
    file = lighthouses("Frannce,4 May 1951,\nAtlantis,,1 Jan 1960 a\n")
    write(file.parent / "names.toml", '[names]\nFrannce = "france"\nAtlantis = false\n')
    report = brought(tmp_path, "untc", file)
    assert [row["outcome"] for row in report["rows"]] == ["added", "added", "left"]
    assert [act[0] for act in stored_acts()] == ["france"]


def test_a_decision_may_describe_an_actor_to_add(lighthouses, tmp_path):
    file = lighthouses("Atlantis,4 May 1951,\n")
    names = write(
        tmp_path / "mine.toml",
        '[names]\nAtlantis = "atlantis"\n[actors.atlantis]\nname = "Atlantis"\nkind = "state"\n',
    )
    brought(tmp_path, "untc", file, names=str(names))
    assert stored_acts() == [("atlantis", "signature", 1, "1951-05-04")]


def test_no_row_is_written_where_any_is_refused_if_that_is_asked(lighthouses):
    file = lighthouses("Frannce,4 May 1951,\nMonaco,,1 Jan 1960 a\n")
    before = digest()
    status, said, problems = bring("untc", file, strict=True)
    assert (status, said) == (2, "1 problem: nothing was imported.")
    assert "line 2" in problems[0]
    assert digest() == before


def test_a_known_organization_is_added_where_that_is_asked(lighthouses, tmp_path):
    file = lighthouses("World Health Organization,4 May 1951,\n")
    report = brought(tmp_path, "untc", file)
    assert report["counts"]["refused"] == 1
    brought(tmp_path, "untc", file, create_actors=True)
    assert stored_acts() == [("world-health-organization", "signature", 1, "1951-05-04")]


def test_a_better_source_keeps_its_word_and_the_other_is_kept_as_a_claim(lighthouses, tmp_path):
    brought(tmp_path, "untc", lighthouses("France,4 May 1951,12 Mar 1953\n"))
    depositary = Source.objects.create(slug="notice", title="Notice", rank="depositary")
    act = TreatyAction.objects.get(treaty__slug="convention-on-lighthouses", kind="ratification")
    act.deposited_on, act.source = "1953-03-11", depositary
    act.save()
    report = brought(tmp_path, "untc", lighthouses("France,4 May 1951,12 Mar 1953\n"))
    assert stored_acts()[1] == ("france", "ratification", 1, "1953-03-11")
    assert Claim.objects.get(model="treatyaction", source__slug="untc-mtdsg-2015").value == (
        "1953-03-12"
    )
    again = brought(tmp_path, "untc", lighthouses("France,4 May 1951,12 Mar 1953\n"))
    assert report["counts"]["added"] == 1
    assert again["counts"]["unchanged"] == 2


def test_an_act_on_record_that_day_as_another_kind_stops_the_row(lighthouses, tmp_path):
    brought(tmp_path, "untc", lighthouses("France,4 May 1951,12 Mar 1953\n"))
    report = brought(tmp_path, "untc", lighthouses("France,4 May 1951,12 Mar 1953 a\n"))
    (refused,) = [row for row in report["rows"] if row["outcome"] == "refused"]
    assert refused["reasons"][0].startswith("The file says accession; on record is ratification")
    assert len(stored_acts()) == 2


def test_whoever_left_and_acts_on_another_day_acts_again(lighthouses, tmp_path):
    brought(tmp_path, "untc", lighthouses("Monaco,,1 Jan 1960 a\n"))
    act = TreatyAction.objects.get(treaty__slug="convention-on-lighthouses")
    TreatyAction.objects.create(
        treaty=act.treaty, actor=act.actor, kind="withdrawal", deposited_on="1970-01-01"
    )
    brought(tmp_path, "untc", lighthouses("Monaco,,2 Feb 1980 a\n"))
    assert [act[1:] for act in stored_acts()] == [
        ("accession", 1, "1960-01-01"),
        ("withdrawal", 1, "1970-01-01"),
        ("accession", 2, "1980-02-02"),
    ]


def test_a_source_may_be_named_and_must_exist(lighthouses, tmp_path):
    file = lighthouses("France,4 May 1951,\n")
    assert bring("untc", file, source="nowhere")[:2] == (
        2,
        "There must be a source nowhere. Nothing was imported.",
    )
    Source.objects.create(slug="our-copy", title="Our copy", rank="official")
    brought(tmp_path, "untc", file, source="our-copy")
    assert TreatyAction.objects.get(treaty__slug="convention-on-lighthouses").source.slug == (
        "our-copy"
    )


def test_the_report_as_text_tells_each_row_on_a_line(lighthouses, tmp_path):
    file = lighthouses("France,4 May 1951,12 Mar 1953\nMonaco,,\n")
    path = tmp_path / "report.txt"
    bring("untc", file, report=path)
    text = path.read_text(encoding="utf-8")
    assert "line 2: added: XXX-1 France" in text
    assert "line 3: left: XXX-1 Monaco: No act stands in this row." in text


def test_the_report_as_json_is_json(lighthouses, tmp_path):
    path = tmp_path / "report.json"
    bring("untc", lighthouses("France,4 May 1951,\n"), report=path)
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == "untc"


def test_a_report_that_cannot_be_written_is_told_before_anything_is_read(lighthouses, tmp_path):
    file = lighthouses("France,4 May 1951,\n")
    status, said, _ = bring("untc", file, report=tmp_path / "nowhere" / "report.json")
    assert status == 2
    assert said.startswith("The report must go into a folder that exists")
    assert stored_acts() == []


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_every_step_is_shown_with_how_far_it_has_come(lighthouses):
    err = Terminal()
    file = lighthouses("France,4 May 1951,12 Mar 1953\nMonaco,,1 Jan 1960 a\n")
    call_command("import", "untc", str(file), stdout=io.StringIO(), stderr=err)
    shown = [line.strip() for line in err.getvalue().split("\r") if line]
    for step in ("rows read", "records compared", "records stored", "treaties derived"):
        assert any(line.endswith(step) for line in shown), step


def test_of_many_problems_the_first_are_told_and_how_many_more_there_are(lighthouses, monkeypatch):
    monkeypatch.setattr("registry.management.commands.import.TOLD", 2)
    rows = "".join(f"State {number},4 May 1951 q,\n" for number in range(5))
    status, said, problems = bring("untc", lighthouses(rows))
    assert (status, said) == (2, "5 problems: nothing was imported.")
    assert len(problems) == 3
    assert problems[-1] == "… and 3 more, all of them in the report (--report FILE)."


@pytest.fixture
def interruptible():
    """Hear Ctrl-C as on a terminal: what runs behind another program may ignore it."""
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, was)


@pytest.mark.sampled(4)
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("place", "step"),
    [(Desk, "actor"), (Ledger, "settled"), (importing.Load, "check"), (importing, "store")],
)
def test_an_import_stopped_by_hand_leaves_nothing_the_next_is_whole_and_a_third_says_so(
    lighthouses, tmp_path, monkeypatch, place, step
):
    """The signal of Ctrl-C comes once the step is done: after the first row, or near the end."""
    done = getattr(place, step)

    def stop(*args, **kwargs):
        done(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    file = lighthouses("France,4 May 1951,\n")
    before = digest()
    with monkeypatch.context() as stopped:
        stopped.setattr(place, step, stop)
        assert bring("untc", file)[:2] == (130, "Stopped: nothing was imported.")
    assert digest() == before
    assert brought(tmp_path, "untc", file)["counts"]["added"] == 2
    whole = digest()
    assert "2 rows: 0 added, 0 changed, 2 unchanged" in bring("untc", file)[1]
    assert digest() == whole


def test_an_import_is_one_change_set_that_names_its_files(lighthouses, tmp_path):
    before = ChangeSet.objects.count()
    brought(tmp_path, "untc", lighthouses("France,4 May 1951,12 Mar 1953\n"))
    (change_set,) = ChangeSet.objects.order_by("-pk")[: ChangeSet.objects.count() - before]
    assert change_set.door == "import"
    assert change_set.reason.startswith("Imported as untc from ")
    assert change_set.added == 5  # source, treaty, number, two acts
    brought(tmp_path, "untc", lighthouses("France,4 May 1951,12 Mar 1953\n"))
    assert ChangeSet.objects.count() == before + 1


def test_what_breaks_a_rule_of_the_registry_is_told_with_its_line(lighthouses, tmp_path):
    names = write(
        tmp_path / "mine.toml",
        '[names]\nAtlantis = "atlantis"\n'
        '[actors.atlantis]\nname = "Atlantis"\nkind = "state"\nsince = "1900"\nuntil = "1800"\n',
    )
    before = digest()
    status, _, problems = bring("untc", lighthouses("Atlantis,4 May 1951,\n"), names=str(names))
    assert (status, len(problems)) == (2, 1)
    assert "30-1.csv: line 2" in problems[0]
    assert "A period cannot end before it begins." in problems[0]
    assert digest() == before


def test_an_act_of_a_day_on_which_its_actor_did_not_exist_is_told_at_its_row(lighthouses, tmp_path):
    make_actor("Ruritania", since="1952-01", until="1953-03-12")
    make_actor("Graustark", since="1951/1960", until="1953/1960")
    file = lighthouses(
        "Ruritania,4 May 1951,12 Mar 1953\nGraustark,4 May 1951,12 Mar 1953\n"
        "France,4 May 1951,12 Mar 1953\n"
    )
    report = brought(tmp_path, "untc", file, dry_run=True)
    assert [row["reasons"] for row in report["rows"]] == [
        [],
        [
            "On 1951-05-04 Ruritania did not exist yet, as it is on record from 1952-01: is "
            "another meant?"
        ],
        [],
        [],
    ]
    assert report["tallies"]["acts of a day on which their actor did not exist"] == 1
    late = lighthouses("Ruritania,,13 Mar 1953 a\n")
    (*_rest, row) = brought(tmp_path, "untc", late)["rows"]
    assert row["outcome"] == "added"
    assert row["reasons"][0].startswith("On 1953-03-13 Ruritania did not exist any more, as it is")
