"""A State that notifies a succession is bound from the succession of States: art. 23(1)."""

from datetime import date

import pytest

from registry.choices import ActionKind, Standing, SuccessionKind
from registry.dates import UncertainDate
from registry.law.acts import Act, Continuation
from registry.law.clauses import Clause, JoinerRule
from registry.law.standing import spells
from registry.models import Actor, EntryIntoForce, Participation, Succession
from registry.models.participation import party_counts, rebuild, stale
from tests.admin_pages import deleted, saved, url
from tests.factories import make_action, make_actor, make_clause, make_protocol, make_treaty
from tests.small_registry import load, record, write
from tests.test_law_cases import ENTRY, counting, days

D = UncertainDate
ART_23 = "(Vienna Convention on Succession, art. 23(1))"


def party(deposited, succeeded, in_force="1981-09-03", clause=None):
    act = Act("d", "Slovenia", ActionKind.SUCCESSION, D(deposited))
    found = spells(
        [act],
        clause,
        in_force_on=D(in_force),
        succeeded_on={"Slovenia": D(succeeded)} if succeeded else {},
    )
    return next(spell for spell in found if spell.standing == Standing.PARTY)


@pytest.mark.parametrize(
    ("succeeded", "deposited", "in_force", "since", "begins"),
    [
        ("1991-06-25", "1992-07-06", "1981-09-03", "1991-06-25", "1992-07-06"),
        ("1991", "1992-07-06", "1981-09-03", "1991", "1992-07-06"),
        ("1991", "1991-07-06", "1981-09-03", "1991-01-01/1991-07-06", "1991-07-06"),
        # Not before the treaty entered into force, whether it was notified before or after that.
        ("1991-06-25", "1992-07-06", "1992-01-01", "1992-01-01", "1992-07-06"),
        ("1991-06-25", "1992-07-06", "1993-01-01", "1993-01-01", "1993-01-01"),
        ("1991", "1992-07-06", "1991-07-01", "1991-07-01/1991-12-31", "1992-07-06"),
        # Where the date of the succession is not known, or cannot be right.
        (None, "1992-07-06", "1981-09-03", "1981-09-03/1992-07-06", "1992-07-06"),
        (None, "1992-07-06", "1993-01-01", "1993-01-01", "1993-01-01"),
        ("1995-01-01", "1992-07-06", "1981-09-03", "1992-07-06", "1992-07-06"),
        ("1991-06-25", "1992", "1981-09-03", "1991-06-25", "1992"),
    ],
)
def test_a_successor_is_a_party_since_the_succession_or_the_entry_into_force(
    succeeded, deposited, in_force, since, begins
):
    """Vienna Convention on Succession, art. 23(1): whichever is later (Slovenia, 1991).

    Questions as at a day go on from the deposit.
    """
    for clause in (None, counting(20, days(90), joiner=JoinerRule(ENTRY, days(90)))):
        spell = party(deposited, succeeded, in_force, clause)
        assert (str(spell.since), str(spell.begins)) == (since, begins)


@pytest.mark.parametrize(
    ("succeeded", "in_force", "reason"),
    [
        (
            "1991-06-25",
            "1981-09-03",
            "Party since 25 June 1991, the date of the succession of States: "
            f"succession deposited on 6 July 1992 {ART_23}",
        ),
        (
            None,
            "1981-09-03",
            "Party since a day between 3 September 1981 and 6 July 1992, from the succession of "
            "States or the entry into force, whichever was later: succession deposited on "
            f"6 July 1992 {ART_23}",
        ),
        (
            "1991-06-25",
            "1992-01-01",
            "Party since 1 January 1992, when the treaty entered into force: "
            "succession deposited on 6 July 1992",
        ),
        ("1995", "1981-09-03", "Party since 6 July 1992: succession deposited on 6 July 1992"),
    ],
)
def test_the_reason_says_from_what_day_a_successor_counts(succeeded, in_force, reason):
    assert str(party("1992-07-06", succeeded, in_force).reason) == reason


def test_a_continuing_state_keeps_the_effect_of_a_succession_that_it_took_over():
    """The dates of its own beginning say nothing of the other's."""
    act = Act("d", "Union", ActionKind.SUCCESSION, D("1992-07-06"))
    found = spells(
        [act],
        in_force_on=D("1981-09-03"),
        succeeded_on={"Union": D("1991-06-25"), "Heir": D("1992-01-01")},
        continuations=[Continuation("Union", "Heir", D("2006-06-03"))],
    )
    assert [str(spell.since) for spell in found if spell.standing == Standing.PARTY] == [
        "1991-06-25",
        "1991-06-25",
    ]


def test_provisional_application_lasts_until_the_successor_is_known_to_be_a_party():
    acts = [
        Act("p", "A", ActionKind.PROVISIONAL_START, D("1991-07-01")),
        Act("d", "A", ActionKind.SUCCESSION, D("1992-07-06")),
    ]
    found = spells(acts, Clause(()), in_force_on=D("1981-09-03"), succeeded_on={"A": D("1991")})
    (spell,) = [one for one in found if one.standing == Standing.PROVISIONAL]
    assert (str(spell.since), str(spell.until)) == ("1991-07-01", "1992-07-06")


@pytest.fixture
def heir():
    """A State that notified its succession in 1992, under a treaty in force since 1981."""
    treaty, actor = make_treaty(stated_in_force_on="1981-09-03"), make_actor("Heir")
    make_action(treaty, actor, ActionKind.SUCCESSION, "1992-07-06")
    rebuild([treaty.pk])
    return treaty, actor


def since(treaty, actor):
    spell = Participation.objects.get(treaty=treaty, actor=actor, standing=Standing.PARTY)
    assert stale([treaty.pk]) == []
    return str(spell.since)


def succeeds(old, new, on, kind=SuccessionKind.SUCCEEDS):
    return Succession.objects.create(predecessor=old, successor=new, kind=kind, happened_on=on)


@pytest.mark.django_db
def test_the_date_is_that_of_the_succession_on_record_or_else_of_the_beginning(heir):
    treaty, actor = heir
    assert since(treaty, actor) == "1981-09-03/1992-07-06"
    actor.since = UncertainDate("1991-12")
    actor.save()
    old = make_actor("Old")
    continued = succeeds(make_actor("Older"), actor, "1985-01-01", SuccessionKind.CONTINUES)
    unknown = succeeds(old, actor, "")
    rebuild([treaty.pk])
    assert since(treaty, actor) == "1991-12"
    succeeds(old, actor, "1991-06-25", SuccessionKind.SEPARATES_FROM)
    rebuild([treaty.pk])
    assert since(treaty, actor) == "1991-06-25"
    unknown.happened_on = UncertainDate("1992-02-01")
    unknown.save()
    continued.delete()
    rebuild([treaty.pk])
    assert since(treaty, actor) == "1991-06-25/1992-02-01"


@pytest.mark.django_db
def test_a_succession_recorded_in_the_admin_reaches_what_the_successor_notified(heir, admin_client):
    treaty, actor = heir
    old = make_actor("Old")
    row = {"predecessor": old.pk, "successor": actor.pk, "kind": "succeeds"}
    row |= {"happened_on": "1991-06-25", "note": "", "pinpoint": ""}
    assert admin_client.post(url(Succession, "add"), row).status_code == 302
    assert since(treaty, actor) == "1991-06-25"
    succession = Succession.objects.get(successor=actor)
    page = url(Actor, "change", old.pk)
    rows = {"successors-0-happened_on": "1991-06-26"}
    saved(admin_client, page, **rows)
    assert since(treaty, actor) == "1991-06-26"
    deleted(admin_client, url(Succession, "delete", succession.pk))
    assert since(treaty, actor) == "1981-09-03/1992-07-06"


@pytest.mark.django_db
def test_a_succession_or_a_beginning_in_a_file_reaches_what_the_successor_notified(heir, tmp_path):
    treaty, actor = heir
    row = {"slug": actor.slug, "name": actor.name, "kind": actor.kind, "since": "1991-12"}
    assert load(*write(tmp_path, {"actors": [record("actor", **row)]}))[0] == 0
    assert since(treaty, actor) == "1991-12"
    old = make_actor("Old")
    row = {"predecessor": [old.slug], "successor": [actor.slug], "kind": "succeeds"}
    files = {"actors": [record("succession", **row, happened_on="1991-06-25")]}
    assert load(*write(tmp_path, files))[0] == 0
    assert since(treaty, actor) == "1991-06-25"


@pytest.mark.django_db
def test_neither_counts_nor_sets_know_of_a_succession_before_its_deposit(heir):
    """A protocol that all parties had accepted stays in force when one more turns out to be."""
    treaty, actor = heir
    succeeds(make_actor("Old"), actor, "1991-06-25")
    ally = make_actor("Ally")
    make_action(treaty, ally, ActionKind.RATIFICATION, "1980-01-01")
    protocol = make_treaty()
    make_clause(protocol, {"kind": "all", "actor_set": "parties", "other_treaty": treaty})
    make_protocol(protocol, treaty)
    make_action(protocol, ally, ActionKind.ACCEPTANCE, "1992-01-01")
    rebuild([treaty.pk, protocol.pk])
    assert str(EntryIntoForce.objects.get(treaty=protocol).in_force_on) == "1992-01-01"
    treaty.refresh_from_db()
    for day, number in (("1992-07-05", 1), ("1992-07-06", 2)):
        assert party_counts([treaty], date.fromisoformat(day))[treaty.pk].at_least == number
