from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections

from registry.importers.fixtures import Drafts, dump
from registry.queries.snapshots import snapshot


class Command(BaseCommand):
    """Writes what `loaddata` reads: byte for byte the same file where nothing changed."""

    help = (
        "Writes every record into fixture files, with natural keys and in a fixed order. With "
        "--check it writes nothing, and the exit status is 1 where a file differs."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="Where to write; fixtures/ beside manage.py unless told.",
        )
        parser.add_argument(
            "--check", action="store_true", help="Compare the files with the database instead."
        )
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            choices=tuple(connections),
            help="The database to read.",
        )

    def handle(self, *, folder, check, database, verbosity, **options):
        states = {}
        try:
            with snapshot(database), TemporaryDirectory() as scratch:
                beside = folder if not check else Path(scratch)
                beside.mkdir(parents=True, exist_ok=True)
                with Drafts(beside) as drafts:
                    for name, content in dump(database):
                        records = drafts.write(name, content)
                        states[name] = records, drafts.differs(name, folder)
                    differing = [name for name, (_, differs) in states.items() if differs]
                    if not check:
                        drafts.replace(differing)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        for name, (records, differs) in states.items():
            state = ("differs" if check else "written") if differs else "unchanged"
            if verbosity >= 1:
                self.stdout.write(f"{folder / name}: {records} records, {state}")
        if check and differing:
            raise CommandError(
                f"Files that differ from the database: {', '.join(differing)}.", returncode=1
            )
