"""What a page offers to whoever finds nothing, or does not know a word or what a day means."""

from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_a_record_that_is_not_there_is_looked_for_by_the_words_of_its_address(client):
    page = client.get("/actors/north-makedonia/").content.decode()
    assert '<a href="/search/?q=north%20makedonia">Search for “north makedonia”</a>' in page
    french = client.get("/fr/actors/turkey/").content.decode()
    assert 'href="/fr/search/?q=turkey"' in french
    assert "?q=" not in client.get("/no-such-page/").content.decode()
    assert "?q=" not in client.get(f"/actors/{'x' * 201}/").content.decode()


def test_an_empty_list_offers_to_look_for_its_words_everywhere(client):
    query = {"q": "Genocide & <b>", "as_at": "2019-03-22"}
    page = client.get("/alliances/", query).content.decode()
    assert "/search/?q=Genocide+%26+%3Cb%3E&amp;as_at=2019-03-22" in page
    assert "Search the whole registry for “Genocide &amp; &lt;b&gt;”" in page
    page = client.get("/alliances/", {"as_at": "1066-10-14"}).content.decode()
    assert '<a href="/search/?as_at=1066-10-14">Search the whole registry</a>' in page


def test_a_day_still_to_come_is_told_as_that(client):
    today = timezone.localdate()
    for day, is_to_come in ((today, False), (today + timedelta(days=1), True)):
        page = client.get("/treaties/", {"as_at": day}).content.decode()
        assert ("That day is still to come" in page) is is_to_come
        assert ("This page tells what held on that day" in page) is not is_to_come


def test_the_glossary_tells_who_is_what_and_pages_lead_to_the_words_they_use(client):
    glossary = client.get("/glossary/").content.decode()
    for term in ("ally", "member", "associate", "partner", "signatory", "party"):
        assert f'<dt id="{term}">' in glossary
    for path, part in (
        ("/", "allies-and-partners"),
        ("/alliances/", "allies-and-partners"),
        ("/alliances/nato/", "allies-and-partners"),
        ("/allies/", "allies-and-partners"),
        ("/programs/", "allies-and-partners"),
        ("/partnerships/", "allies-and-partners"),
        ("/signatories/", "who-is-bound"),
        ("/matrix/", "who-is-bound"),
        ("/actors/france/", "who-is-bound"),
        ("/actors/france/and/germany/", "who-is-bound"),
    ):
        page = client.get(path, {"as_at": "2019-03-22"}).content.decode()
        assert f'href="/glossary/?as_at=2019-03-22#{part}"' in page, path
        assert f'<h2 id="{part}">' in glossary
