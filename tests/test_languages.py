"""Each page stands in each language at an address of its own, and says which."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from config.limits import is_of_staff
from registry.models import (
    ChangeSet,
    Depositary,
    EntryIntoForceClause,
    ListedActor,
    MissionStop,
    RatificationProtocol,
)
from tests.messages import ROOT, catalogue
from tests.samples import make_world
from tests.test_pages import every_path

pytestmark = pytest.mark.django_db

FIXED = ("/api/openapi.json", "/healthz", "/readyz", "/robots.txt", "/sitemap.xml")


def french(path: str) -> str:
    return f"/fr{path}"


def switch_of(page: str) -> dict[str, str]:
    """Give where the page leads in each language."""
    nav = re.search(r'<nav class="languages".*?</nav>', page, re.DOTALL)[0]
    found = re.findall(r'<a href="([^"]*)" hreflang="(\w+)"', nav)
    return {code: url.replace("&amp;", "&") for url, code in found}


@pytest.mark.parametrize("path", FIXED)
def test_what_is_the_same_in_every_language_has_one_address(client, path):
    assert client.get(path).status_code == 200
    assert client.get(french(path)).status_code == 404


@pytest.mark.long
def test_every_page_says_its_language(client):
    make_world(1)
    for path in list(every_path()):
        if path in FIXED:
            continue
        for prefix, code in (("", "en"), ("/fr", "fr")):
            answer = client.get(prefix + path)
            assert answer.status_code == 200, prefix + path
            assert answer.headers["Content-Language"] == code
            if answer.headers["Content-Type"].startswith("text/html"):
                assert f'<html lang="{code}">' in answer.content.decode(), path


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/treaties/north-atlantic-treaty/", "Twelve States of Europe"),
        ("/protocols/north-macedonia-accession-protocol/", "In force once each of the Parties"),
        ("/alliances/nato/", "The alliance of the North Atlantic Treaty"),
        ("/programs/state-partnership-program/", "Pairs the National Guards"),
        ("/actors/albania/and/netherlands/", "Does not agree with article XII"),
    ],
)
def test_a_french_page_says_that_the_prose_of_a_record_is_english(client, path, words):
    assert re.search(f'<[^<>]* lang="en">{words}', client.get(french(path)).content.decode())


def test_the_browser_is_not_asked_for_its_language(client):
    wishes = {"HTTP_ACCEPT_LANGUAGE": "fr,en;q=0.1"}
    plain, wished = client.get("/treaties/"), client.get("/treaties/", **wishes)
    assert wished.headers["Content-Language"] == "en"
    assert "Vary" not in plain.headers
    assert plain.content == wished.content
    assert "Vary" not in client.get("/fr/treaties/", HTTP_ACCEPT_LANGUAGE="en").headers


@pytest.mark.parametrize("code", ["de", "en", "fr-ca", "FR", "x"])
def test_only_the_languages_there_are_have_a_prefix(client, code):
    assert client.get(f"/{code}/treaties/").status_code == 404


def test_the_switch_keeps_path_day_filter_and_order(client):
    query = "kind=treaty&as_at=2019-03-22&q=a%26b&sort=-concluded"
    for prefix in ("", "/fr"):
        page = client.get(f"{prefix}/treaties/?{query}").content.decode()
        assert switch_of(page) == {
            "en": f"/treaties/?{query}",
            "fr": f"/fr/treaties/?{query}",
        }


def test_an_error_page_can_be_switched_too(client):
    page = client.get("/fr/treaties/no-such-treaty/")
    assert page.status_code == 404
    assert switch_of(page.content.decode())["en"] == "/treaties/no-such-treaty/"


def test_a_page_names_itself_in_each_language(client):
    for prefix in ("", "/fr"):
        page = client.get(f"{prefix}/treaties/north-atlantic-treaty/?as_at=2019-03-22")
        text = page.content.decode()
        own = f"http://testserver{prefix}/treaties/north-atlantic-treaty/"
        assert f'<link rel="canonical" href="{own}">' in text
        alternates = dict(re.findall(r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', text))
        assert alternates == {
            "en": "http://testserver/treaties/north-atlantic-treaty/",
            "fr": "http://testserver/fr/treaties/north-atlantic-treaty/",
        }


def test_links_stay_in_the_language(client):
    page = client.get("/fr/treaties/north-atlantic-treaty/").content.decode()
    own = re.findall(r'href="(/[^"]*)"', re.sub(r'<nav class="languages".*?</nav>', "", page))
    assert own
    strays = {url for url in own if not url.startswith(("/fr/", "/static/"))}
    assert strays <= {"/treaties/north-atlantic-treaty/"}


def test_the_sitemap_names_every_page_in_each_language(client):
    text = client.get("/sitemap-treaty.xml").content.decode()
    places = re.findall(r"<loc>http://testserver(.*?)</loc>", text)
    for path in ("/treaties/north-atlantic-treaty/", "/fr/treaties/north-atlantic-treaty/"):
        assert path in places
    entry = next(one for one in text.split("<url>") if "<loc>http://testserver/fr/" in one)
    assert set(re.findall(r'hreflang="([\w-]+)"', entry)) == {"en", "fr", "x-default"}


def test_robots_are_kept_from_the_desk_in_each_language(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    for path in ("/admin/", "/fr/admin/", "/search/", "/fr/search/"):
        assert f"Disallow: {path}" in lines


def test_a_kept_page_is_kept_for_its_language(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    first = {prefix: client.get(f"{prefix}/glossary/") for prefix in ("", "/fr")}
    again = {prefix: client.get(f"{prefix}/glossary/") for prefix in ("", "/fr")}
    assert first[""].content != first["/fr"].content
    for prefix, answer in again.items():
        assert answer.content == first[prefix].content
        tag = answer.headers["ETag"]
        assert client.get(f"{prefix}/glossary/", HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert again[""].headers["ETag"] != again["/fr"].headers["ETag"]
    strange = {"HTTP_IF_NONE_MATCH": again[""].headers["ETag"]}
    assert client.get("/fr/glossary/", **strange).status_code == 200


def test_the_desk_stands_in_each_language(admin_client):
    for code, _ in settings.LANGUAGES:
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        answer = admin_client.get(f"{prefix}/admin/")
        assert answer.status_code == 200
        assert f'lang="{code}"' in answer.content.decode()


def test_a_web_address_is_refused_in_the_language_of_the_desk(admin_client):
    answer = admin_client.post(french("/admin/registry/source/add/"), {"url": "ftp://series"})
    assert "Une adresse web commence par http:// ou https://." in answer.content.decode()


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (RatificationProtocol(treaty_id=1), "protocole à ratifier"),
        (EntryIntoForceClause(), "clause d\u2019entrée en vigueur"),
        (ListedActor(actor_id=1), "acteur énuméré"),
        (Depositary(), "dépositaire"),
        (MissionStop(number=1), "escale 1"),
        (ChangeSet(pk=1), "Lot de modifications 1"),
    ],
)
def test_a_record_without_a_name_is_named_by_its_noun_in_the_language_of_the_desk(record, name):
    with override("fr"):
        assert str(record) == name


def test_staff_are_not_bound_by_the_time_of_the_public_in_any_language(rf):
    assert is_of_staff(rf.get("/admin/"))
    assert is_of_staff(rf.get("/fr/admin/"))
    assert not is_of_staff(rf.get("/fr/treaties/"))
    assert reverse("admin:index") == "/admin/"


@pytest.fixture(scope="module")
def english():
    """Give each message of more than two words that French says otherwise, and its longest part.

    What records hold, such as the title of a source, is in its own language.
    """
    found = {}
    held = "".join(path.read_text() for path in (ROOT / "fixtures").glob("*.json"))
    for entry in catalogue("fr"):
        pairs = [(entry.msgid, entry.msgstr)]
        if entry.msgid_plural:
            pairs = [(entry.msgid_plural, entry.msgstr_plural[1])]
        for text, said in pairs:
            plain = re.sub(r"<[^>]*>", "", text)
            longest = max(re.split(r"%\(\w+\)[sd]|\{[\w:]*\}", plain), key=len).strip(" .,:;()?“”")
            if len(longest.split()) > 2 and longest not in said and longest not in held:
                found[text] = longest
    return found


def words_of(page: str) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|data-label|title|placeholder|alt|content)="([^"]*)"', text)
    return unescape(" ".join([re.sub(r"<[^>]*>", "", text), *spoken]))


@pytest.mark.long
def test_nothing_english_is_left_on_a_french_page(client, english):
    assert len(english) > 300
    make_world(2)
    paths = [path for path in every_path() if path not in FIXED and path.endswith("/")]
    paths += ["/treaties/north-atlantic-treaty/", "/alliances/nato/", "/changes/"]
    paths += ["/protocols/north-macedonia-accession-protocol/", "/actors/france/and/germany/"]
    paths += ["/programs/state-partnership-program/", "/no-such-page/", "/actors/north-macedonia/"]
    left = {}
    for path in paths:
        for day in ("", "?as_at=2019-03-22&q=zzz&compare=1980-01-01"):
            page = words_of(client.get(f"/fr{path}{day}").content.decode())
            left |= {text: path + day for text, said in english.items() if said in page}
    assert not left


def test_figures_of_a_page_are_grouped_by_threes(client):
    page = client.get("/data/")
    facts = page.context["facts"]
    assert facts > 1000
    assert f"<b>{facts:,}</b>" in page.content.decode()
    in_french = f"{facts:,}".replace(",", "\u202f")
    assert f"<b>{in_french}</b>" in client.get("/fr/data/").content.decode()


def test_one_result_is_told_in_the_singular(client):
    page = unescape(client.get("/fr/search/", {"q": "otan"}).content.decode())
    assert "<strong>1</strong> résultat pour" in page


IN_ENGLISH = re.compile(
    r'<(\w+)[^>]*lang="en"[^>]*>.*?</\1>|<script.*?</script>|<[^>]*>', re.DOTALL
)


@pytest.mark.parametrize(
    "path",
    [
        *("programs/", "treaties/warsaw-treaty/?as_at=1980-01-01", "actors/france/"),
        *("search/?q=siam", "alliances/fpda/"),
    ],
)
def test_a_french_semicolon_has_its_space_wherever_texts_are_joined(client, path):
    said = unescape(IN_ENGLISH.sub(" ", client.get(f"/fr/{path}").content.decode()))
    assert "\u202f; " in said
    assert not re.findall(r".{0,40}[^\u202f];.{0,20}", said)


def test_only_one_place_joins_what_readers_read():
    readers = [
        path
        for folder in ("queries", "views", "filters", "templatetags", "templates/registry")
        for path in (ROOT / "registry" / folder).rglob("*")
        if path.suffix in (".py", ".html")
    ]
    assert len(readers) > 100
    joining = ('"; ".join', 'join:"; "')
    assert not [path for path in readers if any(one in path.read_text() for one in joining)]
