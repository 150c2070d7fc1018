from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from registry.management.copies import CopyError, copies_of


class Command(BaseCommand):
    """Puts a copy that `backup` took in the place of the database, and keeps what was there."""

    help = (
        "Replaces the database by a copy, in one transaction, brings an older copy forward to "
        "today's tables, and derives afresh what follows from its acts. What was there is first "
        "copied beside the file. A damaged copy, or one of a later version of the registry, "
        "changes nothing."
    )
    requires_system_checks = []  # the database may be the very thing that is broken

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The copy, as `backup` wrote it.")
        parser.add_argument(
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Do not ask before the database is replaced.",
        )
        parser.add_argument(
            "--discard",
            action="store_true",
            help="Keep no copy of what was there: for a database that can no longer be read.",
        )

    def handle(self, *, file, interactive, discard, verbosity, **options):
        copies = copies_of(connection)
        try:
            if not file.is_file():
                raise CopyError(f"{file} must be a file.")
            self.refuse_later(copies.migrations(file), file)
            if interactive:
                self.ask()
            kept = None if discard else self.keep(copies, file)
            connection.close()
            copies.put_back(file)
        except CopyError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}.") from error
        call_command("migrate", verbosity=0, interactive=False)
        # The copy holds what its own version made of the acts, whose law may have been another.
        call_command("rebuild", verbosity=0)
        if verbosity >= 1:
            was = f" What was there: {kept}." if kept else ""
            self.stdout.write(f"The database is as {file} was taken, brought forward.{was}")

    def refuse_later(self, applied: set[tuple[str, str]], file: Path) -> None:
        known = MigrationLoader(None).disk_migrations
        later = sorted(f"{app}.{name}" for app, name in applied - known.keys())
        if later:
            raise CopyError(
                f"{file} must come from this version of the registry or an earlier one: it has "
                f"{', '.join(later)}."
            )

    def ask(self) -> None:
        name = connection.settings_dict["NAME"]
        if input(f"Replace everything in {name}? Type yes: ").strip() != "yes":
            raise CommandError("Nothing was changed.")

    def keep(self, copies, file: Path) -> Path | None:
        """Copy what is there beside the file; a database without tables has nothing to keep."""
        try:
            if not connection.introspection.table_names():
                return None
        except DatabaseError as error:
            raise CopyError(
                f"What is there must be readable to be kept ({error}): say --discard to lose it."
            ) from error
        stamp = timezone.now().strftime("%Y%m%dT%H%M%S%fZ")
        kept = file.with_name(f"{file.name}.replaced-{stamp}")
        copies.take(kept)
        return kept
