"""UN Treaty Collection: status pages as saved, and the tables of March 2015."""

from registry.importers.desk import Desk
from registry.importers.formats import untc_tables
from registry.importers.reading import Given


def read(files: list[Given], desk: Desk) -> None:
    untc_tables.read(files, desk)
