"""Warnings about what is about to be saved, and the one list of faults that they come from."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from registry.admin.warned import Confirmation
from registry.choices import ActionKind, AllianceKind, MembershipKind
from registry.models import Alliance, ChangeSet, Membership, Problem, Treaty, TreatyAction
from registry.models.participation import rebuild
from registry.queries import quality
from registry.queries.quality import CHECKS, counts, faults
from tests.admin_pages import posted, url
from tests.factories import make_action, make_actor, make_clause, make_source, make_treaty

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)
RATIFICATION = ActionKind.RATIFICATION


def codes(**about):
    return {item.code for item in faults(**about)}


# What is a fault


def unsourced():
    return make_action(make_treaty(), make_actor(), on="2000-01-01").treaty


def before_adoption():
    treaty = make_treaty(adopted_on="2000-06")
    make_action(treaty, make_actor(), on="2000-05-31", source=make_source())
    return treaty


def before_the_actor():
    treaty = make_treaty()
    actor = make_actor(since="2001-01-01")
    make_action(treaty, actor, on="2000", source=make_source())
    return treaty


def after_the_actor():
    treaty = make_treaty()
    actor = make_actor(until="1999-12-31")
    make_action(treaty, actor, on="2000", source=make_source())
    return treaty


def without_a_name():
    treaty = make_treaty()
    actor = make_actor()
    actor.names.create(name="Olden", since="1990", until="2010")
    make_action(treaty, actor, on="1980-01-01", source=make_source())
    return treaty


def accession_after_signature():
    treaty = make_treaty()
    actor, source = make_actor(), make_source()
    make_action(treaty, actor, on="2000-01-01", source=source)
    make_action(treaty, actor, ActionKind.ACCESSION, "2001-01-01", source=source)
    rebuild([treaty.pk])
    return treaty


def stated_otherwise():
    treaty = make_treaty(stated_in_force_on="2000-02-02")
    make_clause(treaty, {"number": 1})
    make_action(treaty, make_actor(), ActionKind.ACCESSION, "2000-01-01", source=make_source())
    rebuild([treaty.pk])
    return treaty


@pytest.mark.parametrize(
    ("make", "code", "model", "field"),
    [
        (unsourced, "act_without_source", TreatyAction, "source"),
        (before_adoption, "deposit_before_adoption", TreatyAction, "deposited_on"),
        (before_the_actor, "actor_did_not_exist", TreatyAction, "actor"),
        (after_the_actor, "actor_did_not_exist", TreatyAction, "actor"),
        (without_a_name, "name_not_in_use", TreatyAction, "actor"),
        (accession_after_signature, "accession_after_signature", TreatyAction, "kind"),
        (stated_otherwise, "stated_differs_from_computed", Treaty, "stated_in_force_on"),
    ],
)
def test_a_fault_names_the_field_that_mends_it(make, code, model, field):
    treaty = make()
    (item,) = faults(treaties=[treaty.pk])
    assert (item.code, type(item.record), item.field) == (code, model, field)
    assert item.treaty == treaty
    assert code in {check.code for check, _number in counts(DAY, treaties=[treaty.pk])}


def test_many_faults_are_read_a_few_at_a_time(monkeypatch, django_assert_num_queries):
    treaty = unsourced()
    for _ in range(2):
        make_action(treaty, make_actor(), on="2000-01-01")
    monkeypatch.setattr(quality, "MOST_KEYS", 2)
    with django_assert_num_queries(3):
        found = faults(treaties=[treaty.pk])
    assert [item.record for item in found] == [*treaty.actions.order_by("pk")]


@pytest.mark.parametrize("check", [check for check in CHECKS if check.is_lasting])
def test_what_lasts_depends_on_no_day(check):
    first, last = (str(check.rows(day).query) for day in (date.min, date.max))
    assert first == last


@pytest.mark.parametrize(
    ("on", "since", "until"),
    [
        ("2000", "2000-06-01", ""),
        ("../2001", "2001-01-01", ""),
        ("2000-01-01", "", "2000-01-01"),
        ("", "2001", ""),
        ("2000-01-01", "", "../.."),
    ],
)
def test_what_may_be_right_is_no_fault(on, since, until):
    treaty = make_treaty(adopted_on="1990")
    actor = make_actor(since=since, until=until)
    make_action(treaty, actor, on=on, source=make_source())
    assert codes(treaties=[treaty.pk]) == set()


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        (("2000", "2005"), ("2004-06", ""), True),
        (("2000", ""), ("2010", "2011"), True),
        (("", "2005"), ("", ""), True),
        (("2000", "2005"), ("2006", ""), False),
        (("2000", "2005-01-01"), ("2005-01-01", ""), False),
        (("2000", "2005"), ("2005", ""), False),  # perhaps, and not certainly
        (("2000", "../.."), ("2005", ""), False),
    ],
)
def test_periods_overlap_where_they_certainly_do(first, second, overlaps):
    actor = make_actor()
    alliance = Alliance.objects.create(
        slug="pact", name="Pact", treaty=make_treaty(), kind=AllianceKind.FRIENDSHIP
    )
    for number, (since, until) in enumerate((first, second), 1):
        actor.names.create(name=f"Name {since} {until}", since=since, until=until)
        Membership.objects.create(
            alliance=alliance,
            actor=actor,
            kind=MembershipKind.MEMBER,
            number=number,
            since=since,
            until=until,
        )
    expected = {"overlapping_names", "overlapping_memberships"} if overlaps else set()
    assert codes(actors=[actor.pk]) == expected


def test_a_treaty_long_pending_is_listed_and_warns_of_nothing():
    treaty = make_treaty()
    make_clause(treaty, {"number": 2})
    make_action(treaty, make_actor(), on="2020-01-01", source=make_source())
    rebuild([treaty.pk])
    assert codes(treaties=[treaty.pk]) == set()
    (pending,) = (check for check in CHECKS if check.code == "pending_for_long")
    assert treaty in pending.found(DAY)
    assert treaty not in pending.found(date(2020, 6, 1))


# Before a save


@pytest.fixture
def signed():
    treaty = make_treaty()
    actor, source = make_actor("Signland"), make_source()
    make_action(treaty, actor, on="2000-01-01", source=source)
    rebuild([treaty.pk])
    return treaty


def accession(treaty):
    actor = treaty.actions.get().actor
    return {
        "treaty": treaty.pk,
        "actor": actor.pk,
        "kind": ActionKind.ACCESSION,
        "number": 1,
        "deposited_on": "3 May 2001",
        "_save": "Save",
    }


def test_a_doubtful_act_is_saved_only_with_a_reason_and_the_reason_is_kept(signed, admin_client):
    path, data = url(TreatyAction, "add"), accession(signed)
    answer = admin_client.post(path, data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Signland: A State that has signed ratifies" in page
    assert "Signland: Every act names the source in which it was read." in page
    assert 'value="3 May 2001"' in page
    assert signed.actions.count() == 1
    assert not Problem.objects.filter(treaty=signed).exists()
    seen = {"_seen": answer.context["confirmation"].seen}
    assert admin_client.post(path, data | seen).status_code == 200
    assert admin_client.post(path, data | {"_reason": "Unread."}).status_code == 200
    told = seen | {"_reason": "The depositary says accession."}
    assert admin_client.post(path, data | told).status_code == 302
    act = signed.actions.get(kind=ActionKind.ACCESSION)
    history = admin_client.get(url(TreatyAction, "history", act.pk)).content.decode()
    assert "The depositary says accession." in history


def test_a_day_still_to_come_is_saved_only_with_a_reason(signed, admin_client):
    sentence = "3 May 2950 is still to come: what has not happened is not recorded yet."
    act = url(TreatyAction, "change", signed.actions.get().pk)
    answer = admin_client.post(act, posted(admin_client.get(act), deposited_on="3 May 2950"))
    assert answer.context["confirmation"].warnings == [sentence]
    page = url(Treaty, "change", signed.pk)
    answer = admin_client.post(
        page, posted(admin_client.get(page), **{"actions-0-deposited_on": "3 May 2950"})
    )
    assert answer.context["confirmation"].warnings == [f"Signland: {sentence}"]
    # A treaty may be known to enter into force; whether a month to come holds the day is open.
    given = {"stated_in_force_on": "3 May 2950", "adopted_on": f"../{date.max}"}
    answer = admin_client.post(page, posted(admin_client.get(page), **given))
    assert answer.status_code == 302


def follows(answer):
    """Give what is no longer said of the treaty, and what is new."""
    told = answer.context["follows"]
    return [[sentence for _, sentence in told[part]] for part in ("gone", "new")]


def test_what_follows_is_shown_before_it_is_saved(signed, admin_client):
    act = signed.actions.get()
    make_clause(signed, {"number": 1})
    rebuild([signed.pk])
    path = url(TreatyAction, "change", act.pk)
    page = admin_client.get(path)
    assert "See first what follows" in page.content.decode()
    ratified = posted(page, kind=ActionKind.RATIFICATION, deposited_on="3 May 2001")
    before = ChangeSet.objects.count()
    answer = admin_client.post(path, ratified | {"_preview": "yes"})
    told = answer.content.decode()
    assert "Nothing is saved yet: see below what follows, and save." in told
    gone, new = follows(answer)
    assert gone == ["In force: no.", "Signland: signatory, since 1 January 2000."]
    assert "In force: 3 May 2001." in new
    assert any(sentence.startswith("Signland: party, since 3 May 2001") for sentence in new)
    assert 'value="3 May 2001"' in told
    act.refresh_from_db()
    assert (act.kind, ChangeSet.objects.count()) == (ActionKind.SIGNATURE, before)
    assert admin_client.post(path, posted(answer, _save="Save")).status_code == 302
    act.refresh_from_db()
    assert act.kind == ActionKind.RATIFICATION
    unchanged = posted(admin_client.get(path), place="Geneva", _preview="yes")
    answer = admin_client.post(path, unchanged)
    assert follows(answer) == [[], []]
    assert "Nothing that is derived changes." in answer.content.decode()
    add = admin_client.post(url(TreatyAction, "add"), accession(signed))
    assert add.context["confirmation"].warnings
    assert "To judge before it is saved" in add.content.decode()
    assert "What follows" in add.content.decode()


def test_a_warning_once_overridden_is_not_told_again(signed, admin_client):
    act = make_action(signed, signed.actions.get().actor, ActionKind.ACCESSION, "2001-05-03")
    rebuild([signed.pk])
    path = url(TreatyAction, "change", act.pk)
    data = posted(admin_client.get(path), place="Geneva", _save="Save")
    assert admin_client.post(path, data).status_code == 302


def test_an_act_that_is_moved_warns_of_what_it_leaves_behind(signed, admin_client):
    actor, source = signed.actions.get().actor, make_source()
    make_action(signed, actor, RATIFICATION, "2001-01-01", source=source)
    make_action(signed, make_actor(), on="2000-01-01", source=source)
    rebuild([signed.pk])
    signature = signed.actions.get(actor=actor, kind=ActionKind.SIGNATURE)
    path = url(TreatyAction, "change", signature.pk)
    data = posted(admin_client.get(path), treaty=make_treaty().pk, _save="Save")
    answer = admin_client.post(path, data)
    assert "Ratification confirms a signature" in answer.content.decode()
    assert signed.actions.filter(pk=signature.pk).exists()


def test_a_row_typed_under_its_treaty_warns_beside_the_others(signed, admin_client):
    path = url(Treaty, "change", signed.pk)
    answer = admin_client.get(path)
    new = answer.context["inline_admin_formsets"][-1].formset.extra_forms[0].prefix
    changes = {
        f"{new}-actor": make_actor("Lateland", since="2010").pk,
        f"{new}-kind": ActionKind.SIGNATURE,
        f"{new}-deposited_on": "4 May 2001",
    }
    answer = admin_client.post(path, posted(answer, **changes, _save="Save"))
    page = answer.content.decode()
    assert "Lateland: An actor acts only while it exists." in page
    assert 'value="4 May 2001"' in page
    assert signed.actions.count() == 1


def test_only_the_impossible_blocks_and_no_reason_helps(signed, admin_client):
    data = accession(signed) | {"instrument_on": "2002", "_reason": "Because.", "_seen": "x"}
    answer = admin_client.post(reverse("admin:registry_treatyaction_add"), data)
    assert "An instrument cannot be deposited before it is made." in answer.content.decode()
    assert not answer.context.get("confirmation")


def test_a_date_is_shown_as_it_is_understood(signed, admin_client):
    act = signed.actions.get()
    page = admin_client.get(url(TreatyAction, "change", act.pk)).content.decode()
    assert '<span class="understood">1 January 2000</span>' in page


def test_an_act_is_saved_as_new_beside_the_one_that_it_is_made_from(signed, admin_client):
    act, other = signed.actions.get(), make_actor("Otherland")
    path = url(TreatyAction, "change", act.pk)
    data = posted(admin_client.get(path), actor=other.pk, _saveasnew="yes")
    assert admin_client.post(path, data).status_code == 302
    assert {row.actor.name for row in signed.actions.all()} == {"Signland", "Otherland"}


def test_warnings_that_are_translated_late_are_confirmed_as_those_that_were_seen(rf):
    warnings = [gettext_lazy("Act without a source"), "Another"]
    shown = Confirmation(rf.get("/"), warnings)
    given = {"_seen": shown.seen, "_reason": "So says the page."}
    assert Confirmation(rf.post("/", given), reversed(warnings)).is_given
    assert not Confirmation(rf.post("/", given), warnings[:1]).is_given
