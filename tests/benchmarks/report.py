"""Measure the registry: `python -m tests.benchmarks`, on the database that DATABASE_URL names.

Times depend on the machine and on who else uses it: what counts is the ratio to an empty page, or
to the database's own import, in the same run.
"""

import argparse
import logging
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.commands.loaddata import Command as DjangosOwn
from django.db import connection
from django.db.models import Count
from django.test import Client, override_settings

from registry.management.sample import SIZES
from registry.models import FIXTURES, Treaty, TreatyAction
from tests.benchmarks import exporting, importing, raw
from tests.benchmarks.measuring import Site, say, work

FIRST = "0001_create_the_nouns"
CHOICE = "/admin/autocomplete/?app_label=registry&model_name=treatyaction"
PAGES = {
    "list of treaties, first page": ["/treaties/"],
    "list, filter by two fields": [
        "/treaties/?kind=convention&form=multilateral",
        "/treaties/?kind=protocol&form=bilateral",
    ],
    "list as at a day": ["/treaties/?as_at=1990-01-01", "/treaties/?as_at=1991-01-01"],
    "JSON of a list": ["/treaties.json"],
    "search, a few hits": ["/search/?q=whaling+patents", "/search/?q=whaling+agreement"],
    "search, a common word": ["/search/?q=agreement", "/search/?q=convention"],
    "search, nothing found": ["/search/?q=whaling+quagga", "/search/?q=patents+quagga"],
    "signatures": ["/signatories/"],
    "list of actors": ["/actors/"],
    "list of alliances": ["/alliances/"],
    "home": ["/"],
}
ADMIN = {
    "admin: list of treaties": ["/admin/registry/treaty/"],
    "admin: list of acts": ["/admin/registry/treatyaction/"],
    "admin: acts, a search": ["/admin/registry/treatyaction/?q=whaling"],
    "admin: acts, by a common word": ["/admin/registry/treatyaction/?q=agreement"],
    "admin: a treaty in a box": [f"{CHOICE}&field_name=treaty&term=whaling"],
    "admin: an actor in a box": [f"{CHOICE}&field_name=actor&term=state"],
}


def measure_loading(folder: Path, scratch: Path, empty: Path | None) -> None:
    files = [
        str(folder / f"{stem}.json") for stem in FIXTURES if (folder / f"{stem}.json").exists()
    ]
    say("loading", "seconds", "CPU", "per second", "MB")
    with work() as spent:
        call_command("loaddata", *files, verbosity=0)
    load = spent()
    records = sum(model.objects.count() for models in FIXTURES.values() for model in models)
    say(
        "load",
        f"{load.seconds:.1f}",
        f"{load.cpu:.1f}",
        f"{records / load.cpu:,.0f}",
        load.megabytes,
    )
    with work() as spent:
        call_command("loaddata", *files, verbosity=0)
    again = spent()
    say(
        "load again",
        f"{again.seconds:.1f}",
        f"{again.cpu:.1f}",
        f"{records / again.cpu:,.0f}",
        again.megabytes,
    )
    rows = raw.export(scratch)
    with work() as spent:
        raw.load_sqlite(scratch, empty) if empty else raw.load_postgresql(scratch)
    own = spent()
    say(
        "the database's own import",
        f"{own.seconds:.1f}",
        f"{own.cpu:.1f}",
        f"{rows / own.seconds:,.0f}",
        "",
    )
    say("a load is that many of it", f"{load.seconds / own.seconds:.1f}x")
    for command in ("rebuild", "check_registry"):
        with work() as spent:
            call_command(command, verbosity=0)
        done = spent()
        say(command, f"{done.seconds:.1f}", f"{done.cpu:.1f}", "", done.megabytes)
    with work() as spent:
        call_command("dump_fixtures", scratch / "dump", verbosity=0)
    done = spent()
    say(
        "dump_fixtures",
        f"{done.seconds:.1f}",
        f"{done.cpu:.1f}",
        f"{records / done.cpu:,.0f}",
        done.megabytes,
    )
    measure_upkeep(scratch, load.seconds)
    return records / load.cpu


def measure_upkeep(scratch: Path, load: float) -> None:
    """Take a copy and put it back; take every migration back and do it again on all rows."""
    say("upkeep", "seconds", "x load")
    copy = str(scratch / "copy")
    for name, command, *given in (
        ("backup", "backup", copy),
        ("restore", "restore", copy, "--no-input", "--discard"),
        ("migrate back to the first tables", "migrate", "registry", FIRST),
        ("migrate forward", "migrate"),
        ("rebuild what was not known then", "rebuild"),
    ):
        with work() as spent:
            call_command(command, *given, verbosity=0)
        seconds = spent().seconds
        say(name, f"{seconds:.1f}", f"{seconds / load:.2f}")


def measure_stock(scratch: Path, ours: float, *, largest: int) -> None:
    """Load a small sample as Django does, with natural keys and a query for each."""
    folder = scratch / "stock"
    size = {"treaties": min(100, largest // 12), "actions": min(1200, largest)}
    call_command("generate_sample", folder, **size, seed=7, verbosity=0)
    files = [
        str(folder / f"{stem}.json") for stem in FIXTURES if (folder / f"{stem}.json").exists()
    ]
    call_command("flush", interactive=False, verbosity=0)
    with work() as spent:
        call_command(DjangosOwn(), *files, verbosity=0)
    done = spent()
    records = sum(model.objects.count() for models in FIXTURES.values() for model in models)
    say(
        "Django's own loaddata",
        f"{done.seconds:.1f}",
        f"{done.cpu:.1f}",
        f"{records / done.cpu:,.0f}",
    )
    say("a load is faster by", f"{ours / (records / done.cpu):.0f}x")


def measure_importing(sample: Path, scratch: Path) -> None:
    """Import the acts of a sample from a table, beside a load of the same acts as fixtures."""
    cost = importing.measure(sample, scratch)
    rows = {"a third of it": cost.rows // 3}
    ways = {"acts as fixtures": cost.load, "as a table": cost.first, "again": cost.again}
    say("importing", "seconds", "CPU", "per second", "x load", "MB")
    for name, done in (ways | {"a third of it": cost.third}).items():
        told = rows.get(name, cost.rows)
        ratio = f"{done.cpu / cost.load.cpu * cost.rows / told:.2f}"
        rate = f"{told / done.cpu:,.0f}"
        say(name, f"{done.seconds:.1f}", f"{done.cpu:.1f}", rate, ratio, done.megabytes)
    say("bytes of memory for a row more", f"{cost.bytes_a_row:.0f}")


def measure_exporting(scratch: Path) -> None:
    """Download the acts as CSV, beside the database's own export of their table."""
    exporting.download(scratch / "acts-of-ours.csv")
    ours = exporting.download(scratch / "acts-of-ours.csv")
    own = exporting.own(scratch / "acts-of-its-own.csv")
    say("exporting", "seconds", "x its own", "first ms", "MB added", "MB long")
    say(
        "acts as CSV",
        f"{ours.seconds:.2f}",
        f"{ours.seconds / own:.1f}",
        f"{1000 * ours.first:.0f}",
        ours.megabytes,
        ours.size // 1_000_000,
    )


def measure_pages(times: int) -> None:
    site = Site()
    floor = site.measure(["/empty/"], times * 5)
    say("page", "ms", "x empty", "queries", "kB")

    def tell(name, paths, **headers):
        page = site.measure(paths, times, **headers)
        note = "" if page.status in (200, 304) else f"status {page.status}"
        ratio = f"{page.milliseconds / floor.milliseconds:.1f}"
        say(name, f"{page.milliseconds:.2f}", ratio, page.queries, page.size // 1000, note)

    say("an empty page", f"{floor.milliseconds:.2f}", 1, floor.queries, 0)
    middle = max(1, Treaty.objects.count() // 100)
    tell(
        "list of treaties, deep page",
        [f"/treaties/?page={middle}", f"/treaties/?page={middle + 1}"],
    )
    for name, paths in PAGES.items():
        tell(name, paths)
    most = (
        TreatyAction.objects.order_by()
        .values_list("treaty__slug")
        .annotate(acts=Count("pk"))
        .order_by("-acts")[:2]
    )
    tell("record with the most participants", [f"/treaties/{slug}/" for slug, _ in most])
    few = Treaty.objects.order_by("pk").values_list("slug", flat=True)[:50]
    tell("any record", [f"/treaties/{slug}/" for slug in few])
    tag = site.get("/treaties/").headers.get("ETag")
    tell("list of treaties, unchanged (304)", ["/treaties/"], HTTP_IF_NONE_MATCH=tag or "")
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("bench"))
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    for name, paths in ADMIN.items():
        tell(name, paths, HTTP_COOKIE=cookie)
    largest = Treaty.objects.get(slug=most[0][0])
    tell(
        f"admin: treaty with {most[0][1]} acts",
        [f"/admin/registry/treaty/{largest.pk}/change/"],
        HTTP_COOKIE=cookie,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--treaties", type=int)
    parser.add_argument("--actions", type=int)
    parser.add_argument("--times", type=int, default=30, help="how often each page is asked for")
    parser.add_argument("--only", choices=["importing", "loading"])
    options = vars(parser.parse_args())
    only, times = options.pop("only"), options.pop("times")
    logging.disable(logging.WARNING)
    with TemporaryDirectory() as place:
        scratch = Path(place)
        is_sqlite = connection.vendor == "sqlite"
        if is_sqlite:
            connection.settings_dict["TEST"]["NAME"] = str(scratch / "registry.sqlite3")
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            empty = None
            if is_sqlite:
                connection.close()
                empty = Path(shutil.copy(scratch / "registry.sqlite3", scratch / "empty.sqlite3"))
            call_command("generate_sample", scratch / "sample", verbosity=0, seed=1, **options)
            say(f"{connection.vendor}, {options}")
            if only == "importing":
                measure_importing(scratch / "sample", scratch)
                return
            ours = measure_loading(scratch / "sample", scratch, empty)
            if only == "loading":
                return
            with override_settings(ROOT_URLCONF="tests.benchmarks.urls"):
                measure_pages(times)
                measure_exporting(scratch)
            measure_stock(scratch, ours, largest=TreatyAction.objects.count())
            measure_importing(scratch / "sample", scratch)
        finally:
            connection.creation.destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)
