"""Names in files and on pages: which actor is meant on the day, and when nobody can tell."""

from datetime import date

import pytest

from registry.choices import ActorKind
from registry.dates import UncertainDate
from registry.importers.catalogue import Catalogue
from registry.importers.names import Names, Unmatched, known, variants
from registry.models import Actor, ActorName, Treaty
from tests.factories import make_actor
from tests.imports import bring, write
from tests.test_import_untc import status_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def names():
    return Names.stored()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("France", "france"),
        ("  french   REPUBLIC ", "france"),
        ("Türkiye", "turkiye"),
        ("Turkey", "turkiye"),
        ("Cote d\u2019Ivoire", "cote-divoire"),
        ("Bahamas (The)", "bahamas"),
        ("Netherlands (Kingdom of the)", "netherlands"),
        ("Bolivia (Plurinational State of)", "bolivia"),
        ("Iran, Islamic Republic of", "iran"),
        ("Micronesia (Federated States of)", "micronesia"),
        ("St. Vincent & the Grenadines", "saint-vincent-and-the-grenadines"),
        ("The former Yugoslav Republic of Macedonia", "north-macedonia"),
        ("Swaziland", "eswatini"),
        ("Congo", "congo"),
        ("Congo (Democratic Republic of the)", "democratic-republic-of-the-congo"),
        ("Republic of Korea", "south-korea"),
        ("Korea, Dem. People's Rep. of", "north-korea"),
        ("Sri Lanka (Ceylon)", "sri-lanka"),
        ("NATO", "nato"),
        ("FRA", "france"),
        ("GB", "united-kingdom"),
    ],
)
def test_a_name_of_one_actor_alone_needs_no_day(names, name, slug):
    assert names.find(name).slug == slug


@pytest.mark.parametrize(
    ("on", "slug"),
    [
        (date(1950, 1, 1), "yugoslavia"),
        (UncertainDate("1990"), "yugoslavia"),
        (date(2001, 3, 12), "serbia"),
    ],
)
def test_a_name_that_two_have_borne_means_the_one_that_bore_it_on_the_day(names, on, slug):
    assert names.find("Yugoslavia", on).slug == slug


def test_the_actor_whose_own_name_it_is_goes_before_the_one_that_continued_it():
    old, new = make_actor("Old Union", since="1922", until="1991"), make_actor("New Federation")
    ActorName.objects.create(actor=new, name=old.name, since="1922", until="1991")
    assert Names.stored().find("Old Union", date(1970, 1, 1)) == old


@pytest.mark.parametrize("on", [None, UncertainDate("1992"), date(1850, 1, 1)])
def test_a_name_that_may_mean_several_is_refused_with_all_of_them(names, on):
    with pytest.raises(Unmatched, match="may mean more than one") as refused:
        names.find("Yugoslavia", on)
    assert {actor.slug for actor in refused.value.suggestions} == {"yugoslavia", "serbia"}


@pytest.mark.parametrize("name", ["Korea", "China (Republic of)", "Republic of Vietnam", "NA", " "])
def test_nothing_is_guessed(names, name):
    with pytest.raises(Unmatched):
        names.find(name)


def test_an_unknown_name_is_refused_with_what_comes_near(names):
    with pytest.raises(Unmatched) as refused:
        names.find("Frannce")
    assert refused.value.suggestions[0].slug == "france"
    assert "Is one of these meant: France (france)" in str(refused.value)


def test_a_code_means_the_state_that_had_it_on_the_day(names):
    assert names.coded("cow", 345, date(1970, 1, 1)).slug == "yugoslavia"
    assert names.coded("cow", "345", date(2000, 1, 1)).slug == "serbia"
    assert names.coded("iso_numeric", 4).slug == "afghanistan"
    with pytest.raises(Unmatched, match="has the cow code 999"):
        names.coded("cow", 999)


def test_a_decision_once_made_goes_before_everything():
    names = Names.stored(decided={"Korea": "south-korea", "Persia": "nowhere"})
    assert names.find("KOREA").slug == "south-korea"
    with pytest.raises(Unmatched, match="which is no actor here"):
        names.find("Persia")


def test_an_actor_made_by_the_same_import_is_found_too(names):
    names.add(Actor(slug="bavaria", name="Bavaria", kind="state", cow_code=245))
    assert names.find("bavaria").slug == names.coded("cow", 245).slug == "bavaria"


def test_a_name_found_once_means_another_once_another_bears_it_too(names):
    assert names.find("Norway").slug == "norway"
    assert names.find("Norway").slug == "norway"
    names.add(Actor(slug="norway-too", name="Norway", kind="state"))
    with pytest.raises(Unmatched, match="more than one actor"):
        names.find("Norway")


def test_a_code_once_found_is_no_name(names):
    assert names.coded("cow", 220).slug == "france"
    with pytest.raises(Unmatched):
        names.find("220")


def test_all_names_are_read_in_three_queries(django_assert_num_queries):
    with django_assert_num_queries(3):
        Names.stored()


def test_every_name_on_record_is_found_on_a_day_when_it_was_borne(names):
    for actor in Actor.objects.all():
        assert names.find(actor.name, actor.since or date(2020, 1, 1)) == actor
    for name in ActorName.objects.select_related("actor"):
        day = name.since or name.until
        found = names.find(name.name, UncertainDate.of(day.latest if day else date(2020, 1, 1)))
        borne = {found.name, found.official_name, *found.names.values_list("name", flat=True)}
        assert name.actor == found or name.name in borne


def test_what_is_known_of_an_actor_that_the_registry_lacks_is_its_kind_and_name():
    assert known("World Health Organization").kind == "organization"
    assert known("Hong Kong").iso3 == "HKG"
    assert known("Ruritania") is None


def test_no_spelling_is_known_for_two_actors(names):
    spellings = [name for told in variants().values() for name in told.get("names", ())]
    assert len(spellings) == len(set(spellings))


def test_the_names_that_stopped_rows_are_proposed_where_nothing_is_imported_for_them(tmp_path):
    rows = [("Frannce", "4 May 1951", ""), ("Monaco", "", "1 Jan 1960 a")]
    page = write(tmp_path / "page.html", status_page(rows, 1, 1))
    status, said, problems = bring("untc", page)
    assert (status, said) == (2, "1 problem: nothing was imported.")
    assert "make 0" in problems[0]
    assert any(line.startswith('"Frannce" = ""') and "france" in line for line in problems)


def test_where_the_reasons_stand_is_told_to_whoever_asked_for_no_report(tmp_path):
    table = write(tmp_path / "t.csv", "Participant,Treaty,Signature Date\nFrannce,T,1951-05-04\n")
    hint = "Why each row was left or refused: --report FILE."
    assert hint in bring("table", table)[1]
    assert hint not in bring("table", table, report=tmp_path / "r.txt")[1]


@pytest.mark.parametrize(
    ("name", "depositary", "found"),
    [
        ("Russia", "Russian Federation", True),
        ("United Kingdom", "United Kingdom of Great Britain and Northern Ireland", True),
        ("East Timor", "Timor-Leste", True),
        ("Libya", "Libyan Arab Jamahiriya", True),
        # The list has them as they were, the depositary as they are.
        ("Yugoslavia", "Serbia", False),
        ("Germany", "Federal Republic of Germany", False),
    ],
)
def test_a_state_that_a_list_added_without_its_code_is_known_by_other_names(
    name, depositary, found
):
    state = Actor(slug="state", name=name, kind=ActorKind.STATE)
    names = Names([state])
    if found:
        assert names.find(depositary) == state
    else:
        with pytest.raises(Unmatched):
            names.find(depositary)


def test_another_of_the_name_is_not_known_by_the_names_of_a_state():
    georgia = Actor(slug="georgia-us", name="Georgia", kind=ActorKind.SUBSTATE_BODY)
    syria = Actor(slug="syria-1920", name="Syria", kind=ActorKind.STATE)
    today = Actor(slug="today", name="Syrian Arab Rep.", iso3="SYR", kind=ActorKind.STATE)
    assert Names([syria, today]).find("Syrian Arab Republic") == today
    with pytest.raises(Unmatched):
        Names([georgia]).coded("iso_numeric", 268)
    with pytest.raises(Unmatched):
        Names([syria, today, georgia]).coded("iso_numeric", 268)


def test_treaties_of_one_long_title_and_number_get_slugs_that_fit():
    catalogue, longest = Catalogue({}), Treaty._meta.get_field("slug").max_length
    number = ("unctad", "a number of many words " * 4)
    slugs = [catalogue.add("Convention on Lighthouses " * 10, number=number) for _ in range(13)]
    assert len({*slugs}) == 13
    assert max(map(len, slugs)) <= longest
