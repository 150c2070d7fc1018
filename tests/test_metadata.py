"""What search engines and reference managers read: true, complete, and safe whatever the text."""

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from registry.choices import CitationScheme, TreatyStatus
from registry.models import Actor, Citation, RatificationProtocol, Treaty
from registry.views.metadata import legislation, tex
from tests.factories import make_treaty

pytestmark = pytest.mark.django_db

NASTY = '</script><script>alert("&")</script>\\ {%} \u2028 é'
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def page_of(client, path: str, **query) -> str:
    return client.get(path, query).content.decode()


def linked_data(page: str) -> dict:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    return json.loads(blocks[0])


def test_a_treaty_is_told_as_legislation(client):
    told = linked_data(page_of(client, "/treaties/north-atlantic-treaty/"))
    assert told["@type"] == "Legislation"
    assert told["name"] == "North Atlantic Treaty"
    assert told["legislationDate"] == "1949-04-04"
    assert told["legislationLegalForce"] == "https://schema.org/InForce"
    assert "UN Treaty Series 34 UNTS 243" in told["legislationIdentifier"]
    then = linked_data(page_of(client, "/treaties/north-atlantic-treaty/", as_at="1949-05-01"))
    assert then["legislationLegalForce"] == "https://schema.org/NotInForce"
    # The day as at which it is described, not that of its entry into force.
    assert then["legislationDateVersion"] == "1949-05-01"
    assert told["http://data.europa.eu/eli/ontology#first_date_entry_in_force"] == "1949-08-24"


def test_the_whole_is_told_as_a_data_set_with_its_licence_and_its_version(client):
    told = linked_data(page_of(client, "/fr/data/"))
    package = client.get("/data/datapackage.json").json()
    assert (told["@type"], told["license"]) == ("Dataset", package["licenses"][0]["path"])
    assert (told["version"], told["dateModified"]) == (package["version"], package["created"])
    assert len(told["distribution"]) == 3
    for file in told["distribution"]:
        answer = client.get(file["contentUrl"])
        assert answer["Content-Type"] == file["encodingFormat"]
        assert answer.getvalue()


def test_no_title_ends_the_data_block_early(client):
    treaty = make_treaty(title=NASTY, summary=NASTY)
    page = page_of(client, treaty.get_absolute_url())
    assert linked_data(page)["name"] == NASTY
    assert "<script>alert" not in page


def test_what_is_not_known_is_left_out_of_the_linked_data():
    told = dict.fromkeys(("short_title", "summary", "kind_label"), "")
    told |= {key: [] for key in ("titles", "citations", "texts", "topics")}
    told |= dict.fromkeys(("concluded_on", "adopted_on", "in_force_on"))
    told |= {"title": "A", "status": TreatyStatus.NOT_KNOWN}
    said = legislation(told, "u", date(2019, 3, 22))
    assert set(said) - {"legislationDateVersion"} == {
        *("@context", "@type", "@id", "url", "name", "license")
    }


@pytest.mark.parametrize(
    "path", ["/treaties/ctbt/", "/", "/treaties/", "/protocols/spain-accession-protocol/"]
)
def test_the_canonical_address_is_that_of_today(client, path):
    for query in ({}, {"as_at": "2019-03-22"}):
        page = page_of(client, path, **query)
        assert f'<link rel="canonical" href="http://testserver{path}">' in page
        assert f'<meta property="og:url" content="http://testserver{path}">' in page
        assert 'property="og:description" content="' in page


def test_a_treaty_and_a_protocol_are_cited_as_bibtex_and_ris(client):
    bib = client.get("/treaties/north-atlantic-treaty.bib", {"as_at": "2019-03-22"})
    assert bib["Content-Type"].startswith("application/x-bibtex")
    text = bib.content.decode()
    assert text.startswith("@misc{north-atlantic-treaty,\n")
    assert "  title = {{North Atlantic Treaty}},\n  year = {1949},\n" in text
    assert "howpublished = {34 UNTS 243}" in text
    assert "/treaties/north-atlantic-treaty/?as_at=2019-03-22}" in text
    assert text.count("{") == text.count("}")
    ris = client.get("/protocols/north-macedonia-accession-protocol.ris").content.decode()
    lines = ris.split("\r\n")
    assert lines[0] == "TY  - STAT"
    assert lines[-2:] == ["ER  - ", ""]
    assert "DA  - 2019/02/06" in lines
    assert any(line.startswith("UR  - http://testserver/protocols/north-mac") for line in lines)


@pytest.mark.parametrize(
    "path",
    ["/treaties/vienna-convention-law-of-treaties.bib", "/protocols/sweden-accession-protocol.ris"],
)
def test_nothing_is_cited_as_at_a_day_before_it_was_there(client, path):
    assert client.get(path, {"as_at": "1955-01-01"}).status_code == 404
    assert client.get(path, {"as_at": "2026-01-01"}).status_code == 200


@pytest.mark.parametrize("form", ["bib", "ris"])
def test_every_treaty_is_cited_whole(client, form):
    treaty = make_treaty(title="A {braced} title & 100% of_it\nTY  - HACK\\", concluded_on="1786")
    Citation.objects.create(treaty=treaty, scheme=CitationScheme.UNTS, value="1 UNTS 2")
    text = client.get(f"/treaties/{treaty.slug}.{form}").content.decode()
    assert not re.search(r"^TY  - HACK", text, re.MULTILINE)
    assert "1786" in text
    if form == "bib":
        assert r"A \{braced\} title \& 100\% of\_it TY - HACK\textbackslash{}" in text
    assert client.get(f"/treaties/no-such.{form}").status_code == 404
    assert client.get(f"/protocols/ctbt.{form}").status_code == 404  # no ratification protocol


def test_tex_reads_no_command():
    assert tex("a~b^c#$") == r"a\textasciitilde{}b\textasciicircum{}c\#\$"


def test_the_sitemap_names_every_record(client):
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    found = set()
    for part in index.iter(LOCATION):
        answer = client.get(part.text.removeprefix("http://testserver"))
        assert answer.status_code == 200
        pages = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
        found |= {page.text.removeprefix("http://testserver") for page in pages.iter(LOCATION)}
    wanted = {one.get_absolute_url() for one in (*Treaty.objects.all(), *Actor.objects.all())}
    protocols = RatificationProtocol.objects.select_related("treaty")
    assert wanted | {one.get_absolute_url() for one in protocols} <= found
    assert {"/", "/treaties/", "/data/"} <= found
    assert not [path for path in found if "admin" in path or "?" in path]
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_robots_are_kept_from_the_desk_and_from_what_has_no_end(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /*?*as_at=\n" in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text


def test_a_page_gives_its_address_as_at_its_day_to_be_cited(client):
    today = timezone.localdate().isoformat()
    for path, address in (
        ("/alliances/nato/", f"/alliances/nato/?as_at={today}"),
        ("/fr/allies/?as_at=1955-06-01&party=france", "/fr/allies/?party=france&as_at=1955-06-01"),
        ("/", f"/?as_at={today}"),
    ):
        told = f"http://testserver{address}".replace("&", "&amp;")
        page = client.get(path).content.decode()
        assert f'<a href="{told}">{told}</a>' in page
        again = client.get(address).content.decode()
        assert f'<a href="{told}">{told}</a>' in again
    for path in ("/glossary/", "/treaties/no-such-treaty/"):
        assert "to cite it" not in client.get(path).content.decode()
