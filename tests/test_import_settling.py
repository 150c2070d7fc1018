"""Whose word stays on record where a file says otherwise, and what becomes of the other's."""

import pytest

from registry.importers.settling import Sources, settle
from registry.models import Claim, Source, Treaty, TreatyAction
from tests.factories import make_action, make_actor, make_treaty
from tests.imports import brought, write

ACT = ("treaty", "france", "ratification", 1)
RANKS = {"notice": "depositary", "other-notice": "depositary", "study": "dataset"}
MAPPING = """[source]
slug = "{slug}"
title = "{slug}"
rank = "{rank}"
[columns]
participant = "Party"
treaty = "Treaty"
kind = "Act"
date = "On"
"""


def laid(stated_by, stated_on, stored_by, stored_on, **more):
    """Lay an act of a file over the one on record; give the day, the source and the claims."""
    stored = {"deposited_on": stored_on, "effective_on": "", "remark": "", "pinpoint": "p. 1"}
    stored |= {"source": [stored_by] if stored_by else None}
    stated = {"deposited_on": stated_on, "source": [stated_by], "pinpoint": "p. 2"} | more
    settled = settle(TreatyAction, ACT, stated, stored, Sources({stated_by}, stated_by, RANKS))
    claims = [(one["value"], one["source"][0], one["pinpoint"]) for one in settled.claims]
    holder = (settled.fields["source"] or [""])[0]
    return settled.fields["deposited_on"], holder, claims


@pytest.mark.parametrize(
    ("file", "record", "becomes"),
    [
        # The better source is on record, and stays; or comes, and what was there becomes a claim.
        (
            ("study", "1953-03-12"),
            ("notice", "1953-03-11"),
            ("1953-03-11", "notice", [("1953-03-12", "study", "p. 2")]),
        ),
        (
            ("notice", "1953-03-12"),
            ("study", "1953-03-11"),
            ("1953-03-12", "notice", [("1953-03-11", "study", "p. 1")]),
        ),
        # Of two that stand alike the first stays.
        (
            ("notice", "1953-03-12"),
            ("other-notice", "1953-03-11"),
            ("1953-03-11", "other-notice", [("1953-03-12", "notice", "p. 2")]),
        ),
        # What is said more exactly contradicts nothing.
        (("notice", "1953-03-12"), ("study", "1953"), ("1953-03-12", "notice", [])),
        (("notice", "1953"), ("study", "1953-03-12"), ("1953-03-12", "study", [])),
        # What nobody has read in a source gives way to the depositary, and not to a data set.
        (
            ("study", "1953-03-12"),
            ("", "1953-03-11"),
            ("1953-03-11", "", [("1953-03-12", "study", "p. 2")]),
        ),
        (("notice", "1953-03-12"), ("", "1953-03-11"), ("1953-03-12", "notice", [])),
        (("study", "1953"), ("", "1953-03-11"), ("1953-03-11", "", [])),
        (("study", "1953-03-11"), ("", "1953"), ("1953-03-11", "study", [])),
        # It is sourced once a file says the same.
        (("study", "1953-03-11"), ("", "1953-03-11"), ("1953-03-11", "study", [])),
    ],
)
def test_the_better_word_stays_and_the_other_is_kept(file, record, becomes):
    assert laid(*file, *record) == becomes


def test_what_a_file_adds_to_a_date_that_it_contradicts_makes_neither_its_own():
    day, holder, claims = laid("study", "1953-03-12", "", "1953-03-11", effective_on="1953-04-01")
    assert (day, holder, len(claims)) == ("1953-03-11", "", 1)


@pytest.mark.parametrize("better", [True, False])
def test_an_entry_into_force_has_a_source_of_its_own(better):
    stored = {"stated_in_force_on": "1954-01-01", "in_force_source": ["study"], "pinpoint": "p. 1"}
    stored |= {"source": ["notice"], "title": "Convention"}
    new = "other-notice" if better else "study-2"
    ranks = RANKS | {"study-2": "dataset"}
    stated = {"stated_in_force_on": "1954-01-02", "in_force_source": [new], "source": [new]}
    settled = settle(Treaty, ("convention",), stated, stored, Sources({new}, "other", ranks))
    held, said = ("1954-01-02", "1954-01-01") if better else ("1954-01-01", "1954-01-02")
    assert settled.fields["stated_in_force_on"] == held
    assert settled.fields["in_force_source"] == [new if better else "study"]
    assert settled.fields["source"] == ["notice"]
    (claim,) = settled.claims
    assert (claim["field"], claim["value"]) == ("stated_in_force_on", said)
    assert claim["source"] == ["study" if better else new]


@pytest.mark.django_db
def test_an_act_without_a_source_is_not_overwritten_by_a_data_set(tmp_path):
    """Nobody stands for what it said, so that no claim could keep it."""
    treaty = make_treaty(title="Convention on Lighthouses")
    make_action(treaty, make_actor("Ruritania"), "ratification", "1953-03-11")
    file = write(
        tmp_path / "acts.csv",
        "Party,Treaty,Act,On\nRuritania,Convention on Lighthouses,Ratification,1953-03-12\n",
    )

    def bring(slug, rank):
        mapping = write(tmp_path / f"{slug}.toml", MAPPING.format(slug=slug, rank=rank))
        brought(tmp_path, "table", file, mapping=str(mapping))
        act = TreatyAction.objects.get(treaty=treaty)
        return str(act.deposited_on), getattr(act.source, "slug", "")

    assert bring("study", "dataset") == ("1953-03-11", "")
    claim = Claim.objects.get(model="treatyaction", key__startswith=treaty.slug)
    assert (claim.value, claim.source.slug) == ("1953-03-12", "study")
    assert bring("notice", "depositary") == ("1953-03-12", "notice")
    assert Source.objects.filter(slug__in=["study", "notice"]).count() == 2
