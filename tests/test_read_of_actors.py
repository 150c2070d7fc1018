"""What is read of actors when treaties are derived: only where it changes is anything derived."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.admin import door
from registry.choices import ActionKind, ActorKind, ChangeKind, SuccessionKind
from registry.importers.changes import values_of
from registry.importers.fixtures.keys import parts_of
from registry.importers.fixtures.loading import Load
from registry.importers.fixtures.stored import columns
from registry.importers.replaying import Replay
from registry.models import Actor, ActorName, Change, Succession
from registry.models.participation import rebuild, resting_on, stale
from registry.models.read import READ
from registry.queries.consequences import Spell, differing, following
from tests.admin_pages import posted, saved, url
from tests.factories import make_action, make_actor, make_clause, make_source, make_treaty
from tests.small_registry import load

pytestmark = pytest.mark.django_db

OTHER = {
    Actor: {
        "slug": "otherwise",
        "kind": ActorKind.INTEGRATION_ORGANIZATION,
        "name": "Otherwise",
        "official_name": "The Other",
        "iso2": "QX",
        "iso3": "QXX",
        "cow_code": 999,
        "parent": "other",
        "region": "Elsewhere",
        "since": "1961",
        "until": "2000",
        "summary": "Other.",
        "source": "source",
        "pinpoint": "p. 2",
    },
    Succession: {
        "predecessor": "other",
        "successor": "other",
        "kind": SuccessionKind.SUCCEEDS,
        "happened_on": "1971",
        "note": "Other.",
        "source": "source",
        "pinpoint": "p. 2",
    },
}
FIELDS = [
    pytest.param(model, column.name, id=f"{model.__name__}-{column.name}")
    for model in OTHER
    for column in columns(model)
]
# A row of another key is another row of a file.
OF_FILES = [
    case
    for case in FIELDS
    if case.values[1] not in {part.name for part in parts_of(case.values[0])}
]


@pytest.fixture
def treaty():
    """Make a treaty that the successor of a State brings into force, and that another continues."""
    treaty = make_treaty()
    make_clause(treaty, {"number": 1})
    heir = make_actor("Heir", since="1960")
    Succession.objects.create(
        predecessor=make_actor("Forerunner"), successor=heir, kind=SuccessionKind.SUCCEEDS
    )
    make_action(treaty, heir, ActionKind.SUCCESSION, "1965-01-01", source=make_source())
    former = make_actor("Former")
    make_action(treaty, former, ActionKind.ACCESSION, "1966-01-01", source=make_source())
    Succession.objects.create(
        predecessor=former,
        successor=make_actor("Continuing"),
        kind=SuccessionKind.CONTINUES,
        happened_on="1970",
    )
    make_action(treaty, make_actor("Other"), ActionKind.ACCESSION, "1968-01-01")
    rebuild([treaty.pk])
    return treaty


@pytest.fixture
def treaties(treaty):
    """Make another beside it, which was in force before the successor came to be."""
    older = make_treaty()
    make_clause(older, {"number": 1})
    heir, former = (Actor.objects.get(slug=slug) for slug in ("heir", "former"))
    make_action(older, former, ActionKind.ACCESSION, "1951-01-01", source=make_source())
    make_action(older, heir, ActionKind.SUCCESSION, "1965-01-01", source=make_source())
    numbers = [treaty.pk, older.pk]
    rebuild(numbers)
    return numbers


def subject(model):
    if model is Actor:
        return Actor.objects.get(slug="heir")
    return Succession.objects.get(predecessor__slug="former")


def other(name, model):
    """Give another value for a field: a record, where it names one."""
    value = OTHER[model][name]
    if value == "other":
        return Actor.objects.get(slug="other")
    return make_source() if value == "source" else value


def test_the_derivation_reads_of_records_beside_a_treaty_what_is_told_of_them(treaty):
    """A table or a column that it comes to read has to be named where it is told."""
    with CaptureQueriesContext(connection) as queries:
        rebuild([treaty.pk])
    read = {model: set() for model in READ}
    own = r'"registry_({})"\."(\w+)"'
    for query in queries:
        # In what order rows come decides nothing: they are put in that of their numbers.
        sql = query["sql"].partition(" ORDER BY ")[0]
        for model in READ:
            found = re.findall(own.format(model._meta.model_name), sql)
            read[model] |= {column for _table, column in found}
    for model, names in READ.items():
        keys = {"id"}
        named = {
            column
            for name in names
            for field in [model._meta.get_field(name)]
            for column in getattr(field, "columns", [field.attname])
        }
        assert read[model] - keys <= named, model
        assert all(
            {*getattr(field, "columns", [field.attname])} & read[model]
            for field in map(model._meta.get_field, names)
        )
    of_treaties = r"registry_(?:treaty|treatyaction|depositary|entryintoforce\w*|listedactor)"
    derived = r"registry_(?:participation|problem|phase)"
    tables = {
        table
        for query in queries
        for table in re.findall(r'"(registry_\w+)"', query["sql"])
        if not re.fullmatch(f"{of_treaties}|{derived}", table)
    }
    assert tables == {model._meta.db_table for model in (Actor, Succession)}
    assert READ[ActorName] == frozenset()


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_only_what_is_read_changes_what_follows(model, name, treaties):
    record = subject(model)
    setattr(record, name, other(name, model))
    record.save()
    assert bool(stale(treaties)) == (name in READ[model])


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_a_save_derives_what_a_full_rebuild_would(model, name, treaties, admin_client, monkeypatch):
    derived = []
    monkeypatch.setattr(door, "rebuild", lambda these: derived.extend(these) or rebuild(these))
    value = other(name, model)
    saved(
        admin_client,
        url(model, "change", subject(model).pk),
        **{name: getattr(value, "pk", value)},
    )
    assert bool(derived) == (name in READ[model])
    assert stale(treaties) == []


@pytest.mark.parametrize(("model", "name"), OF_FILES)
def test_a_file_derives_what_a_full_rebuild_would(model, name, treaties, tmp_path, monkeypatch):
    record = subject(model)
    setattr(record, name, other(name, model))
    touched = []
    write = Load.write
    monkeypatch.setattr(
        Load, "write", lambda self, *given: touched.extend(self.treaties) or write(self, *given)
    )
    file = tmp_path / "changed.json"
    entry = {"model": f"registry.{model._meta.model_name}", "fields": values_of(record)}
    file.write_text(json.dumps([entry]))
    load(file)
    assert values_of(subject(model)) == values_of(record)
    assert bool(touched) == (name in READ[model])
    assert stale(treaties) == []


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_a_change_done_again_derives_what_a_full_rebuild_would(model, name, treaties):
    record = subject(model)
    before = values_of(record)[name]
    setattr(record, name, other(name, model))
    change = Change(
        kind=ChangeKind.CHANGE,
        model=model._meta.model_name,
        object_pk=record.pk,
        last_pk=record.pk,
        before={name: before},
        after={name: values_of(record)[name]},
    )
    replay = Replay([change])
    assert replay.apply()
    assert bool(replay.treaties) == (name in READ[model])
    replay.rebuild()
    assert stale(treaties) == []


def test_a_name_is_previewed_without_deriving_anything(treaty, admin_client, monkeypatch):
    monkeypatch.setattr(door, "rebuild", None)
    path = url(Actor, "change", subject(Actor).pk)
    page = admin_client.get(path)
    answer = admin_client.post(path, posted(page, name="Otherwise", _preview="yes"))
    assert answer.context["follows"] == {"gone": [], "new": []}
    assert "Nothing that is derived changes." in answer.content.decode()


def test_of_what_follows_only_what_differs_is_said(treaty, admin_client, monkeypatch):
    said, in_words = [], Spell.in_words
    monkeypatch.setattr(Spell, "in_words", lambda row: said.append(row) or in_words(row))
    heir = subject(Actor)
    path = url(Actor, "change", heir.pk)
    page = admin_client.get(path)
    answer = admin_client.post(path, posted(page, until="2000", _preview="yes"))
    assert all(answer.context["follows"].values())
    assert {row.actor for row in said} == {heir.pk}


def test_what_follows_for_an_actor_is_said_in_one_sentence():
    """A table of 29 ratifications changes three spells of each."""
    treaty, actor = make_treaty(title="Pact", stated_in_force_on="2001-01-01"), make_actor("Alba")
    make_action(treaty, actor, "signature", "2000-05-01")
    rebuild([treaty.pk])
    before = following([treaty.pk])
    make_action(treaty, actor, "accession", "2002-03-01", effective_on="2002-06-01")
    rebuild([treaty.pk])
    told = differing(before, following([treaty.pk]))
    assert told["gone"] == [("Pact", "Alba: signatory, since 1 May 2000.")]
    sentence, *problems = (said for _treaty, said in told["new"])
    assert sentence == (
        "Alba: signatory, since 1 May 2000, until 1 March 2002; contracting State, since 1 March "
        "2002, until 1 June 2002; party, since 1 June 2002."
    )
    assert all(said.startswith("To be checked: ") for said in problems)


def test_a_successor_added_on_the_page_of_an_actor_is_derived_from(treaty, admin_client):
    path = url(Actor, "change", Actor.objects.get(slug="other").pk)
    page = admin_client.get(path)
    new = next(
        part.formset.extra_forms[0].prefix
        for part in page.context["inline_admin_formsets"]
        if part.formset.prefix == "successors"
    )
    later = make_actor("Later")
    changes = {
        f"{new}-successor": later.pk,
        f"{new}-kind": SuccessionKind.CONTINUES,
        f"{new}-happened_on": "1980",
    }
    saved(admin_client, path, **changes)
    assert treaty.participations.filter(actor=later).exists()
    assert stale([treaty.pk]) == []


def test_a_treaty_rests_on_whoever_had_ceased_before_it_would_have_taken_over(treaty):
    continuing = Actor.objects.get(slug="continuing")
    continuing.until = "1960"
    continuing.save()
    rebuild([treaty.pk])
    assert treaty.pk in resting_on([continuing.pk])


@pytest.fixture
def last(treaty):
    """End a chain of continuing States of which the middle ones ceased before they took over."""
    before = Actor.objects.get(slug="continuing")
    for name, year in (("Fourth", "1980"), ("Last", "1990")):
        before.until = "1960"
        before.save()
        heir = make_actor(name)
        Succession.objects.create(
            predecessor=before, successor=heir, kind=SuccessionKind.CONTINUES, happened_on=year
        )
        before = heir
    rebuild([treaty.pk])
    assert not treaty.participations.filter(actor__slug__in=["continuing", "fourth"]).exists()
    return before


@pytest.mark.parametrize(
    ("model", "changes"),
    [(Actor, {"until": "2000"}), (Succession, {"happened_on": "1995"})],
)
def test_a_save_at_the_end_of_a_chain_derives_the_treaties_of_its_beginning(
    model, changes, treaty, last, admin_client
):
    record = last if model is Actor else Succession.objects.get(successor=last)
    saved(admin_client, url(model, "change", record.pk), **changes)
    assert stale([treaty.pk]) == []
