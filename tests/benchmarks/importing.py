"""The same acts as a table from outside and as fixtures: what an import costs beside a load."""

import csv
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection

from registry.choices import ActionKind
from tests.benchmarks.measuring import Spent

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


class Import(NamedTuple):
    """What the same acts cost each way, and what a third of them cost."""

    load: Spent
    first: Spent
    again: Spent
    third: Spent
    rows: int

    @property
    def bytes_a_row(self) -> float:
        """Tell by how much the most memory grew for each row more."""
        more = self.rows - self.rows // 3
        return (self.first.megabytes - self.third.megabytes) * 1024 * 1024 / more


def measure(sample: Path, scratch: Path) -> Import:
    """Load the acts, import them, import them again, and a third of them; each in a process."""
    fixture, table, rows = acts_of(sample, scratch)
    base = [str(sample / f"{stem}.json") for stem in BASE]
    mapping = ["--mapping", str(scratch / "mapping.json"), "--verbosity=0"]
    few = scratch / "third.csv"
    with table.open(encoding="utf-8") as all_of_it, few.open("w", encoding="utf-8") as part:
        part.writelines(islice(all_of_it, 1 + rows // 3))

    def begin() -> None:
        call_command("flush", interactive=False, verbosity=0)
        call_command("loaddata", *base, verbosity=0)

    begin()
    load = run("loaddata", str(fixture), "--verbosity=0")
    begin()
    first = run("import", "table", str(table), *mapping)
    again = run("import", "table", str(table), *mapping)
    begin()
    third = run("import", "table", str(few), *mapping)
    return Import(load, first, again, third, rows)


def run(*arguments: str) -> Spent:
    """Run a command of the registry in a process of its own, on the database of this one."""
    command = [sys.executable, "-m", "tests.benchmarks.once", *arguments]
    environment = os.environ | {"DATABASE_URL": address()}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return Spent(*json.loads(done.stdout))


def address() -> str:
    """Give the address of the database of the benchmark."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
