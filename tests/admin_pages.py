"""Opening, filling and saving pages of the admin, as a browser would."""

import re

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from registry.choices import ActionKind, ActorKind
from registry.models import Actor, ChangeSet, TreatyAction
from tests.factories import make_clause, make_source, make_treaty


def url(model, page, *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{page}", args=args)


def opened(client, path, **query):
    """Open a page; our policy would leave inline scripts and styles dead, so there are none."""
    answer = client.get(path, query)
    assert answer.status_code == 200, f"{path} {query}: {answer.status_code}"
    page = answer.content.decode()
    assert not re.search(r"<style|<script(?![^>]* src=)(?![^>]*json)| on[a-z]+=\"| style=", page)
    return answer


def treaty_of(actions=0, **values):
    """Make a treaty that two instruments bring into force, and so many signatures under it."""
    treaty = make_treaty(**values)
    make_clause(treaty, {"number": 2})
    sources = [make_source() for _ in range(5)]
    actors = Actor.objects.bulk_create(
        Actor(slug=f"made-{treaty.pk}-{i}", name=f"Made {i:03}", kind=ActorKind.STATE)
        for i in range(actions)
    )
    TreatyAction.objects.bulk_create(
        TreatyAction(
            treaty=treaty,
            actor=actor,
            kind=ActionKind.SIGNATURE,
            deposited_on="1951-05-04",
            place="Somewhere",
            source=sources[i % 5],
        )
        for i, actor in enumerate(actors)
    )
    return treaty


def rows_of(answer):
    """Give the forms of the acts on the page of a treaty."""
    return answer.context["inline_admin_formsets"][-1].formset.initial_forms


def posted(answer, **changes):
    """Give what a browser would post from this page, with these changes."""
    form = answer.context["adminform"].form
    forms = [form, *(f for s in answer.context["inline_admin_formsets"] for f in s.formset.forms)]
    data = {"_opened": answer.context["opened"]}
    for inline in answer.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {management[name].html_name: management[name].value() for name in management.fields}
    for part in forms:
        for box in part:
            value = box.value()
            if isinstance(value, str):
                value = re.sub("\r\n|\r|\n", "\r\n", value)  # as every browser ends lines
            if value is not None and value is not False:
                data[box.html_name] = "on" if value is True else value
    return {name: value for name, value in (data | changes).items() if value is not None}


def saved(client, path, **changes):
    """Open a page, change some boxes, save it whatever it warns of, and expect no complaint."""
    query = {"_continue": "Save"} | changes
    data = posted(client.get(path), **query)
    answer = client.post(path, data)
    if answer.status_code == 200 and (warned := answer.context.get("confirmation")):
        answer = client.post(path, data | {"_seen": warned.seen, "_reason": "So says the test."})
    assert answer.status_code == 302, [str(error) for error in answer.context["errors"]]
    return answer


def shown_on(client, path):
    """Open the page of a change set, and give by what it proves that it was seen."""
    page = client.get(path)
    return page.context["seen"] if page.context and "seen" in page.context else ""


def deleted(client, path, **data):
    """Open the page that asks whether to delete, and say yes."""
    shown = client.post(path, data) if data else client.get(path)
    answer = client.post(path, {"post": "yes", "_opened": shown.context["opened"]} | data)
    assert answer.status_code == 302
    return answer


# The rights of the group of editors, as their codenames begin.
EDITOR = ("view_", "add_", "change_", "delete_")


def person(name, *rights):
    """Let somebody of the staff sign in who has these rights over every noun."""
    user = User.objects.create_user(name, password="a", is_staff=True)
    nouns = Permission.objects.filter(content_type__app_label="registry")
    for right in rights:
        user.user_permissions.add(*nouns.filter(codename__startswith=right))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def latest():
    return ChangeSet.objects.order_by("-pk")[0]


def page_of(change_set):
    return url(ChangeSet, "change", change_set.pk)


def decide(client, change_set, decision, **data):
    """Press a button of the page of a set; who publishes has opened it."""
    if decision == "_publish":
        data = {"_shown": shown_on(client, page_of(change_set))} | data
    return client.post(page_of(change_set), {decision: "yes"} | data)
