"""Everything is found by each word that it is or was called by; nothing that is typed fails."""

from datetime import date
from importlib import import_module
from itertools import product
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import Alliance, Mission, PartnershipProgram, SearchEntry, Treaty
from registry.models.search import (
    MOST_BEGUN,
    NOUNS,
    closest_query,
    index,
    index_query,
    is_plain,
    number_of,
    stale_entries,
    words_of,
)
from registry.queries.search import HITS, group, keys, search
from tests.admin_pages import posted
from tests.factories import make_actor, make_treaty
from tests.small_registry import clear, store

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 1)
ODD = ["'", '"', "*", "-", "(", ")", ":", "^", "NEAR", "AND", "OR", "NOT", "\\", "%", "&", "|", "!"]


def found(q, day=TODAY):
    return {(group["noun"], hit["slug"]) for group in search(q, day) for hit in group["hits"]}


def test_words_are_folded_to_what_anybody_can_type():
    assert words_of("Türkiye, Côte d'Ivoire; Łódź: ÆØÅ ﬁ ½") == [
        *("turkiye", "cote", "d", "ivoire", "lodz", "aeoa", "fi", "1", "2"),
    ]
    assert words_of("'\"*-()^:") == []


def test_a_word_longer_than_any_index_keeps_is_found_by_its_beginning():
    word = "㌖" * 400  # each unfolds to six letters of three bytes
    treaty = make_treaty(title=word, slug="very-long")
    index([treaty.pk])
    for q in (word, word[:300], word[:3]):
        assert found(q) == {("treaty", "very-long")}
    assert found("a" * 9000) == set()


def test_the_index_of_the_fixtures_is_complete():
    assert {entry.noun for entry in SearchEntry.objects.all()} == {
        *("treaty", "actor", "alliance", "program", "mission"),
    }
    assert SearchEntry.objects.filter(noun="treaty").count() == Treaty.objects.count()
    assert not list(stale_entries())


@pytest.mark.parametrize(
    ("q", "noun", "slug"),
    [
        ("turkiye", "actor", "turkiye"),
        ("TÜRKIYE", "actor", "turkiye"),
        ("north atl", "treaty", "north-atlantic-treaty"),
        ("atlantic north", "treaty", "north-atlantic-treaty"),
        ("34 UNTS 243", "treaty", "north-atlantic-treaty"),
        ("former yugoslav", "actor", "north-macedonia"),
        ("nato", "alliance", "nato"),
        ("state partnership", "program", "state-partnership-program"),
    ],
)
def test_a_record_is_found_by_the_words_that_it_bears(q, noun, slug):
    assert (noun, slug) in found(q)


@pytest.mark.parametrize(
    ("q", "noun", "slug"),
    [
        ("SPP", "program", "state-partnership-program"),
        ("pfp", "program", "partnership-for-peace"),
        ("MNNA", "program", "major-non-nato-ally"),
        ("WTO", "alliance", "warsaw-treaty-organization"),
    ],
)
def test_an_alliance_and_a_program_are_found_by_their_initials(q, noun, slug):
    assert (noun, slug) in found(q)


@pytest.mark.parametrize("q", ["N.A.T.O.", "n.a.t.o", "S.E.A.T.O. ", "U.S.A."])
def test_initials_with_full_stops_find_what_they_find_without(client, q):
    plain = q.replace(".", "")
    stopped, found = (
        client.get("/search.json", {"q": one}).json()["results"] for one in (q, plain)
    )
    assert stopped == found != []


def test_initials_that_nothing_bears_as_a_word_are_letters_again(client):
    told = client.get("/search.json", {"q": "U.S. Naval Forces"}).json()
    assert [hit["title"] for hit in told["results"]] == ["United States Naval Forces Africa"]


def test_a_mission_is_found_by_its_ship():
    mission = Mission.objects.filter(vessels__name__icontains="mercy").first()
    assert ("mission", mission.slug) in found("mercy")


def test_every_word_must_occur_and_the_closest_title_comes_first():
    assert ("treaty", "north-atlantic-treaty") not in found("north pacific atlantic novembla")
    titles = [hit["title"] for group in search("treaty", TODAY) for hit in group["hits"]]
    lengths = [len(words_of(title)) for title in titles if "treaty" in title.casefold()]
    assert lengths[:5] == sorted(lengths[:5])


def test_no_more_is_told_than_is_shown():
    hits = iter(range(100))
    shown = group("actor", "Actors", hits)
    assert (shown["hits"], shown["has_more"], next(hits)) == ([*range(HITS)], True, HITS + 1)


def test_what_is_added_later_and_is_closer_comes_first():
    make_treaty(title="Novembla Treaty on Whaling and on Seals")
    make_treaty(title="Novembla Treaty")
    index()
    titles = [hit["title"] for group in search("novembla", TODAY) for hit in group["hits"]]
    assert titles == ["Novembla Treaty", "Novembla Treaty on Whaling and on Seals"]


def test_each_noun_is_found_by_its_own_numbers():
    make_treaty(title="Novembla Treaty")
    make_actor("Novembla")
    index()
    for noun in ("treaty", "actor"):
        assert [one.noun for one in SearchEntry.objects.found(noun, "novembla")] == [noun]


def test_what_is_looked_through_in_memory_is_what_the_index_finds():
    """Among the records of the fixtures, by each word of theirs and each beginning of one."""
    nouns = NOUNS[1:]
    texts = SearchEntry.objects.filter(noun__in=nouns).values_list("title", "more")
    words = sorted({word for title, more in texts for word in f"{title} {more}".split()})
    assert len(words) > 500
    for number, word in enumerate(words[::9]):
        q, day = word[: number % 4 + 1], (TODAY, date(1990, 1, 1))[number % 2]
        found = keys([q], day, "a revision")
        for noun in nouns:
            indexed = SearchEntry.objects.found(noun, q, by=day)
            assert found[noun] == [one.object_pk for one in indexed], (noun, q)


@pytest.mark.sampled(9)
@pytest.mark.parametrize("number", range(9))
def test_the_first_that_are_found_are_those_of_all_that_are_found(number):
    """Among the treaties of the fixtures, by each beginning of their words, alone and in pairs."""
    texts = SearchEntry.objects.filter(noun="treaty").values_list("title", "more")
    words = sorted({word for title, more in texts for word in f"{title} {more}".split()})
    begun = sorted({word[:length] for word in words for length in range(1, len(word) + 1)})
    asked = begun[number::9]
    pairs = [f"{one} {other}" for one, other in zip(asked, words[::5], strict=False)]
    for q in [*asked, *pairs, *words[number::9]]:
        day = (TODAY, date(1950, 1, 1))[len(q) % 2]
        first = SearchEntry.objects.closest("treaty", q, by=day).values_list("pk")[:26]
        every = SearchEntry.objects.found("treaty", q, by=day).values_list("pk")
        assert [*first] == [*every][:26], q


def put(number, title):
    SearchEntry.objects.create(
        id=number_of("treaty", len(title.split()), number),
        noun="treaty",
        object_pk=number,
        size=len(title.split()),
        title=title,
        more="",
    )


def closest_to(q):
    return [*SearchEntry.objects.closest("treaty", q).values_list("object_pk", flat=True)]


def named(*words):
    asked, text = closest_query([*words])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [text])
        return cursor.fetchone()[0]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gathers no beginnings")
def test_who_wants_the_closest_has_no_entries_gathered():
    """The words that begin so are named, which the index keeps in order, as short beginnings."""
    for number, title in enumerate(["quagga", "quaggas", "quagga0", "q", "q7 quaggaж"], 10**6):
        put(number, title)
    whole = '("quagga" OR "quagga0" OR "quaggas" OR "quaggaж")'
    assert named("quagga") == whole
    assert named("quagga", "qu", "quagga") == f'{whole} AND "qu" * AND {whole}'
    assert named("quaggas", "x\U0001e900") == '("quaggas") AND "x\U0001e900" *'
    assert named("q").startswith('("q" OR "q7" * OR ')
    assert closest_to("quagga") == [10**6, 10**6 + 1, 10**6 + 2, 10**6 + 4]
    assert closest_to("q")[:2] == [10**6, 10**6 + 1]
    for ask in (lambda: keys(["quagga"], TODAY, None), lambda: closest_to("quagga")):
        with CaptureQueriesContext(connection) as queries:
            ask()
        assert [query for query in queries if "_terms" in query["sql"]]
    for words in (["quaggax"], ["agr"], ["qu"], ["quagga\U0001e900"]):
        assert named(*words) == index_query(words)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gathers no beginnings")
def test_a_beginning_of_too_many_words_is_asked_for_as_such():
    for number in range(MOST_BEGUN):
        put(10**6 + number, f"quagga{number}")
    assert named("quagga").count("OR") == MOST_BEGUN - 1
    put(10**7, "quaggas")
    assert named("quagga", "quaggas") == '"quagga" * AND ("quaggas")'
    assert len(closest_to("quagga")) == MOST_BEGUN + 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps words as they come")
def test_a_plain_word_is_one_word_of_the_index_as_it_stands():
    letters = [letter for letter in map(chr, range(0x10500)) if is_plain(letter)]
    words = {f"x{letter}y" for letter in letters if words_of(f"x{letter}y") == [f"x{letter}y"]}
    assert len(words) > 20_000
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE temp.plain "
            "USING fts5(title, tokenize='unicode61 remove_diacritics 0')"
        )
        cursor.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(temp, plain, row)")
        cursor.execute("INSERT INTO temp.plain VALUES (%s)", [" ".join(words)])
        cursor.execute("SELECT term FROM temp.words")
        assert {term for (term,) in cursor.fetchall()} == words
        cursor.execute("DROP TABLE temp.words")
        cursor.execute("DROP TABLE temp.plain")


def test_an_entry_numbered_otherwise_is_not_in_step():
    alliance = Alliance.objects.get(slug="nato")
    SearchEntry.objects.filter(noun="alliance", object_pk=alliance.pk).update(id=7)
    assert list(stale_entries()) == [("alliance", alliance.pk)]
    assert index() == 1
    assert ("alliance", "nato") in found("nato")


def test_a_database_of_before_is_brought_forward():
    for place, entry in enumerate(list(SearchEntry.objects.all()), 1):
        old = {"id": place, "more": f"noun0{entry.noun} {entry.more}".strip()}
        SearchEntry.objects.filter(pk=entry.pk).update(**old)
    with connection.cursor() as cursor:
        forward = import_module("registry.migrations.0014_number_entries_by_closeness")
        forward.number(None, SimpleNamespace(connection=connection, execute=cursor.execute))
    assert not list(stale_entries())
    assert ("treaty", "north-atlantic-treaty") in found("north atl")
    assert not found("noun0treaty")


def test_what_came_later_is_not_found_as_at_an_earlier_day():
    assert ("treaty", "north-atlantic-treaty") in found("north atlantic", date(1949, 4, 4))
    assert ("treaty", "north-atlantic-treaty") not in found("north atlantic", date(1949, 1, 1))
    assert ("alliance", "nato") not in found("nato", date(1949, 1, 1))


def test_an_actor_that_did_not_exist_yet_is_not_found(client):
    assert ("actor", "north-macedonia") in found("macedonia")
    assert ("actor", "north-macedonia") not in found("macedonia", date(1949, 4, 4))
    assert ("actor", "nato") not in found("nato", date(1949, 4, 4))
    assert ("actor", "turkiye") in found("turkiye", date(1949, 4, 4))


def test_what_other_programs_take_for_operators_is_taken_for_words():
    for one, other in product(ODD, ODD):
        for text in (f"{one} {other}", f"{one}{other}", f"north{one}{other}"):
            for noun in ("treaty", "actor"):
                list(SearchEntry.objects.found(noun, text, by=TODAY)[:2])
    for one in ODD:
        list(search(one, TODAY))


def test_what_is_typed_in_operators_finds_what_its_words_find():
    assert found('"north" AND-atlantic*') == found("north and atlantic")
    assert found("north*atlantic") == found("north atlantic")


# In step through every door


def test_a_load_brings_the_index_up_to_date(tmp_path):
    store(tmp_path)
    assert found("friendship") == {("treaty", "friendship")}
    assert found("free donia") == {("actor", "freedonia")}
    assert not [one for one in stale_entries() if one[0] != "treaty"]


def test_a_change_in_the_admin_brings_the_index_up_to_date(admin_client):
    program = PartnershipProgram.objects.get(slug="state-partnership-program")
    page = f"/admin/registry/partnershipprogram/{program.pk}/change/"
    given = posted(admin_client.get(page), name="Novembla Scheme")
    assert admin_client.post(page, given).status_code == 302
    assert found("novembla") == {("program", "state-partnership-program")}
    assert not list(stale_entries())


def test_indexing_changes_what_differs_and_nothing_else():
    assert index() == 0
    treaty = make_treaty(title="Treaty of Novembla")
    make_actor("Novembla")
    assert index([treaty.pk]) == 2
    assert found("novembla") == {("treaty", treaty.slug), ("actor", "novembla")}
    Alliance.objects.filter(slug="nato").update(name="Novembla Pact")
    assert list(stale_entries()) == [("alliance", Alliance.objects.get(slug="nato").pk)]
    number = treaty.pk
    treaty.delete()
    assert index([number]) == 2
    assert index() == 0


@pytest.mark.long
def test_the_check_tells_what_is_not_in_step(capsys):
    Treaty.objects.filter(slug="north-atlantic-treaty").update(title="Another")
    with pytest.raises(CommandError, match="Errors: 1"):
        call_command("check_registry")
    assert "treaty north-atlantic-treaty: It must be indexed again." in capsys.readouterr().out
    call_command("rebuild", verbosity=0)
    call_command("check_registry", verbosity=0)


def test_a_rebuild_indexes_what_a_shell_has_added_and_drops_what_it_deleted():
    clear()
    make_actor("Ruritania")
    call_command("rebuild", verbosity=0)
    assert ("actor", "ruritania") in found("ruritania")
    treaty = make_treaty(title="Peace of Strelsau")
    call_command("rebuild", verbosity=0)
    assert ("treaty", treaty.slug) in found("strelsau")
    treaty.delete()
    call_command("rebuild", verbosity=0)
    assert not list(stale_entries())
