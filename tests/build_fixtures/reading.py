"""Reading the fixture files back, as they stand."""

import json
from collections import defaultdict
from pathlib import Path

from registry.dates import Answer, UncertainDate
from registry.models import FIXTURES
from tests.build_fixtures.facts import hand_table

FIXTURES_FOLDER = Path(__file__).resolve().parents[2] / "fixtures"
MODELS = {model._meta.label_lower: model for models in FIXTURES.values() for model in models}


def in_file(stem):
    return json.loads((FIXTURES_FOLDER / f"{stem}.json").read_text(encoding="utf-8"))


def read_fixtures():
    found = defaultdict(dict)
    for stem in FIXTURES:
        for record in in_file(stem):
            label, fields = record["model"], record["fields"]
            found[label.partition(".")[2]][key_of(MODELS[label], fields)] = fields
    return found


def key_of(model, fields):
    """Follow the natural key through the references as they stand in the file."""
    parts = []
    for path in model.KEY:
        name, _, rest = path.partition("__")
        value = fields[name]
        if rest:
            value = value[model._meta.get_field(name).related_model.KEY.index(rest)]
        parts.append("" if value is None else value)
    return tuple(parts)


RECORDS = read_fixtures()


def acts(treaty, kind):
    """Give each actor's last act of a kind under a treaty."""
    return {
        key[1]: fields
        for key, fields in RECORDS["treatyaction"].items()
        if (key[0], key[2]) == (treaty, kind)
    }


def codes():
    return {
        code: key[0]
        for key, fields in RECORDS["actor"].items()
        for code in (fields["iso2"], fields["iso3"])
        if code and not fields["until"]
    }


def names():
    found = {fields["name"]: key[0] for key, fields in RECORDS["actor"].items()}
    for row in (*hand_table("states.csv"), *hand_table("other_actors.csv")):
        found |= dict.fromkeys(filter(None, row["aliases"].split("|")), row["slug"])
    return found | {"Swaziland": "eswatini"}


def pairings_on(day):
    """Count the pairings of the State Partnership Program that ran on a day, and that may have."""
    at_least = at_most = 0
    for fields in RECORDS["partnership"].values():
        if fields["program"] != ["state-partnership-program"]:
            continue
        if fields["end_ground"] == "never_started":
            continue
        begun = UncertainDate(fields["since"]).by(day)
        ended = UncertainDate(fields["until"]).by(day) if fields["until"] else Answer.NO
        ran = begun & ~ended
        at_least += ran is Answer.YES
        at_most += ran is not Answer.NO
    return at_least, at_most
