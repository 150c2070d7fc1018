"""What is answered when a page fails: with the words of the fault where the database has one."""

import sys
from typing import NamedTuple

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from registry.exports import json_response


class Fault(NamedTuple):
    """Something that the database could not do: how it says so, and what the reader may know."""

    marks: tuple[str, ...]
    title: str
    message: str
    retry_after: int


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
    Fault(
        ("database is locked", "deadlock detected", "lock timeout"),
        _("Somebody else is writing"),
        _("Nothing was saved. Go back and try again in a moment: what you typed is still there."),
        5,
    ),
    Fault(
        ("readonly database", "read-only"),
        _("The registry can only be read for now"),
        _("Nothing was saved. Tell whoever runs this registry."),
        300,
    ),
)
SILENT = Fault(
    (),
    _("The database does not answer"),
    _("Try again in a minute. Nothing that was saved is lost."),
    60,
)


def fault_of(error: BaseException | None) -> Fault | None:
    """Tell what the database could not do; None for a fault that is the program's own."""
    if not isinstance(error, OperationalError):
        return None
    words = str(error).lower()
    if words.startswith(("no such", "near ", "unrecognized token")):
        return None  # a wrong query, which SQLite calls operational
    return next((fault for fault in FAULTS if any(mark in words for mark in fault.marks)), SILENT)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 with words for what the database could not do, else 500. Asks no database."""
    fault = fault_of(sys.exc_info()[1])
    status = 503 if fault else 500
    if request.path.endswith(".json"):
        message = f"{fault.title}. {fault.message}" if fault else _("Something went wrong here.")
        response = json_response({"error": message}, status=status)
    else:
        content = render_to_string(f"{status}.html", {"fault": fault} if fault else {})
        response = HttpResponse(content, status=status)
    if fault:
        response.headers["Retry-After"] = str(fault.retry_after)
        response.headers["Cache-Control"] = "no-store"
    return response
