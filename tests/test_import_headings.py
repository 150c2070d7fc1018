"""What a date means under a heading that names several acts: no more than the heading says."""

import pytest

from registry.choices import ActionKind
from registry.importers.formats.marks import Column
from registry.models import Treaty, TreatyAction
from tests.imports import brought, write

NOTIFICATION = (
    "Definitive signature of the Protocol, Acceptance of the Protocol, "
    "Notification in respect of the Agreement as amended(d)"
)
IPSO_FACTO = (
    "Acceptance(A), Definitive signature of the Protocol, Acceptance of the Protocol, "
    "Acceptance ipso facto by virtue of article 10 (1) of the Convention of 12 September 1923, "
    "as amended(A), Succession to the Agreement and the Protocol"
)


@pytest.mark.parametrize(
    ("heading", "cell", "kind"),
    [
        (NOTIFICATION, "27 Mar 1952", ActionKind.CONSENT_TO_BE_BOUND),
        (IPSO_FACTO, "16 Sep 2005 A", ActionKind.ACCEPTANCE),
        (IPSO_FACTO, "16 Sep 2005", ActionKind.CONSENT_TO_BE_BOUND),
        ("Accession(a), Succession(d)", "16 Sep 2005", ActionKind.CONSENT_TO_BE_BOUND),
        ("Accession(d), Succession(d)", "16 Sep 2005 d", ActionKind.CONSENT_TO_BE_BOUND),
    ],
)
def test_a_date_of_any_of_several_acts_is_no_more_than_all_of_them(heading, cell, kind):
    (told,) = Column(heading).read(cell)
    assert told.act.kind == kind
    assert told.act.words == heading


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        (NOTIFICATION, "3 Oct 1951 d"),
        ("Signature(s), Ratification(s)", "3 Oct 1951 s"),
        ("Signature(s), Ratification(r)", "3 Oct 1951"),
    ],
)
def test_a_date_that_may_be_of_another_sort_of_act_is_of_none(heading, cell):
    column = Column(heading)
    (told,) = column.read(cell)
    assert told.act is None
    assert "1951-10-03" in column.what_is_left(told)


@pytest.mark.django_db
def test_a_mark_that_the_heading_explains_by_no_act_is_told_and_taken_for_none(tmp_path):
    Treaty.objects.create(slug="opium", title="Opium")
    write(tmp_path / "names.toml", '[treaties]\n"VI-3" = "opium"\n')
    table = f'Participant,"{NOTIFICATION}"\nCambodia,3 Oct 1951 d\nJapan,27 Mar 1952\n'
    report = brought(tmp_path, "untc", write(tmp_path / "6-3.csv", table))
    cambodia, japan = report["rows"][1:]
    assert (cambodia["outcome"], japan["outcome"]) == ("left", "added")
    assert "1951-10-03 d: not an act" in cambodia["reasons"][0]
    assert [act.actor.slug for act in TreatyAction.objects.filter(treaty__slug="opium")] == [
        "japan"
    ]
