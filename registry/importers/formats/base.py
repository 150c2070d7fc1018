"""What a format is: a name, what its files are, and a reader that takes their rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from registry.importers.desk import Desk
from registry.importers.reading import Given


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
