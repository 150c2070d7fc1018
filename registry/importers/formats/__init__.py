"""The formats of files from outside, one module each."""

from registry.importers.formats import untc
from registry.importers.formats.base import Format

FORMATS: dict[str, Format] = {
    "untc": Format(
        "untc",
        "UN Treaty Collection: saved status pages, gzipped or not, and the tables of 2015",
        "untc-",
        untc.read,
    ),
}
