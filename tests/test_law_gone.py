"""Who takes part in a treaty and certainly has no standing on a day, which is not "not known"."""

from datetime import date

import pytest

from registry.choices import ActionKind, SuccessionKind
from registry.dates import UncertainDate
from registry.law.gone import no_standing
from registry.law.standing import spells, standing_on
from registry.models import Succession
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_treaty
from tests.test_law_cases import act

D = UncertainDate
SIGNED = act("A", "signature", "1950-01-01")
RATIFIED = act("A", "ratification", "1951-01-01")


@pytest.mark.parametrize(
    ("acts", "given", "last", "day"),
    [
        ([SIGNED, RATIFIED], {"ceased_on": {"A": D("1990-10-03")}}, "contracting", "1990-10-03"),
        ([SIGNED], {"ceased_on": {"A": D("1990-10-03")}}, "signatory", "1990-10-03"),
        ([SIGNED], {"ended_on": D("1990-10-03")}, "signatory", "1990-10-03"),
        (
            [act("A", "accession", "1951-01-01"), act("A", "withdrawal", "1952-01-01", key="w")],
            {"notice": None},
            "contracting",
            None,
        ),
        (
            [act("A", "accession", "1951-01-01"), act("A", "revocation", "1952-01-01")],
            {},
            "contracting",
            "1952-01-01",
        ),
    ],
)
def test_whoever_was_never_a_party_and_is_gone_has_no_standing(acts, given, last, day):
    """VCLT art. 2(1)(f) and (g): a contracting State for which the treaty was never in force was
    no party, and is no former one."""
    own = spells(acts, **given)
    on = date.fromisoformat(day or "1952-01-01")
    before = standing_on(on.replace(year=on.year - 1), own)
    assert before.standing == last
    assert standing_on(on, own).is_none is bool(day)
    assert not before.is_none


def test_a_party_that_ceased_to_exist_is_a_former_one():
    own = spells([RATIFIED], in_force_on=D("1951-01-01"), ceased_on={"A": D("1990-10-03")})
    assert standing_on(date(1990, 10, 3), own).standing == "former"


def test_a_standing_that_is_open_is_not_none():
    own = spells([SIGNED], ceased_on={"A": D("1990/..")})
    assert not standing_on(date(2000, 1, 1), own).is_none


@pytest.mark.parametrize(
    ("until", "by", "given", "why"),
    [
        ("1707-05-01", None, {"ceased_on": D("1707-05-01")}, "the State ceased to exist"),
        ("1991-12-24", None, {"continued_on": D("1991-12-24")}, "another State continues it"),
        (
            "1991-12-24",
            None,
            {"ceased_on": D("1991-12-26"), "continued_on": D("1991-12-24")},
            "another State continues it",
        ),
        ("1950-01-01", None, {"ceased_on": D("1990-10-03")}, "the treaty ended"),
        ("1950-01-01", None, {}, "the treaty ended"),
        (
            "1952-01-01",
            act("A", "revocation", "1952-01-01"),
            {"ceased_on": D("1990-10-03")},
            "instrument revoked on 1 January 1952",
        ),
        (
            "1952-01-01",
            act("A", "provisional_end", "1952-01-01"),
            {},
            "provisional application ended on 1 January 1952",
        ),
        ("1952-01-01", act("B", "termination", "1951-01-01"), {}, "the treaty was terminated"),
    ],
)
def test_the_reason_names_what_ended_the_last_standing(until, by, given, why):
    said = str(no_standing(D(until), by, **given))
    assert said.startswith("No standing since ")
    assert said.endswith(why)


def test_who_never_had_a_standing_is_told_so_without_a_day():
    assert str(no_standing(None)) == "No standing follows from its acts"


@pytest.mark.django_db
def test_the_record_and_the_pair_tell_that_there_is_no_standing_and_the_map_leaves_it_out(client):
    """As England under its treaty with Portugal of 1373, whose entry into force is not told."""
    treaty = make_treaty(slug="alliance", concluded_on="1373-06-16", form="bilateral")
    gone, other = make_actor("England II", until="1707-05-01", iso3="GBR"), make_actor("Lusitania")
    for actor in (gone, other):
        make_action(treaty, actor, ActionKind.DEFINITIVE_SIGNATURE, "1373-06-16")
    rebuild([treaty.pk])
    first, second = client.get("/treaties/alliance.json").json()["participants"]
    assert (first["standing"], first["standing_label"]) == ("none", "No standing")
    assert first["reason"] == "No standing since 1 May 1707: the State ceased to exist"
    assert (first["not_known"], second["standing"]) == ([], "contracting")
    page = client.get("/treaties/alliance/").content.decode()
    assert "status-none" in page
    assert "Not known" not in page[page.index('<tr id="england-ii"') :]
    assert '"map-none' not in page
    assert b",none," in client.get("/treaties/alliance.csv").getvalue()
    (bond,) = client.get("/actors/england-ii/and/lusitania.json").json()["treaties"]
    assert bond["a"]["standing"] == "none"
    early = client.get("/treaties/alliance.json", {"as_at": "1707-04-30"}).json()
    assert early["participants"][0]["standing"] == "contracting"


@pytest.mark.django_db
def test_a_signatory_that_another_state_continues_has_no_standing_of_its_own(client):
    treaty = make_treaty(slug="pact")
    old, new = make_actor("Old State", until="1991-12-26"), make_actor("New State")
    make_action(treaty, old, on="1960-01-01")
    Succession.objects.create(
        predecessor=old, successor=new, kind=SuccessionKind.CONTINUES, happened_on="1991-12-24"
    )
    rebuild([treaty.pk])
    told = {
        line["actor"]: line for line in client.get("/treaties/pact.json").json()["participants"]
    }
    assert told["new-state"]["standing"] == "signatory"
    assert told["old-state"]["standing"] == "none"
    assert told["old-state"]["reason"].endswith("24 December 1991: another State continues it")
