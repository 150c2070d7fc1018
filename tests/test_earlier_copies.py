"""A copy that an earlier version took holds, brought forward, all its rows and what follows.

The way back, migration by migration, loses nothing that the earlier version knew either, and what
an earlier version asks of its tables while another brings them forward, the newest ones answer.
"""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from registry.models import Record
from tests.installations import Installation, a_database

pytestmark = pytest.mark.long

# The tables as they were then, with rows written through the models of that time.
THEN = """
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
for app in ("auth", "sessions"):
    call_command("migrate", app, verbosity=0)
call_command("migrate", "registry", "{migration}", verbosity=0)
state = MigrationExecutor(connection).loader.project_state([("registry", "{migration}")])
def make(model, **values):
    return state.apps.get_model("registry", model)._base_manager.create(**values)
source = make("Source", slug="series", title="Series", rank="gazette")
states = [make("Actor", slug=slug, name=slug.title(), kind="state", source=source)
          for slug in ("ruritania", "freedonia", "sylvania")]
make("ActorName", actor=states[1], name="Free Donia", since="1900", until="1910")
treaty = make("Treaty", slug="friendship", title="Friendship", kind="treaty",
              form="multilateral", concluded_on="1950-01-02", coverage="complete")
clause = make("EntryIntoForceClause", treaty=treaty, article="3")
make("EntryIntoForceCondition", clause=clause, position=1, kind="count", number=2)
for actor, day in zip(states, ("1950-03-01", "1950-04-01", "1951-05")):
    make("TreatyAction", treaty=treaty, actor=actor, kind="ratification", deposited_on=day,
         source=source)
make("TreatyAction", treaty=treaty, actor=states[0], kind="withdrawal", deposited_on="1960-01-02",
     effective_on="1961-01-02", source=source)
from django.contrib.auth.models import User
User.objects.create_user("clerk", password="a password of that time")
"""
# Every row as it stands in the tables that hold what people have typed.
ROWS = """
import json, sys
from django.db import connection
columns = json.loads('''{columns}''')
with connection.cursor() as cursor:
    told = dict()
    for table in ("source", "actor", "actorname", "treaty", "treatyaction",
                  "entryintoforceclause", "entryintoforcecondition"):
        name = "registry_" + table
        description = connection.introspection.get_table_description(cursor, name)
        told[name] = wanted = columns.get(name) or sorted(one.name for one in description)
        named = ", ".join(map(connection.ops.quote_name, wanted))
        cursor.execute("SELECT %s FROM %s ORDER BY 1, 2, 3" % (named, name))
        told["rows of " + name] = [[str(value) for value in row] for row in cursor.fetchall()]
print(json.dumps(told))
"""
NOW = """
import json
from datetime import date
from django.contrib.auth.models import User
from django.test import Client
from registry.models import Participation, SearchEntry, Treaty
treaty = Treaty.objects.get()
page = Client().get("/treaties/friendship/?as_at=1955-01-01", headers=dict(host="testserver"))
print(json.dumps(dict(
    entered=str(treaty.force.in_force_on),
    spells=[[p.actor.slug, str(p.since), str(p.until or "")]
            for p in Participation.objects.parties().order_by("actor__slug", "since")],
    page=page.status_code,
    named=sum(page.text.count(name) > 0 for name in ("Ruritania", "Freedonia", "Sylvania")),
    found=len(SearchEntry.objects.found("treaty", "friendship", by=date(2026, 1, 1))),
    clerk=User.objects.get().check_password("a password of that time"),
)))
"""


@pytest.fixture
def installation(tmp_path, transactional_db):
    with a_database(tmp_path) as url:
        yield Installation(url)


def rows(installation, columns=None):
    code = ROWS.format(columns=json.dumps(columns or {}))
    return json.loads(installation.manage("shell", "-v0", "-c", code))


def test_a_copy_of_earlier_tables_keeps_every_row_and_derives_what_follows(installation, tmp_path):
    copy, migration = tmp_path / "copy", "0001_create_the_nouns"
    installation.manage("shell", "-v0", "-c", THEN.format(migration=migration))
    before = rows(installation)
    installation.manage("backup", "-v0", copy)
    installation.manage("migrate", "-v0")
    installation.manage("restore", copy, "--no-input", "--discard")
    assert "[ ]" not in installation.manage("showmigrations")
    assert rows(installation, columns=before) == before
    told = json.loads(installation.manage("shell", "-v0", "-c", NOW))
    assert told == {
        "entered": "1950-04-01",
        "spells": [
            ["freedonia", "1950-04-01", ""],
            ["ruritania", "1950-04-01", "1961-01-02"],
            ["sylvania", "1951-05", ""],
        ],
        "page": 200,
        "named": 3,
        "found": 1,
        "clerk": True,
    }
    installation.manage("check_registry", "-v0")
    installation.manage("migrate", "-v0", "registry", migration)
    assert rows(installation) == before
    installation.manage("migrate", "-v0")
    assert rows(installation, columns=before) == before


@pytest.mark.django_db
def test_the_newest_tables_answer_what_earlier_code_asks_of_its_own():
    loader = MigrationLoader(connection)
    migrations = sorted(name for app, name in loader.graph.nodes if app == "registry")
    assert len(migrations) > 10
    for name in migrations:
        earlier = loader.project_state(("registry", name)).apps.get_app_config("registry")
        for model in earlier.get_models():
            asked = [column.attname for column in model._meta.concrete_fields]
            seen, newest = seen_by(model, asked), apps.get_model(model._meta.label)
            assert not issubclass(newest, Record) or seen == seen_by(newest, asked), name


def seen_by(model, columns):
    return list(model._base_manager.order_by("pk").values_list(*columns)[:20])
