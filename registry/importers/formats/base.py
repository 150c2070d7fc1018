"""What a format is: a name, what its files are, and a reader that takes their rows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from registry.importers.desk import Desk
from registry.importers.reading import Given, Malformed

STANDS_TWICE = gettext_lazy("It must stand in the file once; line %(first)s has it too.")


@dataclass(frozen=True)
class Format:
    """A format of files from outside.

    `read` takes the rows of the files at the desk; `family` is how the slugs of its own sources
    begin, so that what an earlier release said is known for its own.
    """

    name: str
    about: Promise
    family: str
    read: Callable[[list[Given], Desk], None]


def once(lines: dict[Hashable, int], what: Hashable, line: int) -> None:
    """Stop a row for what its file has on an earlier line; `lines` keeps the first of each."""
    first = lines.setdefault(what, line)
    if first != line:
        raise Malformed(STANDS_TWICE, first=first)
