"""Actors and alliances bear their French names on French pages: those of the day."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from registry.choices import ActorKind
from registry.models import Actor, ActorName, Alliance, Topic, Treaty, TreatyTitle
from registry.models.revision import publish
from registry.queries.names import DayNames, unmarked

pytestmark = pytest.mark.django_db


def french(slug: str, day: date) -> str:
    with override("fr"):
        return DayNames(day).name(Actor.objects.get(slug=slug))


def test_every_state_of_today_has_a_french_name():
    today = ActorName.objects.filter(language="fr", until="")
    named = set(today.values_list("actor__slug", flat=True))
    states = Actor.objects.filter(kind=ActorKind.STATE, until="")
    assert states.count() > 190
    assert not [state.slug for state in states if state.slug not in named]


def test_every_organization_and_alliance_has_a_french_name():
    kinds = (ActorKind.ORGANIZATION, ActorKind.INTEGRATION_ORGANIZATION)
    assert not Actor.objects.filter(kind__in=kinds).exclude(names__language="fr").exists()
    assert not Alliance.objects.exclude(names__language="fr").exists()


@pytest.mark.parametrize(
    ("slug", "day", "name"),
    [
        ("germany", date(2019, 3, 22), "Allemagne"),
        ("germany", date(1960, 1, 1), "République fédérale d\u2019Allemagne"),
        ("north-macedonia", date(2018, 7, 11), "ex-République yougoslave de Macédoine"),
        ("north-macedonia", date(2020, 3, 27), "Macédoine du Nord"),
        ("benin", date(1970, 1, 1), "Dahomey"),  # spelt alike in English
        ("benin", date(2019, 3, 22), "Bénin"),
        ("turkiye", date(2019, 3, 22), "Turquie"),
        ("nato", date(2019, 3, 22), "OTAN"),
        ("california-national-guard", date(2019, 3, 22), "California National Guard"),
    ],
)
def test_a_french_page_prints_the_french_name_of_the_day(slug, day, name):
    assert french(slug, day) == name


def test_an_english_page_prints_no_french_name():
    names = DayNames(date(2019, 3, 22))
    for actor in Actor.objects.all():
        assert names.current_name(actor) == actor.name


def test_no_two_french_names_of_an_actor_hold_on_one_day():
    for actor in Actor.objects.prefetch_related("names"):
        spells = [name for name in actor.names.all() if name.language == "fr"]
        open_ended = [name for name in spells if not name.until]
        assert len(open_ended) <= 1, actor
        ended = [name.until.text for name in spells if name.until]
        assert all(name.since for name in open_ended) or not ended, actor


def test_an_alliance_bears_its_french_name_of_the_day():
    cento = Alliance.objects.get(slug="cento")

    def names():
        on = [DayNames(date(year, 1, 1)) for year in (1956, 1970, 1990)]
        return [*(one.alliances([cento])[cento.pk] for one in on), current_name(cento)]

    with override("fr"):
        assert names() == ["Pacte de Bagdad", *["Organisation du traité central"] * 3]
    assert names() == ["Baghdad Pact", *["Central Treaty Organization"] * 3]


def test_a_french_name_of_the_past_is_not_the_current_one():
    nato = Alliance.objects.get(slug="nato")
    nato.names.update(until="1960")
    with override("fr"):
        assert current_name(nato) == nato.name


def current_name(alliance):
    return DayNames(date(2019, 3, 22)).current_alliances([alliance])[alliance.pk]


def test_an_actor_that_has_ended_keeps_the_french_name_that_it_bore_until_then(client):
    ended = Actor.objects.create(slug="zz", name="Zed", kind=ActorKind.STATE, until="1990-10-03")
    ActorName.objects.create(actor=ended, language="fr", name="Aède", until=ended.until)
    publish()
    with override("fr"):
        assert DayNames(date(2000, 1, 1)).current_name(ended) == "Aède"
    rows = [
        row["current_name"] for row in client.get("/fr/actors.json?sort=name").json()["results"]
    ]
    assert rows.index("Aède") < 5


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/alliances/cento.json", ["Baghdad Pact", "Central Treaty Organization"]),
        ("/fr/alliances/cento.json", ["Pacte de Bagdad", "Organisation du traité central"]),
        ("/fr/alliances/cento.json?as_at=1956-01-01", ["Pacte de Bagdad"]),
        ("/fr/alliances/nato.json", []),
    ],
)
def test_the_names_of_an_alliance_over_time_stand_in_one_language(client, path, names):
    assert [name["name"] for name in client.get(path).json()["names"]] == names


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("words", ["Germany", "Allemagne", "Otan", "Pacte de Bagdad", "etats unis"])
def test_a_name_is_found_in_either_language_on_both(client, prefix, words):
    assert client.get(f"{prefix}/search.json", {"q": words}).json()["results"]


def test_a_french_name_answers_a_filter(client):
    found = client.get("/treaties.json", {"party": "Allemagne"}).json()
    assert found["count"] == client.get("/treaties.json", {"party": "germany"}).json()["count"] > 0


@pytest.mark.parametrize("words", ["états-unis", "ÉTATS-UNIS", "united states", "united-states"])
def test_a_filter_takes_an_actor_by_any_of_its_names_letter_case_aside(client, words):
    told = client.get("/treaties.json", {"party": words}).json()
    assert told["not_understood"] == []
    assert told["count"] == client.get("/treaties.json", {"party": "united-states"}).json()["count"]


def test_french_lists_stand_in_the_order_of_french_names(client):
    rows = client.get("/fr/actors.csv").getvalue().decode().splitlines()
    order = [row.partition(",")[0] for row in rows]
    assert order.index("germany") < order.index("belgium") < order.index("united-states")
    assert order.index("united-states") < order.index("france")


@pytest.mark.long
@pytest.mark.parametrize(
    "page",
    ["/treaties/north-atlantic-treaty/", "/actors/germany/", "/actors/", "/protocols/", "/matrix/"],
)
def test_names_in_another_language_cost_no_query_more_than_once(client, page, remembering):
    counts = []
    for prefix in ("", "/fr"):
        client.get(prefix + page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(prefix + page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_topic_has_a_french_name_and_french_pages_show_it(client):
    assert not Topic.objects.exclude(names__language="fr").exists()
    choices = client.get("/fr/treaties.json").json()["facets"]["topic"]
    labels = [choice["label"] for choice in choices]
    assert "Défense" in labels
    assert labels == sorted(labels, key=unmarked)
    assert "Defence" in [
        choice["label"] for choice in client.get("/treaties.json").json()["facets"]["topic"]
    ]
    page = client.get("/fr/treaties/north-atlantic-treaty/").content.decode()
    assert ">Défense</a>" in page
    assert ">Defence</a>" not in page


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/treaties/ctbt/", "Traité d\u2019interdiction complète des essais nucléaires"),
        ("/treaties/?q=essais", "Traité d\u2019interdiction complète des essais nucléaires"),
        (
            "/protocols/finland-accession-protocol/",
            "accession de la République de Finlande",
        ),
        ("/protocols/", "accession de la République de Finlande"),
        ("/alliances/nato/", "Traité de l\u2019Atlantique Nord"),
        ("/actors/france/", "Pacte international relatif aux droits civils et politiques"),
        ("/actors/france/and/germany/", "Convention relative aux droits de l\u2019enfant"),
        ("/matrix/", "Charte des Nations Unies"),
    ],
)
def test_a_treaty_bears_its_french_title_on_french_pages_alone(client, path, title):
    assert title in client.get(f"/fr{path}").content.decode()
    if "treaties/ctbt" not in path:
        assert f">{title}" not in client.get(path).content.decode()


def test_a_french_page_names_the_title_that_the_record_has_beside_the_french_one(client):
    page = client.get("/fr/treaties/north-atlantic-treaty/").content.decode()
    assert "<h1>Traité de l\u2019Atlantique Nord</h1>" in page
    assert '<p class="aside" lang="en">North Atlantic Treaty</p>' in page
    told = client.get("/fr/treaties/jay-treaty.json").json()
    assert told["title"].startswith("Treaty of Amity")


def test_a_clause_names_the_other_treaty_in_the_language_of_the_page(client):
    path = "/protocols/north-macedonia-accession-protocol/"
    for prefix, title in (
        ("", "North Atlantic Treaty"),
        ("/fr", "Traité de l\u2019Atlantique Nord"),
    ):
        page = client.get(prefix + path).content.decode()
        assert page.count(f">{title}</a>") == 2, "the treaty that it changes, and the clause's"


def test_every_protocol_has_its_french_title():
    assert not Treaty.objects.exclude(ratification_protocol=None).exclude(titles__language="fr")


def test_a_list_is_narrowed_by_the_french_names_of_alliances(client):
    alliance = Alliance.objects.filter(abbreviation="").first()
    called = alliance.names.get(language="fr").name
    assert called != alliance.name
    assert f">{called}</option>" in unescape(client.get("/fr/matrix/").content.decode())
    assert f">{alliance.name}</option>" in unescape(client.get("/matrix/").content.decode())


def shown(client, path: str, key: str) -> list[str]:
    """List what every page of a list shows, in its order."""
    found = []
    while path:
        answer = client.get(path).json()
        found += [row[key] for row in answer["results"]]
        path = answer["next"]
    return found


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/actors.json?sort=", "current_name"),
        ("/actors.json?sort=name", "current_name"),
        ("/actors.json?sort=-name", "current_name"),
        ("/alliances.json?sort=name", "current_name"),
        ("/alliances.json?sort=-name", "current_name"),
        ("/treaties.json?sort=title", "title"),
        ("/treaties.json?sort=-title", "title"),
        ("/signatories.json?sort=actor", "current_name"),
        ("/signatories.json?sort=-actor", "current_name"),
        ("/signatories.json?sort=treaty", "treaty_title"),
        ("/signatories.json?sort=-treaty", "treaty_title"),
    ],
)
def test_a_list_by_name_goes_by_the_names_that_it_shows_marks_aside(client, prefix, path, key):
    names = [unmarked(name) for name in shown(client, prefix + path, key)]
    assert names == sorted(names, reverse="=-" in path)
    assert len(set(names)) > 5


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_a_chart_by_name_goes_by_names_marks_aside(client, sort):
    page = client.get("/treaties/un-charter/", {"sort": sort})
    names = [unmarked(line["name"]) for line in page.context["description"]["participants"]]
    assert names == sorted(names, reverse=sort == "-name")
    assert "Cote d'Ivoire" in names


def test_a_french_title_that_changes_moves_its_treaty_in_the_list(client):
    title = TreatyTitle.objects.filter(language="fr").first()
    before = shown(client, "/fr/treaties.json?sort=title", "slug")
    TreatyTitle.objects.filter(pk=title.pk).update(title="Zzz")
    publish(moves_lists=False)
    after = shown(client, "/fr/treaties.json?sort=title", "slug")
    assert after[-1] == title.treaty.slug != before[-1]


def test_a_french_page_says_entry_of_whoever_joined_between_two_days(client):
    """By the glossary an adhésion is consent without signature; Belgium ratified."""
    path = "/fr/treaties/north-atlantic-treaty/?as_at=2019-03-22&compare=1949-04-04"
    page = unescape(client.get(path).content.decode())
    assert "<span>Entrée</span>" in page
    assert "<span>Adhésion</span>" not in page.partition("</table>")[0]


@pytest.mark.parametrize(
    "path", ["/fr/alliances/nato/", "/fr/alliances/anzus/", "/fr/actors/france/"]
)
def test_a_french_lane_says_beginning_and_end_in_french(client, path):
    lanes = re.findall(r"<li><p>.*?</p>", unescape(client.get(path).content.decode()))
    told = " ".join(re.findall(r'<span class="aside">(.*?)</span>', " ".join(lanes)))
    assert "début\u00a0: " in told
    assert not re.search(r"\b(from|until)\b", told)


def test_a_french_record_names_the_treaties_around_it_in_french(client):
    name = "Traité de l\u2019Atlantique Nord"
    context = client.get("/fr/treaties/north-atlantic-treaty/").context
    lanes = [lane["name"] for lane in context["life"]["lanes"]]
    assert (name in lanes, "North Atlantic Treaty" in lanes) == (True, False)
    assert context["short_title"] == ""
    told = client.get("/fr/treaties/sweden-accession-protocol.json").json()
    titles = {row["treaty"]: row["title"] for row in told["relations"]}
    assert titles["north-atlantic-treaty"] == name
    facet = unescape(client.get("/fr/protocols/").content.decode())
    assert name in facet
    assert "North Atlantic Treaty" not in facet.partition("<table")[0]


def test_a_french_protocol_lists_who_is_awaited_by_french_names_and_stops(client):
    answer = client.get("/fr/protocols/finland-accession-protocol/", {"as_at": "2023-03-01"})
    description = answer.context["description"]
    uncertain = description["uncertain_names"]
    assert uncertain.index("Espagne") < uncertain.index("États-Unis") < uncertain.index("France")
    named = [step["name"] for step in description["steps"]]
    assert named.index("Estonie") < named.index("États-Unis") < named.index("France")
    page = unescape(answer.content.decode())
    assert "</b>, en attente depuis 239 jours\u202f; <b>" in page


def test_what_stands_on_a_french_map_has_a_french_colon(client):
    page = unescape(client.get("/fr/treaties/warsaw-treaty/").content.decode())
    assert "Tchécoslovaquie\u00a0: ancienne partie" in page
    assert "Tchécoslovaquie:" not in page


def test_a_filter_in_force_names_its_actors_as_the_page_does(client):
    query = {"party": "united-kingdom", "as_at": "1955-06-01"}
    assert (
        "Alliés de\u00a0: <b>Royaume-Uni</b>" in client.get("/fr/allies/", query).content.decode()
    )
    page = client.get("/allies/", query | {"party": "Germany"}).content.decode()
    assert "Allies of: <b>Federal Republic of Germany</b>" in page
    several = client.get("/fr/matrix/", {"actors": "germany, turkiye", "as_at": "2019-03-22"})
    assert "<b>Allemagne, Turquie</b>" in several.content.decode()


@pytest.mark.parametrize(
    ("path", "told", "never"),
    [
        ("/alliances/nato/", "Défense collective · OTAN", "· NATO"),
        ("/alliances/", "(OTAN)", "(NATO)"),
        ("/actors/france/", "(OTAN)", "(NATO)"),
        ("/actors/france/and/germany/", "(OTAN)", "(NATO)"),
        ("/treaties/north-atlantic-treaty/", ">OTAN<", ">NATO<"),
        ("/matrix/?alliance=nato", ">OTAN<", ">NATO<"),
    ],
)
def test_an_abbreviation_that_is_an_organization_is_said_as_that_is_called(
    client, path, told, never
):
    page = client.get(f"/fr{path}").content.decode()
    assert told in page
    assert never not in page
    assert told.replace("OTAN", "NATO").replace("Défense collective", "Collective defence") in (
        client.get(path).content.decode()
    )
