"""What the save of a record costs, however many rows stand on its page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.admin.forms import RecordForm
from registry.models import Treaty
from registry.models.participation import rebuild
from tests.admin_pages import opened, posted, rows_of, treaty_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def treaty():
    treaty = treaty_of(actions=40)
    rebuild([treaty.pk])
    return treaty


@pytest.fixture
def made(monkeypatch):
    """Note the rows of which forms are made."""
    made, init = [], RecordForm.__init__

    def noted(form, *args, **kwargs):
        init(form, *args, **kwargs)
        made.append(form.instance)

    monkeypatch.setattr(RecordForm, "__init__", noted)
    return made


def test_a_save_makes_forms_of_the_rows_alone_that_were_touched(treaty, admin_client, made):
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    touched = rows_of(page)[7]
    data = posted(page, **{f"{touched.prefix}-place": "Elsewhere"})
    made.clear()
    assert admin_client.post(path, data).status_code == 302
    assert made == [treaty, touched.instance]
    assert [act.pk for act in treaty.actions.filter(place="Elsewhere")] == [touched.instance.pk]


def test_a_page_that_is_shown_again_has_the_forms_of_all_its_rows(treaty, admin_client, made):
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    answer = admin_client.post(path, posted(page, title=""))
    assert answer.status_code == 200
    assert [row.instance for row in rows_of(answer)] == [row.instance for row in rows_of(page)]
    assert posted(answer).keys() == posted(page, title="").keys()


def test_an_empty_row_in_which_anything_stands_is_no_empty_row(treaty, admin_client, made):
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    new = page.context["inline_admin_formsets"][-1].formset.extra_forms[0]
    for box in ("number", "kind", "place", "actor", "id", "DELETE", "treaty"):
        made.clear()
        admin_client.post(path, posted(page, **{f"{new.prefix}-{box}": "9"}))
        assert (len(made) > 1) == (box != "treaty"), box


def test_a_save_asks_the_rules_alone_that_what_was_changed_might_break(treaty, admin_client):
    path = url(Treaty, "change", treaty.pk)
    asked = {}
    for name, value in {"summary": "New.", "slug": "new", "adopted_on": "1949"}.items():
        data = posted(opened(admin_client, path), **{name: value})
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.post(path, data).status_code == 302
        asked[name] = [query["sql"] for query in queries]
    checks = {name: sum('"_check"' in sql for sql in sent) for name, sent in asked.items()}
    assert checks == {"summary": 0, "slug": 0, "adopted_on": 1}
    unique = {
        name: sum('"slug" = ' in sql and "NOT" in sql for sql in sent)
        for name, sent in asked.items()
    }
    assert unique == {"summary": 0, "slug": 1, "adopted_on": 0}


def test_a_record_is_read_as_it_was_and_as_it_is_and_derived_only_if_something_follows(
    treaty, admin_client
):
    path = url(Treaty, "change", treaty.pk)
    data = posted(opened(admin_client, path), summary="New.")
    with CaptureQueriesContext(connection) as queries:
        assert admin_client.post(path, data).status_code == 302
    sent = [query["sql"] for query in queries]
    whole = [sql for sql in sent if re.match('SELECT .*"registry_treaty"."summary"', sql)]
    assert len(whole) == 3, "for the form, and before and after for the change set"
    assert len(sent) <= 32, "\n".join(sql[:200] for sql in sent)
