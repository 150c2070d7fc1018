"""What a form adds in a popup is chosen in that form, or there is no popup."""

import json
import re

import pytest

from registry.models import Source, Topic, TreatyAction
from tests.admin_pages import EDITOR, decide, latest, opened, person, posted, saved, url
from tests.factories import make_action, make_actor, make_source, make_treaty

pytestmark = pytest.mark.django_db


@pytest.fixture
def act():
    return make_action(make_treaty(), make_actor(), on="2000-01-01", source=make_source())


def icons(client, act):
    page = opened(client, url(TreatyAction, "change", act.pk)).content.decode()
    return set(re.findall(r'id="(add|change)_id_source"', page))


def added(client, model, **values):
    path = f"{url(model, 'add')}?_popup=1&_to_field=id"
    data = posted(client.get(path), _popup="1", _to_field="id", **values)
    answer = client.post(path, data)
    assert answer.status_code == 200
    found = re.search(r'data-popup-response="([^"]*)"', answer.content.decode())[1]
    return json.loads(found.replace("&quot;", '"'))


def test_who_publishes_adds_and_chooses_at_once(act, admin_client):
    assert icons(admin_client, act) == {"add", "change"}
    told = added(admin_client, Source, slug="popped", title="Popped", rank="press")
    assert told == {"value": str(Source.objects.get(slug="popped").pk), "obj": "Popped"}


def test_who_only_drafts_is_offered_no_popup(act):
    assert icons(person("editor", *EDITOR), act) == set()


def test_what_a_popup_adds_to_an_open_draft_is_chosen_by_its_number_there(act):
    editor = person("editor", *EDITOR)
    saved(editor, url(Source, "add"), slug="first", title="First", rank="press")
    draft = latest()
    decide(editor, draft, "_open")
    assert icons(editor, act) == {"add", "change"}
    topic = {"slug": "popped", "name": "Popped", "names-0-language": "fr", "names-0-name": "Sauté"}
    for model, given in ((Source, {"slug": "x", "title": "X", "rank": "press"}), (Topic, topic)):
        told = added(editor, model, **given)
        change = draft.changes.get(model=model._meta.model_name, after__slug=given["slug"])
        assert told["value"] == str(change.object_pk)
        assert change.object_pk < 0
    number = draft.changes.get(model="source", after__slug="x").object_pk
    saved(editor, url(TreatyAction, "change", act.pk), source=number)
    assert draft.changes.get(model="treatyaction").after == {"source": ["x"]}


def test_no_popup_offers_a_draft_from_which_nothing_could_be_chosen(act, admin_client):
    pages = [
        opened(admin_client, url(Source, "add"), **asked).content.decode()
        for asked in ({}, {"_popup": "1", "_to_field": "id"})
    ]
    assert ['name="_draft"' in page for page in pages] == [True, False]
