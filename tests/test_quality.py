"""Kinds of faults in the quality list: what they find, and what each is called."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from registry.choices import ActionKind, Coverage, DomesticStage, StatementKind, SuccessionKind
from registry.law import problems
from registry.models import DomesticStep, Statement, Succession
from registry.models.participation import rebuild
from registry.queries.contradictions import LABELS
from registry.queries.happened import HAPPENED, is_still_to_come, still_to_come
from registry.queries.quality import CHECKS, counts, faults, law_check
from tests.admin_pages import posted, url
from tests.factories import (
    make_action,
    make_actor,
    make_clause,
    make_protocol,
    make_source,
    make_treaty,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)


def test_an_objection_names_what_it_objects_to(admin_client):
    treaty, actor = make_treaty(), make_actor()
    values = {"treaty": treaty, "source": make_source()}
    said = Statement.objects.create(**values, kind=StatementKind.RESERVATION, actor=make_actor())
    objection = {"actor": actor, "kind": StatementKind.OBJECTION}
    one = Statement.objects.create(**values, **objection, objects_to=said)
    assert faults(treaties=[treaty.pk]) == []
    path = url(Statement, "change", one.pk)
    answer = admin_client.post(path, posted(admin_client.get(path), objects_to=""))
    sentence = "An objection names the statement to which it objects."
    assert answer.context["confirmation"].warnings == [f"{actor}: {sentence}"]
    Statement.objects.filter(pk=one.pk).update(objects_to=None)
    (item,) = faults(treaties=[treaty.pk])
    assert (item.code, item.record, item.field) == ("objection_to_nothing", one, "objects_to")


@pytest.mark.parametrize(
    ("joined", "kind", "coverage", "is_fault"),
    [
        ("", ActionKind.ACCEPTANCE, Coverage.COMPLETE, True),
        ("2000-01-01", ActionKind.ACCEPTANCE, Coverage.COMPLETE, False),
        ("2020-06-01", ActionKind.ACCEPTANCE, Coverage.COMPLETE, True),
        ("2020", ActionKind.ACCEPTANCE, Coverage.COMPLETE, False),
        ("", ActionKind.ACCESSION, Coverage.COMPLETE, False),
        ("", ActionKind.ACCEPTANCE, Coverage.PARTIAL, False),
    ],
)
def test_a_protocol_is_consented_to_by_whoever_is_bound_by_what_it_changes(
    joined, kind, coverage, is_fault
):
    founding, actor, source = make_treaty(coverage=coverage), make_actor(), make_source()
    protocol = make_treaty()
    make_clause(protocol, {"kind": "all", "actor_set": "parties", "other_treaty": founding})
    make_protocol(protocol, founding)
    if joined:
        make_action(founding, actor, ActionKind.RATIFICATION, joined, source=source)
    make_action(protocol, actor, kind, "2020-03-01", source=source)
    rebuild([founding.pk, protocol.pk])
    found = [item.code for item in faults(treaties=[protocol.pk])]
    assert ("consent_of_no_party" in found) == is_fault


def done_on(day):
    """Make a row of each kind that stands as done, on this day."""
    treaty = make_treaty(concluded_on=day, stated_in_force_on="2950")
    actor, source = make_actor(until="2950"), make_source()
    make_action(treaty, actor, on=day, effective_on="2950", source=source)
    made = {"treaty": treaty, "actor": actor, "source": source}
    Statement.objects.create(**made, kind=StatementKind.DECLARATION, made_on=day)
    DomesticStep.objects.create(**made, stage=DomesticStage.GOVERNMENT, happened_on=day)
    Succession.objects.create(
        predecessor=make_actor(), successor=actor, kind=SuccessionKind.SUCCEEDS, happened_on=day
    )
    return treaty, actor


@pytest.mark.parametrize(
    ("day", "is_fault"),
    [
        ("2026-01-02", True),
        ("2026-02", True),
        ("2950", True),
        ("2026-01-01", False),
        ("2026", False),
        ("2025-12-31/2026-01-02", False),
        ("../2026-02-01", False),
        ("", False),
    ],
)
def test_what_stands_as_done_on_a_day_to_come_is_listed_until_it_has_come(day, is_fault):
    treaty, actor = done_on(day)
    of_treaty, of_actor = (
        {check.code for check, _ in counts(DAY, **about) if check.code.endswith("_to_come")}
        for about in ({"treaties": [treaty.pk]}, {"actors": [actor.pk]})
    )
    common = {"act_to_come", "statement_to_come", "step_to_come"}
    assert of_treaty == (common | {"treaty_to_come"} if is_fault else set())
    assert of_actor == (common | {"succession_to_come"} if is_fault else set())


def test_every_kind_that_stands_as_done_is_warned_of_and_listed():
    listed = {check.model: check.field for check in CHECKS if check.code.endswith("_to_come")}
    assert listed == {model: names[0] for model, names in HAPPENED.items()}
    for model, names in HAPPENED.items():
        columns = [model._meta.get_field(name) for name in names]
        for column in columns:
            row = model(**{column.name: "2026-01-02"})
            assert is_still_to_come(getattr(row, column.name), DAY)
            assert f"{column.bound_name('earliest')}" in str(still_to_come(model)(DAY).query)


def test_whatever_the_law_finds_is_called_something_in_each_language():
    source = Path(problems.__file__).read_text()
    found = set(re.findall(r'(?:Problem\(|: \(\s*)"(\w+)"', source))
    assert found == LABELS.keys()
    with override("fr"):
        assert str(law_check("accession_after_signature").label) == "Adhésion après signature"
        told = [str(label) for label in LABELS.values()]
    assert not {*told} & {str(label) for label in LABELS.values()}
