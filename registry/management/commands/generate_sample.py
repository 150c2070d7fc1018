import gzip
import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from registry.management.sample import SIZES, Sizes, sample_records
from registry.models import FIXTURES

STEMS = {
    f"registry.{model._meta.model_name}": stem
    for stem, models in FIXTURES.items()
    for model in models
}


class Command(BaseCommand):
    """Writes a synthetic registry, to measure with and to try things on."""

    help = (
        "Makes up a registry of any size: the same for the same sizes and seed. With a folder it "
        "writes fixture files; without one it loads the records into the database."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, help="Where to write fixture files.")
        parser.add_argument(
            "--size",
            choices=SIZES,
            default="small",
            help="; ".join(f"{name}: {size.treaties:,} treaties" for name, size in SIZES.items()),
        )
        parser.add_argument("--treaties", type=int, help="How many treaties, instead of a size.")
        parser.add_argument("--actions", type=int, help="About how many acts: 12 a treaty.")
        parser.add_argument("--seed", type=int, default=1, help="1 unless told.")
        parser.add_argument("--jsonl", action="store_true", help="One record a line.")
        parser.add_argument("--gzip", action="store_true", help="Compress the files.")

    def handle(self, *, folder, size, treaties, actions, seed, jsonl, gzip, verbosity, **options):
        sizes = SIZES[size]
        if treaties is not None or actions is not None:
            treaties = treaties if treaties is not None else max(1, actions // 12)
            sizes = Sizes(treaties, actions if actions is not None else treaties * 12)
        if sizes.treaties < 1 or sizes.actions < 1:
            raise CommandError("A sample must have at least one treaty and one act.")
        if folder:
            counts = write(folder, sizes, seed, is_jsonl=jsonl, is_packed=gzip)
        else:
            with TemporaryDirectory() as scratch:
                counts = write(Path(scratch), sizes, seed, is_jsonl=False, is_packed=True)
                files = [str(file) for file in Path(scratch).iterdir()]
                call_command(
                    "loaddata", *files, verbosity=verbosity, stdout=self.stdout, stderr=self.stderr
                )
        if verbosity >= 1:
            for label, number in sorted(counts.items()):
                self.stdout.write(f"{label.removeprefix('registry.')}: {number:,}")


def write(folder: Path, sizes: Sizes, seed: int, *, is_jsonl: bool, is_packed: bool) -> Counter:
    """Write one file for each noun, all of them open at once; nothing is kept in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    ending = f"{'jsonl' if is_jsonl else 'json'}{'.gz' if is_packed else ''}"
    opening, between, closing = ("", "\n", "\n") if is_jsonl else ("[\n", ",\n", "\n]\n")
    counts: Counter = Counter()
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with ExitStack() as stack:
        files: dict[str, IO[str]] = {}
        for record in sample_records(sizes, seed):
            stem = STEMS[record["model"]]
            if stem in files:
                files[stem].write(between)
            else:
                files[stem] = stack.enter_context(opened(folder / f"{stem}.{ending}", is_packed))
                files[stem].write(opening)
            files[stem].write(encode(record))
            counts[record["model"]] += 1
        for file in files.values():
            file.write(closing)
    return counts


def opened(path: Path, is_packed: bool) -> IO[str]:
    if is_packed:
        return gzip.open(path, "wt", compresslevel=3, encoding="utf-8")
    return path.open("w", encoding="utf-8")
