from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from registry.management.copies import CopyError, copies_of


class Command(BaseCommand):
    """Takes a consistent copy of the whole database: records, history, accounts, sessions."""

    help = (
        "Copies the database into one file while others read and write: a SQLite file, or a "
        "custom-format dump of PostgreSQL. The copy is checked before it takes its name. It holds "
        "the accounts as well: keep it as safe as the database."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The file to write; it must not exist yet.")
        parser.add_argument(
            "--overwrite", action="store_true", help="Replace the file if it exists."
        )

    def handle(self, *, file, overwrite, verbosity, **options):
        if file.exists() and not overwrite:
            raise CommandError(f"{file} exists: name another file, or say --overwrite.")
        try:
            copies_of(connection).take(file)
        except CopyError as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}.") from error
        if verbosity >= 1:
            self.stdout.write(f"{file}: {file.stat().st_size:,} bytes, checked.")
