"""The same acts as a table from outside and as fixtures: what an import costs beside a load."""

import csv
import json
from pathlib import Path

from django.core.management import call_command

from registry.choices import ActionKind
from tests.benchmarks.measuring import Spent, work

HEADINGS = ("participant", "treaty", "kind", "date", "effect", "note")
BASE = ("sources", "actors", "treaties")
ACT = "registry.treatyaction"


def acts_of(sample: Path, scratch: Path) -> tuple[Path, Path, int]:
    """Write the acts of a sample as a fixture file and as a table; give both, and how many."""
    entries = json.loads((sample / "actions.json").read_text())
    acts = [entry for entry in entries if entry["model"] == ACT]
    acts = [act for act in acts if act["fields"].get("deposited_on")]
    names = _names(sample)
    fixture, table = scratch / "acts.json", scratch / "acts.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for act in acts:
            told = act["fields"] | {"source": None, "pinpoint": "", "refers_to": None}
            act["fields"] = told
            name, treaty = names[told["actor"][0]], told["treaty"][0]
            days = (told["deposited_on"], told.get("effective_on"))
            writer.writerow([name, treaty, told["kind"], *days, told.get("remark")])
    fixture.write_text(json.dumps(acts))
    (scratch / "mapping.json").write_text(json.dumps({"kinds": {k: k for k in ActionKind.values}}))
    return fixture, table, len(acts)


def _names(sample: Path) -> dict[str, str]:
    entries = json.loads((sample / "actors.json").read_text())
    actors = [one["fields"] for one in entries if one["model"] == "registry.actor"]
    return {actor["slug"]: actor["name"] for actor in actors}


def measure(sample: Path, scratch: Path) -> tuple[Spent, Spent, Spent, int]:
    """Load the acts, import them, and import them again; each begins without them."""
    fixture, table, rows = acts_of(sample, scratch)
    base = [str(sample / f"{stem}.json") for stem in BASE]
    mapping = {"mapping": str(scratch / "mapping.json"), "verbosity": 0}

    def begin() -> None:
        call_command("flush", interactive=False, verbosity=0)
        call_command("loaddata", *base, verbosity=0)

    begin()
    with work() as spent:
        call_command("loaddata", str(fixture), verbosity=0)
    load = spent()
    begin()
    with work() as spent:
        call_command("import", "table", str(table), **mapping)
    first = spent()
    with work() as spent:
        call_command("import", "table", str(table), **mapping)
    return load, first, spent(), rows
