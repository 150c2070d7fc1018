import gc
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from registry.importers import decisions, reports
from registry.importers.desk import Options
from registry.importers.formats import FORMATS
from registry.importers.importing import Import
from registry.importers.reading import Malformed, given
from registry.importers.rows import Outcome
from registry.models import Source

REFUSED = 2
STEP = 500
TOLD = 1000
PASSED = (Outcome.LEFT, Outcome.REFUSED)
SEARCHED = (50_000, 20, 100)


@contextmanager
def seldom_searched():
    """Let Python search for objects that hold one another more seldom than it does by itself.

    Rows do not; to search through blocks of them takes a tenth of the time of an import.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*SEARCHED)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class Command(BaseCommand):
    """Brings in files that depositaries and scholars publish, all of them or nothing.

    Exit status 2: something is wrong, every problem is listed, and the database stays as it was.
    130: stopped by hand, with nothing written.
    """

    help = (
        "Imports files from outside. A row whose actor or treaty cannot be told is refused with "
        "suggestions, and the others go on; a file that is not what its format says stops all. "
        "Formats: " + "; ".join(f"{name} ({one.about})" for name, one in FORMATS.items()) + "."
    )

    def add_arguments(self, parser):
        parser.add_argument("format", choices=sorted(FORMATS), help="Whose format the files have.")
        parser.add_argument("files", nargs="+", metavar="FILE", help="The files, read as one.")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Tell what would become of each row; write nothing.",
        )
        parser.add_argument(
            "--report",
            metavar="FILE",
            help="Write what became of each row: JSON if it ends in .json.",
        )
        parser.add_argument(
            "--source", default="", metavar="SLUG", help="The recorded source of these facts."
        )
        parser.add_argument(
            "--names",
            metavar="FILE",
            help="Decisions on names; names.toml beside the files otherwise.",
        )
        parser.add_argument(
            "--mapping", default="", metavar="FILE", help="How a table's columns are to be read."
        )
        parser.add_argument(
            "--create-actors",
            action="store_true",
            help="Add actors that the registry lacks, where the list of known names has them: "
            "organizations and territories.",
        )
        parser.add_argument(
            "--allow-totals", action="store_true", help="Go on where a printed total differs."
        )
        parser.add_argument(
            "--strict", action="store_true", help="Write nothing if any row is refused."
        )

    def handle(self, **options):
        try:
            with seldom_searched():
                report = self.run(options)
        except Malformed as wrong:
            place = f"{wrong.file}: line {wrong.line}" if wrong.line else wrong.file
            raise CommandError(
                f"{place}: {wrong.reason} Nothing was imported.", returncode=REFUSED
            ) from wrong
        except ValueError as error:
            raise CommandError(f"{error} Nothing was imported.", returncode=REFUSED) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped: nothing was imported.", returncode=130) from None
        if options["report"]:
            reports.write(report, Path(options["report"]))
        self.tell(report, options)

    def run(self, options):
        place = options["report"] and Path(options["report"])
        if place and (not place.parent.is_dir() or place.is_dir()):
            raise ValueError(f"The report must go into a folder that exists: {place}.")
        files = [given(path) for path in dict.fromkeys(options["files"])]
        slug = options["source"]
        if slug and not Source.objects.filter(slug=slug).exists():
            raise ValueError(f"There must be a source {slug}.")
        names = Path(options["names"]) if options["names"] else None
        names = names or decisions.beside(file.path for file in files)
        work = Import(
            FORMATS[options["format"]],
            files,
            decisions=decisions.read(names) if names else None,
            options=Options(
                source=slug,
                creates_actors=options["create_actors"],
                mapping=options["mapping"],
                allows_totals=options["allow_totals"],
                is_strict=options["strict"],
            ),
            progress=self.shower(options["verbosity"]),
        )
        return work.run(dry=options["dry_run"])

    def shower(self, verbosity):
        """Show on a terminal what is being done and how far it has come, now and then."""
        if verbosity < 1 or not self.stderr.isatty():
            return None
        last = ("", 0)

        def show(step, count):
            nonlocal last
            if step != last[0] or count >= last[1] + STEP:
                last = (step, count)
                self.stderr.write(f"\r{count:,} {step}".ljust(40), ending="")

        return show

    def tell(self, report, options):
        if report.wrong:
            for line in reports.problems(report, TOLD):
                self.stderr.write(line)
            # A total that does not come out has its reason in the rows that were refused.
            for line in reports.undecided(report):
                self.stderr.write(line)
            count = report.wrong
            problems = "1 problem" if count == 1 else f"{count} problems"
            raise CommandError(f"{problems}: nothing was imported.", returncode=REFUSED)
        if options["verbosity"] >= 1:
            for line in reports.summary(report):
                self.stdout.write(line)
            if not options["report"] and any(report.counts[one] for one in PASSED):
                self.stdout.write("Why each row was left or refused: --report FILE.")
            if report.is_dry:
                self.stdout.write("Nothing was written: this was a dry run.")
