"""The seventeen rules of the domain, each with the tests that hold it, by name."""

import csv
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.test_law_cases import VECTORS

KNOWN = Path(__file__).resolve().parent.parent.parent / "shared" / "facts" / "eif_vectors.csv"

RULES = {
    "signatory, contracting State and party differ on a day": [
        "standing.signatory_contracting_state_and_party_differ_on_a_day",
    ],
    "the stated entry into force is compared with that of the clause": [
        "statements.a_stated_entry_into_force_is_compared_with_the_computed_one_and_both_are_told",
    ],
    "later joiners count from the threshold or from the entry into force": [
        "cases.later_joiners_count_from_the_twentieth_instrument_or_from_entry_into_force",
    ],
    "an integration organization is not counted on top of its members": [
        "organizations.an_integration_organization_is_not_counted_beside_its_members",
    ],
    "sets are live or frozen": [
        "cases.the_protocol_on_sweden_needed_31_acceptances_although_30_had_signed",
        "cases.a_frozen_set_stays_as_it_was_when_frozen",
    ],
    "a revoked ratification returns a State to signatory": [
        "standing.a_revoked_ratification_returns_a_state_to_signatory",
    ],
    "rejoining makes a second spell": [
        "standing.an_actor_that_leaves_and_rejoins_on_one_day_has_two_spells",
    ],
    "a suspension between two leaves both parties": [
        "standing.a_suspension_between_two_parties_leaves_both_parties",
        "statements.a_suspension_between_the_two_keeps_the_treaty_from_operating",
    ],
    "a succession takes effect before its deposit": [
        "standing.a_succession_takes_effect_before_its_deposit_and_is_known_only_from_then",
        "succession.a_successor_is_a_party_since_the_succession_or_the_entry_into_force",
    ],
    "the name shown is the name of the day": [
        "/actors.the_name_is_the_name_of_the_day_with_the_current_one_beside_it",
        "/between.the_names_are_those_of_the_day",
    ],
    "silence for twelve months accepts a reservation": [
        "statements.the_objection_window_is_twelve_months_or_until_consent_if_later",
        "statements.an_actor_objects_within_the_window_or_accepts_by_silence",
    ],
    "unknown never counts as yes": [
        "standing.a_consent_of_unknown_day_never_counts_as_certain",
        "status.an_acceptance_known_only_by_its_bounds_is_not_counted_as_certain",
    ],
    "in force never follows from the kind of treaty": [
        "status.in_force_never_follows_from_anything_but_a_date",
    ],
    "as at a day ignores what was deposited later": [
        "properties.an_act_deposited_after_a_day_changes_nothing_on_that_day",
    ],
    "a treaty ends for all, a withdrawal ends it for one": [
        "standing.a_withdrawal_ends_the_treaty_for_one_and_termination_for_all",
        "/halted.an_act_of_termination_ends_the_treaty_for_all_wherever_its_status_is_told",
    ],
    "the first day of the sixth month is not plus six months": [
        "clauses.six_months_after_is_not_the_first_day_of_the_sixth_month",
    ],
    "counts do not shrink because a State has dissolved": [
        "cases.an_instrument_counts_although_its_state_has_since_dissolved",
    ],
}
AUTHORITY = re.compile(r"\b[Aa]rts?\. [0-9IVX]+|\b[12]\d{3}\b")


@pytest.mark.parametrize("number", range(1, 18))
def test_each_rule_of_the_domain_is_held_by_a_test_that_names_its_authority(number):
    """An article, or a case with its year."""
    assert len(RULES) == 17
    rule, tests = list(RULES.items())[number - 1]
    for name in tests:
        module, _, sentence = name.partition(".")
        where = module.removeprefix("/") if module.startswith("/") else f"law_{module}"
        test = getattr(import_module(f"tests.test_{where}"), f"test_{sentence}")
        assert AUTHORITY.search(inspect.getdoc(test) or ""), f"{rule}: {name}"


@pytest.mark.skipif(not KNOWN.exists(), reason="the table of known entries into force is not here")
def test_every_entry_into_force_that_is_known_is_among_the_cases():
    with KNOWN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # These two ask for a share and for a set that grew: each has a test of its own.
    apart = {"Paris Agreement", "NATO Protocol Sweden"}
    told = {vector[2:] for vector in VECTORS}
    asked = {
        row["treaty"]: (
            int(row["n_instruments"]),
            row["nth_deposit_date"],
            row["known_eif"],
        )
        for row in rows
    }
    assert len(asked) == 13
    missing = [name for name, vector in asked.items() if vector not in told]
    assert set(missing) == apart
