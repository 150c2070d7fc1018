"""Reading the tables: the researched facts, and the hand-made ones in `data/`."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"


class FactError(Exception):
    """A fact that cannot be carried over; the message names the file and the row."""


class Row(dict):
    """One row of a table, and where it stands."""

    def __init__(self, values, where: str):
        super().__init__({key: (value or "").strip() for key, value in values.items()})
        self.where = where

    def __missing__(self, key):
        raise FactError(f"{self.where}: there is no column {key}")

    def refuse(self, why: str) -> FactError:
        return FactError(f"{self.where}: {why}")


def read_table(path: Path) -> Iterator[Row]:
    if not path.exists():
        raise FactError(f"{path.name} is missing in {path.parent.name}/")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for values in reader:
            if None in values or None in values.values():
                raise FactError(f"{path.name}, line {reader.line_num}: wrong number of columns")
            yield Row(values, f"{path.name}, line {reader.line_num}")


def hand_table(name: str) -> Iterator[Row]:
    return read_table(DATA / name)


def hand_document(name: str) -> dict:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


REMARKS = {row["note"]: row["words"] for row in hand_table("remarks.csv")}


def in_public_words(note: str) -> str:
    """Give a table's note as a reader of the record needs it, beginning with a capital."""
    words = REMARKS.get(note, note).replace("own knowledge", "unsourced")
    return words[:1].upper() + words[1:]
