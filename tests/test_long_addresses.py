"""Addresses as long as an attack: each page repeats its query in half a hundred links."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.filters.base import forms_given
from registry.views.base import LONGEST_QUERY, LONGEST_SHARED

pytestmark = pytest.mark.django_db

PATHS = [
    *("/", "/treaties/", "/search/", "/matrix/", "/calendar/", "/treaties/north-atlantic-treaty/"),
    *("/treaties.json", "/treaties.csv", "/fr/actors/", "/glossary/", "/data/", "/changes.atom"),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("asked", ["q={}", "unknown={}"])
def test_a_query_that_no_form_makes_is_refused_on_a_small_page(path, asked, client):
    filled = asked.format("")
    most = filled + "a" * (LONGEST_QUERY - len(filled))
    assert client.get(f"{path}?{most}").status_code != 400
    answer = client.get(f"{path}?{most}a")
    assert answer.status_code == 400
    assert len(answer.content) < 10_000
    assert str(LONGEST_QUERY) in answer.getvalue().decode()


@pytest.mark.parametrize("asked", ["q={}", "unknown={}"])
@pytest.mark.parametrize("path", ["/treaties/", "/treaties.json"])
def test_what_nobody_else_is_likely_to_ask_is_not_kept(path, asked, client, remembering, kept):
    """Sixty thousand letters of a query made a page of three megabytes, remembered 200 times."""

    def sizes() -> tuple[int, int]:
        return len(forms_given._answers), len(cache._cache)

    filled = f"{path}?{asked.format('')}"
    room = LONGEST_SHARED - len(filled.partition("?")[2])
    before = sizes()
    assert client.get(filled + "a" * (room + 1)).status_code == 200
    assert sizes() == before
    assert client.get(filled + "a" * room).status_code == 200
    assert sizes() == (before[0] + 1, before[1] + 1)
    with CaptureQueriesContext(connection) as queries:
        client.get(filled + "a" * room)
    assert len(queries) <= 1
