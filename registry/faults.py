"""What the database could not do, in words: for pages by the views, for commands by manage.py."""

from typing import NamedTuple

from django.db import DatabaseError, InternalError, OperationalError
from django.utils.translation import gettext_lazy as _

from registry.underway import is_import_underway


class Fault(NamedTuple):
    """Something that the database could not do: how it says so, and what the reader may know."""

    marks: tuple[str, ...]
    title: str
    message: str
    retry_after: int


READ_ONLY = Fault(
    ("readonly database", "read-only"),
    _("The registry can only be read for now"),
    _("Nothing was saved. Tell whoever runs this registry."),
    300,
)
BUSY = Fault(
    ("database is locked", "deadlock detected", "lock timeout"),
    _("Somebody else is writing"),
    _("Nothing was saved. Go back and try again in a moment: what you typed is still there."),
    5,
)
IMPORTING = Fault(
    (),
    _("An import is running"),
    _("Nothing was saved. Go back and save once it is done: what you typed is still there."),
    60,
)
FAULTS = (
    Fault(
        ("interrupted", "statement timeout"),
        _("This question takes too long"),
        _("It asks for more than the registry answers at once. Narrow it by a filter or a word."),
        10,
    ),
    Fault(
        ("disk is full", "no space left", "disk full"),
        _("The storage is full"),
        _("Nothing was saved. Reading goes on as before; saving will, once there is room again."),
        300,
    ),
    BUSY,
    READ_ONLY,
)
# SQLite says so by an error that is not of operation.
DAMAGED = Fault(
    ("disk image is malformed", "file is not a database"),
    _("The database is damaged"),
    _("Nothing was saved. Tell whoever runs this registry, so that a copy of it is put back."),
    300,
)
SILENT = Fault(
    (),
    _("The database does not answer"),
    _("Try again in a minute. Nothing that was saved is lost."),
    60,
)


def fault_of(error: BaseException | None) -> Fault | None:
    """Tell what the database could not do; None for a fault that is the program's own."""
    words = str(error).lower()
    if isinstance(error, DatabaseError) and any(mark in words for mark in DAMAGED.marks):
        return DAMAGED
    if isinstance(error, InternalError) and "read-only" in words:
        return READ_ONLY  # so says PostgreSQL, on a server that follows another
    if not isinstance(error, OperationalError):
        return None
    if words.startswith(("no such", "near ", "unrecognized token")):
        return None  # a wrong query, which SQLite calls operational
    fault = next((one for one in FAULTS if any(mark in words for mark in one.marks)), SILENT)
    return IMPORTING if fault is BUSY and is_import_underway() else fault
