"""A French page says of an English title that it is English, for those who listen to it."""

from html.parser import HTMLParser

import pytest

pytestmark = pytest.mark.django_db

VOID = {"meta", "link", "input", "br", "img"}
ENGLISH = {
    "ANZUS Treaty",
    "Security Treaty between Australia, New Zealand and the United States of America",
    "Collective Security Treaty",
    "Manila Pact",
    "Southeast Asia Collective Defense Treaty",
}
FRENCH = {
    "Traité de l\u2019Atlantique Nord",
    "Charte des Nations Unies",
    "Statut de Rome de la Cour pénale internationale",
    "Protocole au Traité de l\u2019Atlantique Nord sur l\u2019accession du Monténégro",
}


class Tongues(HTMLParser):
    """Tells in which language each text of a page is said to be."""

    def __init__(self, page: str):
        super().__init__()
        self.open, self.told = [], {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append((tag, dict(attributes).get("lang")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        spoken = [language for tag, language in self.open if language]
        is_title = self.open and self.open[-1][0] in ("title", "option", "b")
        if spoken and not is_title:
            self.told.setdefault(data.strip(), set()).add(spoken[-1])


@pytest.mark.parametrize(
    "path",
    [
        *("treaties/?q=security", "treaties/anzus-treaty/", "treaties/north-atlantic-treaty/"),
        *("treaties/?q=charter", "matrix/", "search/?q=treaty", "alliances/", "alliances/nato/"),
        *("alliances/anzus/", "actors/france/", "actors/australia/and/united-states/"),
        *("protocols/", "protocols/finland-accession-protocol/", "signatories/?q=statut"),
    ],
)
def test_a_title_is_in_the_language_that_it_is_said_to_be_in(client, path):
    told = Tongues(client.get(f"/fr/{path}").content.decode()).told
    assert (ENGLISH | FRENCH) & told.keys()
    for titles, language in ((ENGLISH, "en"), (FRENCH, "fr")):
        assert {title: told[title] for title in titles & told.keys()} == {
            title: {language} for title in titles & told.keys()
        }
    english = Tongues(client.get(f"/{path}").content.decode()).told
    assert {title: english[title] for title in ENGLISH & english.keys()} == {
        title: {"en"} for title in ENGLISH & english.keys()
    }


def test_a_change_is_explained_in_the_language_of_whoever_made_it(client):
    page = client.get("/fr/changes/").content.decode()
    assert '<p lang="en">Loaded from' in page
