"""What the admin saves can be dumped and loaded again: no page lets in what a file may not hold."""

from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from registry.choices import ActionKind, ChangeKind, StatementKind
from registry.importers.replaying import Replay
from registry.importers.soundness import broken_by, is_there
from registry.models import (
    Change,
    ChangeSet,
    Claim,
    DomesticStep,
    EntryIntoForceClause,
    Partnership,
    Statement,
    Topic,
    Treaty,
    TreatyAction,
)
from registry.models.search import index
from tests.admin_pages import posted, saved, url
from tests.factories import (
    make_action,
    make_actor,
    make_clause,
    make_protocol,
    make_source,
    make_treaty,
)
from tests.samples import make_partnership, make_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def act():
    return make_action(make_treaty(), make_actor(), on="2000-01-01", source=make_source())


def refused(client, record, **changes):
    """Change boxes of a record's page, see that nothing is stored, and give what is told."""
    path = url(type(record), "change", record.pk)
    before = type(record).objects.filter(pk=record.pk).values().get()
    answer = client.post(path, posted(client.get(path), **changes))
    assert answer.status_code == 200
    assert type(record).objects.filter(pk=record.pk).values().get() == before
    form = answer.context["adminform"].form
    for name, value in changes.items():
        assert str(form[name].value()) == str(value)
    return form.errors


@pytest.mark.parametrize(
    ("box", "value", "reason"),
    [
        ("place", "New\tYork", "It must have no control characters; character 4 is U+0009."),
        ("place", "New\x85York", "It must have no control characters; character 4 is U+0085."),
        ("remark", "one\x0btwo", "It must have no control characters; character 4 is U+000B."),
        ("remark", "x" * 1_000_001, "It must have at most 1000000 characters, not 1000001."),
    ],
)
def test_what_no_file_may_hold_is_refused_beside_its_box(box, value, reason, act, admin_client):
    assert refused(admin_client, act, **{box: value}) == {box: [reason]}


def test_a_number_of_any_record_is_one_that_every_database_holds(act, admin_client):
    step = DomesticStep.objects.create(
        treaty=act.treaty, actor=act.actor, stage="government", outcome="approved"
    )
    boxes = [(act, "number", 40000), (act.actor, "cow_code", 99999999999), (step, "votes_for", 7e4)]
    for record, box, number in boxes:
        told = refused(admin_client, record, **{box: f"{number:.0f}"})
        assert "32767" in told[box][0]  # PostgreSQL's own rule comes first, in other words


def test_what_was_wrong_before_does_not_keep_from_mending_something_else(act, admin_client):
    TreatyAction.objects.filter(pk=act.pk).update(place="New\tYork")
    saved(admin_client, url(TreatyAction, "change", act.pk), remark="Typed")
    act.refresh_from_db()
    assert (act.place, act.remark) == ("New\tYork", "Typed")


# What a change makes wrong in other records

CHAIN = "The chain must come to an end: "


def test_a_record_is_not_above_itself(act, admin_client):
    above, below = (Topic.objects.create(slug=f"t{i}", name=f"T {i}") for i in range(2))
    saved(admin_client, url(Topic, "change", below.pk), parent=above.pk)
    told = refused(admin_client, above, parent=below.pk)
    assert told == {"parent": [f"{CHAIN}t0 → t1 → t0."]}
    assert refused(admin_client, above, parent=above.pk) == {"parent": [f"{CHAIN}t0 → t0."]}
    guard = make_actor("Guard", parent=act.actor)
    assert CHAIN in refused(admin_client, act.actor, parent=guard.pk)["parent"][0]


def test_two_acts_do_not_refer_to_each_other(act, admin_client):
    later = make_action(act.treaty, act.actor, ActionKind.REVOCATION, "2001", refers_to=act)
    assert CHAIN in refused(admin_client, act, refers_to=later.pk)["refers_to"][0]


def test_an_act_is_not_moved_away_from_what_rests_on_it(act, admin_client):
    make_action(act.treaty, act.actor, ActionKind.REVOCATION, "2001", refers_to=act)
    told = refused(admin_client, act, treaty=make_treaty().pk)["__all__"]
    assert len(told) == 1
    assert told[0].endswith("An act refers to another act under the same treaty.")


def test_an_act_keeps_the_actor_whose_statement_came_with_it(act, admin_client):
    Statement.objects.create(treaty=act.treaty, actor=act.actor, kind="reservation", action=act)
    told = refused(admin_client, act, actor=make_actor().pk)["__all__"]
    assert told[0].endswith("A statement comes with an act of the same actor and treaty.")


@pytest.mark.parametrize(
    ("made", "acted", "withdrawn", "holds"),
    [
        ("", "1955-05-12", "1900", False),
        ("", "1955-05-12", "1955-05-11", False),
        ("", "1955-05-12", "1955", True),
        ("", "1955-05-12", "../1955-05-12", True),
        ("", "1955-05", "1955-05-01", True),
        ("", "../1955", "1900", True),
        ("", "", "1900", True),
        ("1955", "1960", "1956", True),
    ],
)
def test_a_statement_made_with_an_act_is_not_withdrawn_before_it(made, acted, withdrawn, holds):
    """Whatever was made with an act was made on its day; VCLT art. 22 is about what was made."""
    act = make_action(make_treaty(), make_actor(), on=acted)
    said = Statement(
        treaty=act.treaty, actor=act.actor, kind="reservation", action=act, made_on=made
    )
    said.withdrawn_on = withdrawn
    with nullcontext() if holds else pytest.raises(ValidationError, match="before it is made"):
        said.full_clean()


def test_an_act_does_not_come_after_the_withdrawal_of_what_was_made_with_it(act, admin_client):
    Statement.objects.create(
        treaty=act.treaty, actor=act.actor, kind="reservation", action=act, withdrawn_on="2002"
    )
    told = refused(admin_client, act, deposited_on="2003")["__all__"]
    assert told[0].endswith("A statement cannot be withdrawn before it is made.")


def test_a_statement_is_not_moved_away_from_its_objections(act, admin_client):
    said = Statement.objects.create(treaty=act.treaty, actor=act.actor, kind="reservation")
    Statement.objects.create(
        treaty=act.treaty, actor=make_actor(), kind=StatementKind.OBJECTION, objects_to=said
    )
    told = refused(admin_client, said, treaty=make_treaty().pk)["__all__"]
    assert told[0].endswith("An objection answers a statement under the same treaty.")


def test_the_clause_of_a_ratification_protocol_stays_with_it(act, admin_client):
    protocol = make_treaty()
    clause = make_clause(protocol, {"number": 2})
    make_protocol(protocol, act.treaty)
    told = refused(admin_client, clause, treaty=make_treaty().pk)["__all__"]
    assert told[0].endswith("A ratification protocol has an entry-into-force clause: add it first.")
    path = url(EntryIntoForceClause, "delete", clause.pk)
    shown = admin_client.get(path)
    answer = admin_client.post(path, {"post": "yes", "_opened": shown.context["opened"]})
    assert answer.url == path
    assert "add it first" in admin_client.get(path).content.decode()
    assert EntryIntoForceClause.objects.filter(pk=clause.pk).exists()


def test_the_act_by_which_a_party_joined_is_not_deleted_from_before_its_withdrawal(
    act, admin_client
):
    make_action(act.treaty, act.actor, ActionKind.WITHDRAWAL, "2002")
    make_action(act.treaty, act.actor, ActionKind.ACCESSION, "2005")
    path = url(TreatyAction, "changelist")
    chosen = {"action": "delete_selected", "_selected_action": [act.pk]}
    shown = admin_client.post(path, chosen)
    chosen |= {"post": "yes", "_opened": shown.context["opened"]}
    assert admin_client.post(path, chosen).status_code == 302
    assert "A withdrawal comes after the act" in admin_client.get(path).content.decode()
    assert TreatyAction.objects.filter(pk=act.pk).exists()
    told = refused(admin_client, act, deposited_on="2003")["__all__"]
    assert "A withdrawal comes after the act" in told[0]
    assert (
        "A withdrawal comes after"
        in refused(admin_client, act, actor=make_actor().pk)["__all__"][0]
    )


def test_nobody_is_a_partner_of_itself(admin_client):
    lead, partner = make_actor(), make_actor()
    pair = make_partnership(make_program("pairing"), lead, partner)
    reason = "Nobody is a partner of itself: each actor stands on one side of a partnership."
    sides = {"leads": [reason], "partners": [reason]}
    assert refused(admin_client, pair, partners=[str(partner.pk), str(lead.pk)]) == sides
    assert refused(admin_client, pair, leads=[str(partner.pk)]) == sides
    saved(admin_client, url(Partnership, "change", pair.pk), leads=[partner.pk], partners=[lead.pk])
    page = admin_client.get(url(Partnership, "add"))
    new = {"slug": "self", "program": pair.program_id, "leads": [lead.pk], "partners": [lead.pk]}
    answer = admin_client.post(url(Partnership, "add"), posted(page, **new))
    assert answer.context["adminform"].form.errors == sides
    pair.partners.add(partner)
    index()
    with pytest.raises(CommandError, match="Errors: 1"):
        call_command("check_registry")


def test_who_leads_may_go_where_two_equal_partners_stay(admin_client):
    lead, partner = make_actor(), make_actor()
    pair = make_partnership(make_program("pairing"), lead, partner)
    reason = "A partnership joins at least two: who leads and a partner, or two equal partners."
    assert refused(admin_client, pair, leads=[]) == {"leads": [reason], "partners": [reason]}
    both = [partner.pk, lead.pk]
    saved(admin_client, url(Partnership, "change", pair.pk), leads=[], partners=both)


def test_a_partner_of_itself_is_not_published_from_a_draft():
    lead, partner = make_actor(), make_actor()
    pair = make_partnership(make_program("pairing"), lead, partner)
    sides = [{"partners": [[one.slug]]} for one in (partner, lead)]
    told = {"kind": ChangeKind.CHANGE, "model": "partnership", "object_pk": pair.pk}
    replay = Replay([Change(**told, last_pk=pair.pk, before=sides[0], after=sides[1])])
    assert not replay.apply()
    assert [trouble.reason.partition(":")[0] for trouble in replay.troubles] == [
        "Nobody is a partner of itself"
    ]


def test_what_others_had_wrong_before_does_not_keep_from_changing_something_else(act, admin_client):
    other = make_action(make_treaty(), act.actor, ActionKind.REVOCATION, "2001")
    TreatyAction.objects.filter(pk=other.pk).update(refers_to=act)
    saved(admin_client, url(TreatyAction, "change", act.pk), place="Newtown")
    act.refresh_from_db()
    assert act.place == "Newtown"


def test_what_goes_with_the_deletion_of_a_large_treaty_is_asked_at_once(
    act, django_assert_max_num_queries
):
    told = {"kind": "delete", "model": "treatyaction", "under_pk": 0, "before": {"kind": "x"}}
    gone = [Change(**told, key=f"a|b|c|{number}") for number in range(3000)]
    with django_assert_max_num_queries(2):
        assert broken_by(gone) == []


# Claims

KEPT = {"model": "treaty", "field": "title", "value": "Other"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("concluded_on", "not a date"), ("concluded_on", "1950-02-30"), ("stated_in_force_on", "May")],
)
def test_a_claim_about_a_day_says_a_day(field, value, act, admin_client):
    told = {"model": "treaty", "key": act.treaty.slug, "field": field, "source": act.source}
    claim = Claim.objects.create(**told, value="1951/1952")
    with pytest.raises(ValidationError) as refusal:
        Treaty._meta.get_field(field).clean(value, None)
    assert refused(admin_client, claim, value=value) == {"value": refusal.value.messages}
    saved(admin_client, url(Claim, "change", claim.pk), value="../1950")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"model": "duchy"}, "It must be a kind of record."),
        ({"key": "nope"}, "The record must exist."),
        ({"key": ""}, "This field is required."),
        ({"model": "treatyaction", "key": "a|b|c|many"}, "The record must exist."),
        ({"model": "actorname", "key": "a|b|31 Feb"}, "The record must exist."),
        ({"field": "titel"}, "It must be a field of the record."),
    ],
)
def test_a_claim_is_about_a_fact_that_exists(wrong, reason, act, admin_client):
    claim = Claim.objects.create(source=act.source, key=act.treaty.slug, **KEPT)
    saved(admin_client, url(Claim, "change", claim.pk), value="Another")
    told = refused(admin_client, claim, **wrong)
    assert told == {list(wrong)[-1]: [reason]}


def keys(*claims):
    return [Claim.objects.get(pk=claim.pk).key for claim in claims]


def test_claims_follow_what_they_are_about_to_its_new_key(act, admin_client):
    treaty, actor = act.treaty.slug, act.actor.slug
    near = make_treaty(slug=f"{treaty}-x")
    made = [
        Claim.objects.create(source=act.source, **(KEPT | told))
        for told in (
            {"key": treaty},
            {"key": near.slug},
            {"model": "treatyaction", "key": f"{treaty}|{actor}|signature|1", "field": "place"},
        )
    ]
    saved(admin_client, url(Treaty, "change", act.treaty.pk), slug="renamed")
    moved = ["renamed", near.slug, f"renamed|{actor}|signature|1"]
    assert keys(*made) == moved
    told = ChangeSet.objects.latest("pk").changes.filter(model="claim")
    assert sorted(change.after["key"] for change in told) == moved[::2]
    saved(admin_client, url(type(act.actor), "change", act.actor.pk), slug="someone")
    saved(admin_client, url(TreatyAction, "change", act.pk), kind="acceptance", number=7)
    assert keys(*made) == ["renamed", near.slug, "renamed|someone|acceptance|7"]
    assert all(is_there(claim.model, claim.key) for claim in Claim.objects.all())


def test_claims_follow_a_part_that_is_changed_together_with_its_whole(act, admin_client):
    key = f"{act.treaty.slug}|{act.actor.slug}|signature|1"
    claim = Claim.objects.create(
        source=act.source, model="treatyaction", key=key, field="place", value="Elsewhere"
    )
    path = url(Treaty, "change", act.treaty.pk)
    saved(admin_client, path, slug="renamed", **{"actions-0-number": 2})
    assert keys(claim) == [f"renamed|{act.actor.slug}|signature|2"]


def test_a_record_about_which_a_claim_speaks_is_not_deleted(act, admin_client):
    Claim.objects.create(source=act.source, key=act.treaty.slug, **KEPT)
    path = url(Treaty, "delete", act.treaty.pk)
    shown = admin_client.get(path)
    answer = admin_client.post(path, {"post": "yes", "_opened": shown.context["opened"]})
    assert answer.url == path
    assert "The record must exist." in admin_client.get(path).content.decode()
    assert Treaty.objects.filter(pk=act.treaty.pk).exists()
