import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.db import DEFAULT_DB_ALIAS

from registry.choices import Door
from registry.importers.changes import Capture, changes_of_load, store
from registry.importers.fixtures import ITEMS, Entry, Load, Problem, entries_in
from registry.importers.fixtures.loading import Progress, silent
from registry.importers.reading import shortened
from registry.models import ChangeSet, Record
from registry.underway import import_underway

REFUSED = 2
BAR = 40
KEPT_IN_MEMORY = 10_000_000


class Command(loaddata.Command):
    """Django's loaddata, which for records of the registry checks everything before it writes.

    Files that hold other tables only, such as accounts, go Django's own way.
    """

    help = (
        "Loads fixtures, all of them or none. Where a record is wrong, every problem is listed "
        "with its file, record, field and reason, the exit status is 2, and the database stays as "
        "it was."
    )

    def loaddata(self, fixture_labels):
        """Load all files that the labels name; called by Django inside one transaction."""
        with import_underway(self.using):
            self.load(fixture_labels)

    def load(self, fixture_labels):
        self.taken: set[str] = set()
        problems: list[Problem] = []
        capture = Capture()
        load = Load(
            ignores_unknown=self.ignore,
            progress=self.progress(),
            watch=capture.watch,
        )
        with closing(load):
            for item in self.read(fixture_labels):
                if isinstance(item, Entry):
                    load.add(item)
                else:
                    problems.append(item)
            if load.spool.counts and self.using != DEFAULT_DB_ALIAS:
                raise CommandError(
                    "Records are loaded into the default database.", returncode=REFUSED
                )
            try:
                problems += load.check()
            except ValueError as error:
                raise CommandError(f"{error} Nothing was loaded.", returncode=REFUSED) from error
        if problems:
            self.refuse(problems)
        super().loaddata(fixture_labels)
        tally = load.write()
        if changes := changes_of_load(load, capture):
            files = ", ".join(sorted(os.path.basename(path) for path in self.taken))
            store(changes, ChangeSet(door=Door.FIXTURES, reason=f"Loaded from {files}"))
        if self.taken and self.verbosity >= 1:
            self.stdout.write(
                f"{tally.added} added, {tally.changed} changed, {tally.unchanged} unchanged."
            )

    def read(self, fixture_labels: Iterable[str]) -> Iterable[Entry | Problem]:
        """Yield the entries of the files that hold records, and what is wrong with the files."""
        self.serialization_formats = loaddata.serializers.get_public_serializer_formats()
        self.order: dict[str, int] = {}
        for label in fixture_labels:
            try:
                paths = [path for path, _, _ in self.find_fixtures(label)]
                formats = {path: self.parse_name(os.path.basename(path)) for path in paths}
            except CommandError as error:
                yield Problem(label, None, "", "", {}, str(error))
                continue
            for path, (_, serialization, compression) in formats.items():
                if serialization in ITEMS and path not in self.order:
                    self.order[path] = len(self.order)
                    yield from self.read_file(path, ITEMS[serialization], compression)

    def read_file(
        self, path: str, items_of: Callable, compression: str | None
    ) -> Iterable[Entry | Problem]:
        file = "standard input" if path == loaddata.READ_STDIN else shortened(path)
        excluded = [
            *self.excluded_models,
            *(model for app in self.excluded_apps for model in app.get_models()),
        ]
        try:
            with self.opened(path, compression) as content:
                is_ours = yield from entries_in(
                    items_of(content), file, excluded=excluded, ignores_unknown=self.ignore
                )
                if is_ours:
                    self.taken.add(path)
        except ValueError as error:
            yield Problem(file, None, "", "", {}, str(error))
        except OSError as error:
            reason = f"The file must be readable: {error.strerror or error}."
            yield Problem(file, None, "", "", {}, reason)
        except Exception as error:  # each compression has errors of its own
            yield Problem(file, None, "", "", {}, f"The file must be readable: {error}.")

    @contextmanager
    def opened(self, path: str, compression: str | None) -> Iterator[IO[bytes]]:
        if path == loaddata.READ_STDIN:
            with SpooledTemporaryFile(KEPT_IN_MEMORY) as copy:
                copy_input(copy)
                copy.seek(0)
                yield copy
                copy.seek(0)
                # Read once: Django finds it here if it is Django's to load.
                data = copy.read() if path not in self.taken else b""
            self.compression_formats["stdin"] = (lambda *_: io.BytesIO(data), None)
            return
        opener, mode = self.compression_formats[compression]
        with opener(path, mode) as file:
            yield file

    def progress(self) -> Progress:
        """Draw a bar where somebody is looking."""
        if self.verbosity < 1 or not self.stderr.isatty():
            return silent

        def draw(what: str, done: int, of: int) -> None:
            share = done / of if of else 1
            bar = "#" * int(share * BAR)
            end = "\n" if done == of else ""
            self.stderr.write(f"\r[{bar:<{BAR}}] {done:,} of {of:,} {what}", ending=end)

        return draw

    def find_fixtures(self, fixture_label):
        """Leave out, for Django's own way, the files that are loaded here."""
        found = super().find_fixtures(fixture_label)
        return [place for place in found if place[0] not in self.taken]

    def save_obj(self, obj):
        """Keep records out of Django's own way, whatever the format of the file."""
        if isinstance(obj.object, Record):
            raise CommandError(
                f"A {obj.object._meta.verbose_name} is loaded from a JSON file that holds nothing "
                "but records of the registry.",
                returncode=REFUSED,
            )
        return super().save_obj(obj)

    def refuse(self, problems: list[Problem]) -> None:
        order = {shortened(path): place for path, place in self.order.items()}
        problems.sort(key=lambda problem: (order.get(problem.file, -1), problem.number or 0))
        for problem in problems:
            self.stderr.write(str(problem))
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise CommandError(f"{count}: nothing was loaded.", returncode=REFUSED)


def copy_input(file: IO[bytes]) -> None:
    """Copy standard input, which can be read only once."""
    given = getattr(sys.stdin, "buffer", sys.stdin)
    if isinstance(given, io.TextIOBase):
        file.write(given.read().encode())
    else:
        shutil.copyfileobj(given, file)
