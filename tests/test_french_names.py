"""Actors and alliances bear their French names on French pages: those of the day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from registry.choices import ActorKind
from registry.models import Actor, ActorName, Alliance
from registry.queries.names import DayNames, alliance_names

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
    with override("fr"):
        cento = Alliance.objects.get(slug="cento")
        assert alliance_names([cento], date(1956, 1, 1))[cento.pk] == "Pacte de Bagdad"
        assert alliance_names([cento], date(1970, 1, 1))[cento.pk].startswith("Organisation")
    assert alliance_names([cento], date(1956, 1, 1))[cento.pk] == "Baghdad Pact"


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("words", ["Germany", "Allemagne", "Otan", "Pacte de Bagdad", "etats unis"])
def test_a_name_is_found_in_either_language_on_both(client, prefix, words):
    assert client.get(f"{prefix}/search.json", {"q": words}).json()["results"]


def test_a_french_name_answers_a_filter(client):
    found = client.get("/treaties.json", {"party": "Allemagne"}).json()
    assert found["count"] == client.get("/treaties.json", {"party": "germany"}).json()["count"] > 0


def test_french_lists_stand_in_the_order_of_french_names(client):
    rows = client.get("/fr/actors.csv").getvalue().decode().splitlines()
    order = [row.partition(",")[0] for row in rows]
    assert order.index("germany") < order.index("belgium") < order.index("united-states")
    assert order.index("united-states") < order.index("france")


@pytest.mark.parametrize(
    "page",
    ["/treaties/north-atlantic-treaty/", "/actors/germany/", "/actors/", "/protocols/", "/matrix/"],
)
def test_names_in_another_language_cost_no_query(client, page):
    counts = []
    for prefix in ("", "/fr"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(prefix + page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
