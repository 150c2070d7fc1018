"""python -m tests.build_fixtures FACTS_DIR [FIXTURES_DIR]"""

import argparse
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.build_fixtures.build import build  # noqa: E402
from tests.build_fixtures.facts import FactError  # noqa: E402

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.build_fixtures", description=__doc__)
    parser.add_argument("facts", type=Path, help="the folder with the tables of facts")
    parser.add_argument("fixtures", type=Path, nargs="?", default=FIXTURES)
    chosen = parser.parse_args()
    try:
        counts = build(chosen.facts).write(chosen.fixtures)
    except FactError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for model, count in counts.items():
        sys.stdout.write(f"{count:6} {model}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
