"""Public pages are read from replicas, but for whoever has just written."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signing import BadSignature, TimestampSigner
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import FileResponse, HttpRequest, HttpResponse

from registry.languages import without_language
from registry.queries.replicas import EVERY, reading, replicas

# Bears when its holder last wrote. A replica further behind than the bar is found out within the
# time between two looks; the rest is room for clocks that differ.
COOKIE = "__Host-wrote" if settings.SESSION_COOKIE_SECURE else "wrote"
REMEMBERED = settings.REPLICA_LAG_SECONDS + EVERY + 5

_signer = TimestampSigner(salt="registry.wrote")


class Reading:
    """Choose the database of each request: one, from the revision to the last row of a page.

    The admin, and whatever is no GET or HEAD, read and write the primary. A page that a replica
    could not finish is made once more, from the primary.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return remember(self.get_response(request))
        if without_language(request.path).startswith("/admin/") or has_written(request):
            return self.get_response(request)
        alias = replicas.choose()
        if alias == DEFAULT_DB_ALIAS:
            return self.get_response(request)
        with reading(alias):
            response = self.get_response(request)
        if response.status_code == 503 and self.failed(request, alias):
            response.close()
            return self.get_response(request)
        if response.streaming and not isinstance(response, FileResponse):
            response.streaming_content = carried(alias, response.streaming_content)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        request.failure = exception

    def failed(self, request: HttpRequest, alias: str) -> bool:
        """Tell whether the replica is at fault, and not what was asked of it."""
        if not connections[alias].is_usable():
            replicas.lose(alias)
            return True
        # What it repeats has removed rows that the page was reading.
        return "conflict with recovery" in str(getattr(request, "failure", ""))


def carried(alias: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """Go on reading from one database while the answer is sent, when its request is long over."""
    chunks = iter(content)
    while True:
        with reading(alias):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def remember(response: HttpResponse) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        _signer.sign("1"),
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def has_written(request: HttpRequest) -> bool:
    try:
        _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=REMEMBERED)
    except BadSignature:
        return False
    return True
