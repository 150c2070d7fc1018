from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections

from registry.importers.fixtures import as_files, replace_files


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
        files = as_files(database)
        try:
            differing = [name for name, content in files.items() if read(folder / name) != content]
            if not check:
                replace_files(folder, files, differing)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        for name, content in files.items():
            state = "unchanged"
            if name in differing:
                state = "differs" if check else "written"
            if verbosity >= 1:
                records = content.count(b'\n  "model": ')
                self.stdout.write(f"{folder / name}: {records} records, {state}")
        if check and differing:
            raise CommandError(
                f"Files that differ from the database: {', '.join(differing)}.", returncode=1
            )


def read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
