"""Whoever saves a form returns to the page that opened it: a list of faults, a treaty, the desk."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override

from registry.models import (
    ChangeSet,
    EntryIntoForceClause,
    RatificationProtocol,
    Treaty,
    TreatyAction,
)
from tests.admin_pages import deleted, opened, posted, saved, url
from tests.factories import make_action, make_actor, make_source, make_treaty
from tests.test_desk_pages import pending_protocol

pytestmark = pytest.mark.django_db

SAVE = {"_continue": None, "_save": "Save"}


def links(answer):
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', answer.content.decode())]


def page_of(link):
    return link.partition("#")[0]


def test_a_fault_that_was_mended_leads_to_the_next_one_of_the_list(admin_client):
    acts = [make_action(make_treaty(title=f"Okapi {n}"), make_actor(), on="2000") for n in "abc"]
    query = {"kind": "act_without_source", "treaty": "okapi"}
    answer = opened(admin_client, reverse("admin:quality"), **query)
    second, link = answer.context["items"][1]
    assert second.record == acts[1]
    assert link.endswith("#id_source")
    done = saved(admin_client, page_of(link), source=make_source().pk, **SAVE)
    back, _mark, place = done.url.partition("#")
    answer = opened(admin_client, back)
    assert "was changed successfully" in answer.content.decode()
    third, link = answer.context["items"][1]
    assert third.record == acts[0]
    assert f'id="{place}" href="{link}"'.replace("&", "&amp;") in answer.content.decode()


def test_who_works_on_keeps_the_way_back(admin_client):
    act = make_action(make_treaty(), make_actor(), on="2000-01-01", source=make_source())
    path = f"{url(TreatyAction, 'change', act.pk)}?_back={reverse('admin:quality')}"
    assert (
        saved(admin_client, path, place="Geneva").url.partition("?")[2]
        == "_back=%2Fadmin%2Fquality%2F"
    )
    assert saved(admin_client, path, place="Bern", **SAVE).url == reverse("admin:quality")


def test_the_clause_of_a_treaty_leads_back_to_the_treaty(admin_client):
    path = url(Treaty, "change", make_treaty().pk)
    for name in ("add", "change"):
        found = links(opened(admin_client, path))
        link = next(one for one in found if "entryintoforceclause/" in one and "_back=" in one)
        answer = saved(admin_client, link, is_silent="on", article=f"Article {name}", **SAVE)
        assert answer.url == path
    assert EntryIntoForceClause.objects.get(article="Article change")


def test_an_instrument_that_the_desk_awaits_leads_back_to_the_desk(admin_client):
    protocol = pending_protocol()
    desk = opened(admin_client, reverse("admin:index"))
    link = next(one for one in links(desk) if f"treaty={protocol.pk}&actor=" in one)
    given = {"kind": "acceptance", "deposited_on": "2020-05-01", "source": make_source().pk}
    assert saved(admin_client, link, **given, **SAVE).url == reverse("admin:index")


@pytest.mark.parametrize(
    "back", ["//elsewhere.example/", "https://elsewhere.example/admin/", "/fr/", "javascript:0", ""]
)
def test_nothing_but_the_admin_is_led_back_to(back, admin_client):
    act = make_action(make_treaty(), make_actor(), on="2000-01-01", source=make_source())
    path = f"{url(TreatyAction, 'change', act.pk)}?_back={back}"
    answer = saved(admin_client, path, place="Geneva", **SAVE)
    assert answer.url == url(TreatyAction, "changelist")


def test_an_act_is_called_by_whose_it_is_and_under_which_treaty(admin_client):
    act = make_action(make_treaty(title="Pact of names"), make_actor("Namia"), on="2000-01-01")
    answer = opened(admin_client, url(TreatyAction, "change", act.pk))
    assert "<h2>Pact of names, Namia: Signature, 1 January 2000</h2>" in answer.content.decode()
    page = opened(admin_client, url(TreatyAction, "history", act.pk)).content.decode()
    assert "History: Pact of names, Namia: Signature, 1 January 2000" in page


def test_a_protocol_is_called_by_its_treaty_and_by_no_number(admin_client):
    protocol = pending_protocol().ratification_protocol
    page = opened(admin_client, url(type(protocol), "change", protocol.pk)).content.decode()
    assert "<h2>Protocol of Waitland: ratification protocol</h2>" in page


def test_a_treaty_without_a_fault_says_so_in_the_language_of_the_page(admin_client):
    with override("fr"):
        page = opened(admin_client, url(Treaty, "change", make_treaty().pk)).content.decode()
    assert "aucun connu" in page
    assert "none known" not in page


def test_the_page_of_a_row_leads_back_to_the_row(admin_client):
    treaty = make_treaty()
    acts = [make_action(treaty, make_actor(f"Rowland {n:02}"), on="2000") for n in range(52)]
    path = url(Treaty, "change", treaty.pk)
    found = links(opened(admin_client, path, **{"actions-page": "2"}))
    link = next(one for one in found if f"treatyaction/{acts[51].pk}/change/" in one)
    answer = saved(admin_client, link, place="Rome", source=make_source().pk, **SAVE)
    assert answer.url == f"{path}?actions-page=2#id_actions-1-actor"
    page = opened(admin_client, page_of(answer.url)).content.decode()
    assert f'name="actions-1-id" value="{acts[51].pk}"' in page


def test_a_change_leads_to_the_record_that_it_left(admin_client):
    act = make_action(make_treaty(), make_actor(), on="2000-01-01", source=make_source())
    path = url(TreatyAction, "change", act.pk)
    saved(admin_client, path, place="Tallinn")
    changed = ChangeSet.objects.published().of(act).get()
    assert path in links(opened(admin_client, url(ChangeSet, "change", changed.pk)))
    deleted(admin_client, url(TreatyAction, "delete", act.pk))
    gone = ChangeSet.objects.order_by("pk").last()
    assert gone.deleted == 1
    assert path not in links(opened(admin_client, url(ChangeSet, "change", gone.pk)))


def test_a_protocol_without_a_clause_leads_to_the_form_of_the_clause(admin_client):
    treaty, founding = make_treaty(), make_treaty()
    path = url(RatificationProtocol, "add")
    data = posted(admin_client.get(path), treaty=treaty.pk, amends=founding.pk)
    found = links(admin_client.post(path, data))
    (link,) = [one for one in found if one.startswith(f"{url(EntryIntoForceClause, 'add')}?")]
    saved(admin_client, link, is_silent="on", **SAVE)
    assert saved(admin_client, path, treaty=treaty.pk, amends=founding.pk, **SAVE)
    assert treaty.clause
