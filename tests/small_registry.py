"""A registry in small, as fixture files, and what the tests of the commands do with it."""

import hashlib
import io
import json

from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from registry.importers.fixtures import MODELS
from registry.models import SearchEntry
from registry.models.participation import DERIVED


def record(model, **fields):
    return {"model": f"registry.{model}", "fields": fields}


def small():
    """Make a registry in small: every kind of reference, every kind of value."""
    return {
        "sources": [
            record(
                "source", slug="series", title="Series", url="https://a.example/", rank="gazette"
            )
        ],
        "actors": [
            record("actor", slug="ruritania", kind="state", name="Ruritania", iso3="RUR"),
            record(
                "actor", slug="strelsau", kind="territory", name="Strelsau", parent=["ruritania"]
            ),
            record("actor", slug="freedonia", kind="state", name="Freedonia", source=["series"]),
            record("actorname", actor=["freedonia"], name="Free Donia", since="1900", until="1910"),
        ],
        "treaties": [
            record("topic", slug="trade", name="Trade"),
            record("topic", slug="post", name="Post", parent=["trade"]),
            treaty("friendship", adopted_on="1950-01-02", topics=[["post"], ["trade"]]),
            treaty("accession", concluded_on="1951-10-17/1951-10-22"),
            record("citation", treaty=["friendship"], scheme="wikidata", value="Q1"),
        ],
        "clauses": [
            record("entryintoforceclause", treaty=["friendship"], article="3"),
            record("entryintoforcecondition", clause=["friendship"], kind="count", number=2),
            record("entryintoforceclause", treaty=["accession"]),
            record("entryintoforcecondition", clause=["accession"], kind="share", share="55.5000"),
        ],
        "actions": [
            act("ruritania", "withdrawal", "1960", refers_to=act_key("ruritania")),
            act("ruritania", "ratification", "1950-03-01"),
            act("freedonia", "ratification", "1950-04-01"),
        ],
        "statements": [
            statement("freedonia", "objection", objects_to=statement_key("ruritania")),
            statement("ruritania", "reservation", action=act_key("ruritania")),
        ],
        "protocols": [
            record(
                "ratificationprotocol",
                treaty=["accession"],
                amends=["friendship"],
                candidates=[["strelsau"]],
            )
        ],
        "programs": [
            record("partnershipprogram", slug="guards", name="Guards", kind="pairings"),
            record(
                "partnership",
                slug="one",
                program=["guards"],
                leads=[["ruritania"]],
                partners=[["freedonia"], ["strelsau"]],
            ),
        ],
    }


def treaty(slug, **fields):
    fields = {"title": slug.title(), "kind": "treaty", "form": "bilateral"} | fields
    return record("treaty", slug=slug, **fields)


def act(actor, kind, on, number=1, **fields):
    key = {"treaty": ["friendship"], "actor": [actor], "kind": kind, "number": number}
    return record("treatyaction", **key, deposited_on=on, **fields)


def act_key(actor):
    return ["friendship", actor, "ratification", 1]


def statement(actor, kind, **fields):
    return record("statement", treaty=["friendship"], actor=[actor], kind=kind, **fields)


def statement_key(actor):
    return ["friendship", actor, "reservation", 1]


def write(folder, registry):
    """Write one file for each noun, and give their paths in the order of nouns reversed."""
    paths = []
    for stem, content in registry.items():
        path = folder / f"{stem}.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        paths.append(path)
    return paths[::-1]


def load(*labels, **options):
    """Run loaddata; give its exit status, what it says, and the problems that it lists."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("loaddata", *map(str, labels), stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, str(error), err.getvalue().splitlines()
    return 0, out.getvalue().strip(), err.getvalue().splitlines()


def digest():
    """Hash every row of every table."""
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed:
                cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
                rows[model._meta.label] = sorted(map(repr, cursor.fetchall()))
    assert len(rows) > len(MODELS)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def clear():
    """Empty every table of the registry."""
    for model in [SearchEntry, *DERIVED, *MODELS[::-1]]:
        for relation in model._meta.local_many_to_many:
            relation.remote_field.through._base_manager.all().delete()
        model._base_manager.all()._raw_delete("default")


def store(folder):
    """Store the small registry instead of what there is, and leave its files in a folder."""
    clear()
    status, _, problems = load(*write(folder, small()))
    assert (status, problems) == (0, []), problems
