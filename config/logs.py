"""One line for each event, of one request by one id, in words or as JSON."""

import contextvars
import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.log import log_response
from django.utils.translation import override

from registry.faults import fault_of

request_id = contextvars.ContextVar("request_id", default="-")
answered = logging.getLogger("registry.answered")

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MINUTE = 60  # seconds
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLog:
    """Give each request an id, tell what was answered, and send the id back.

    An id that a trusted proxy sends is kept, so that its log and this one can be joined. The
    query is left out of the line: a reader's questions are nobody's business.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
        own = sent if GIVEN_ID.fullmatch(sent) else secrets.token_hex(8)
        token = request_id.set(own)
        started = time.monotonic()
        try:
            response = self.get_response(request)
            if response.status_code >= 400:  # Django would do so when the id is gone
                what = "%s: %s", response.reason_phrase, request.path
                log_response(*what, response=response, request=request)
            milliseconds = round((time.monotonic() - started) * 1000)
            answered.info(
                "%s %s %s %d ms", request.method, request.path, response.status_code, milliseconds
            )
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = own
        return response


def with_request_id(record: logging.LogRecord) -> bool:
    """Name the request on each record: a filter that lets everything pass."""
    record.request_id = request_id.get()
    return True


def escaped(text: str) -> str:
    """Write control characters as escapes: no value can forge a line."""
    return CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class FaultsOnceAMinute:
    """Tell what the database could not do in words, and the same again after a minute alone.

    A full disk fails each save alike: nobody reads the trace of each, and the log fills the disk.
    """

    def __init__(self) -> None:
        self.told: dict[str, float] = {}

    def __call__(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        fault = fault_of(error)
        if fault is None:
            return True
        with override("en"):
            title = str(fault.title)
        now = time.monotonic()
        if now - self.told.get(title, -MINUTE) < MINUTE:
            return False
        self.told[title] = now
        record.msg, record.args = f"{title}: %s: {record.msg}", (error, *record.args)
        return True


class LineFormatter(logging.Formatter):
    """Time in UTC, level, request, logger, message; a trace follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line = (
            f"{moment(record)} {record.levelname} {record.request_id} {record.name}: "
            f"{escaped(record.getMessage())}"
        )
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return "\n    ".join([line, *map(escaped, trace.splitlines())])


class JSONFormatter(logging.Formatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": moment(record),
            "level": record.levelname,
            "request": record.request_id,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=True)


def moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
