"""What was typed and could not be saved is told in the words of the form, and never as numbers."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.translation import override

from registry.choices import ActionKind
from registry.models import Treaty, TreatyAction
from tests.admin_pages import opened, posted, rows_of, treaty_of, url
from tests.factories import make_actor, make_source

pytestmark = pytest.mark.django_db


def refused(client, path, data):
    """Send a form after the session has ended, and give what is told of it."""
    Session.objects.all().delete()
    answer = client.post(path, data)
    assert answer.status_code == 403
    return answer.context["typed"]


def test_what_was_typed_into_rows_is_told_by_names_and_untouched_rows_are_not(admin_client):
    treaty, actor = treaty_of(actions=3), make_actor("Ruritania")
    page = opened(admin_client, url(Treaty, "change", treaty.pk))
    second, new = rows_of(page)[1].prefix, "actions-3"
    changes = {f"{second}-place": "Elsewhere", f"{new}-actor": actor.pk}
    changes |= {f"{new}-kind": ActionKind.RATIFICATION, f"{new}-deposited_on": "3 May 2001"}
    told = refused(admin_client, url(Treaty, "change", treaty.pk), posted(page, **changes))
    source = TreatyAction.objects.get(actor__name="Made 001").source
    assert [pair for pair in told if pair[0].startswith("Treaty action")] == [
        ("Treaty action 2: Actor", "Made 001"),
        ("Treaty action 2: Kind", "Signature"),
        ("Treaty action 2: Number", "1"),
        ("Treaty action 2: Signed or deposited", "1951-05-04"),
        ("Treaty action 2: Place", "Elsewhere"),
        ("Treaty action 2: Source", str(source)),
        ("Treaty action 4: Number", "1"),
        ("Treaty action 4: Actor", "Ruritania"),
        ("Treaty action 4: Kind", "Ratification"),
        ("Treaty action 4: Signed or deposited", "3 May 2001"),
    ]
    assert ("Title", treaty.title) in told


def test_the_rows_of_a_grid_are_told_by_names(admin_client):
    treaty, actor, keeper = treaty_of(), make_actor("Ruritania"), make_actor("Keeper")
    data = {"act-kind": ActionKind.RATIFICATION, "act-depositary": keeper.pk}
    data |= {"form-0-take": "on", "form-0-who": actor.slug, "form-0-on": "3 May 2001"}
    data |= {"form-1-take": "on", "form-1-who": "Frannce", "form-1-pick": actor.slug}
    data |= {"form-2-who": "not ticked", "who-who": "members"}
    with override("fr"):
        path = reverse("admin:registry_treaty_grid", args=[treaty.pk])
        told = refused(admin_client, path, data)
    assert [(label.replace("\u00a0", " "), value) for label, value in told] == [
        ("Type", "Ratification"),
        ("Dépositaire", "Keeper"),
        ("Ligne 1 : Nom", "Ruritania"),
        ("Ligne 1 : Jour", "3 May 2001"),
        ("Ligne 2 : Nom", "Frannce"),
        ("Ligne 2 : Qui ce nom désigne", "Ruritania"),
        ("Qui", "Les membres d\u2019une alliance"),
    ]


@pytest.mark.parametrize("value", ["\0", "-1", "9" * 30, "²", "x"])
def test_what_no_record_has_for_a_number_is_told_as_it_was_posted(value, client):
    make_source()
    data = {"actor": value, "treaty": "1", "no-such": value, "actions-0-x": value, "DELETE": "on"}
    told = refused(client, url(TreatyAction, "add"), data)
    assert ("Actor", value) in told
    assert ("no-such", value) in told


def test_accounts_and_groups_are_named_to_nobody(client):
    group, user = Group.objects.first(), User.objects.create_user("clerk")
    data = {"groups": group.pk, "username": "clerk", "password": "s3cret"}
    told = refused(client, reverse("admin:auth_user_change", args=[user.pk]), data)
    assert told == [("groups", str(group.pk)), ("username", "clerk")]


def test_all_but_what_is_secret_is_kept_to_be_sent_again(client):
    data = {"place": "A <b>", "kind": ["a", "b"], "empty": "", "_save": "Save", "x_FORMS": "1"}
    secret = {"csrfmiddlewaretoken": "t0ken", "otp_token": "t0ken", "password2": "s3cret"}
    path = url(TreatyAction, "add")
    page = client.post(f"{path}?treaty=1", data | secret).content.decode()
    [form] = re.findall('(?s)<form method="post" action="([^"]*)" id="send-again" hidden>', page)
    assert form == f"{path}?treaty=1"
    given = re.findall('<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    assert [pair for pair in given if pair[0] != "csrfmiddlewaretoken"] == [
        ("place", "A &lt;b&gt;"),
        ("kind", "a"),
        ("kind", "b"),
        ("empty", ""),
        ("_save", "Save"),
        ("x_FORMS", "1"),
    ]
    assert not re.search("t0ken|s3cret", page)
