"""Answers that need not be made again: what has not changed since, and what was made before."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.core.cache import cache as pages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags
from django.utils.translation import get_language

from registry.models.revision import Revision
from registry.views.base import PublicView, is_shared

# Seconds for which a proxy may answer with what it has. A browser asks each time, and mostly hears
# that nothing has changed: who has just corrected a record sees it.
SHARED_AGE = 60
# A page beyond this many bytes is not kept, nor any for longer than so many seconds.
LARGEST = 300_000
KEPT = 60 * 60
NOTHING = "", b"", {}
CODE = Path(__file__).resolve().parent.parent


class Validators(NamedTuple):
    """What tells whether an answer is still the same, and by which key it is kept.

    There is one for an address and a language: the answer of another revision takes its place, and
    none waits for its time to be over.
    """

    revision: str
    etag: str
    last_modified: int
    key: str


@cache
def release() -> str:
    """Name the code and the templates that make the pages, which an upgrade changes."""
    digest = sha256()
    for path in sorted(CODE.rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js", ".mo"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def validators_of(request: HttpRequest) -> Validators | None:
    """Tell what an answer rests on: the registry, the day, the address, the code; one query."""
    revision = Revision.objects.current()
    if revision is None:
        return None
    today, name = timezone.localdate(), revision.name
    key = _digest(request.build_absolute_uri(), get_language())
    # A page about today is another page tomorrow.
    last_modified = max(revision.changed_at.timestamp(), _midnight(today))
    etag = f'W/"{_digest(name, today, key, release())}"'
    return Validators(name, etag, int(last_modified), f"page-{key}")


def _digest(*parts: object) -> str:
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


@lru_cache
def _midnight(day: date) -> float:
    return timezone.make_aware(datetime.combine(day, time.min)).timestamp()


# The same for each page until the registry moves.
_written = lru_cache(http_date)


def has_moved(validators: Validators) -> bool:
    """Tell whether the registry has changed while a page was made, so that it mixes two states.

    The revision is read first and last, from the server that the rows come from: what is the same
    both times is what all of them belong to.
    """
    revision = Revision.objects.current()
    return revision is None or revision.name != validators.revision


class Freshness:
    """Say of each public page how to tell whether it is still the same, and do not make it twice.

    The public pages are the same for everyone: nothing here looks at who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def process_view(self, request, view_func, args, kwargs) -> HttpResponse | None:
        view = getattr(view_func, "view_class", None)
        if not (view and issubclass(view, PublicView) and request.method in ("GET", "HEAD")):
            return None
        request.validators = validators = validators_of(request)
        if validators is None:
            return None
        # Only an answer that was given bears the tag, so whoever names it has that answer.
        named = request.META.get("HTTP_IF_NONE_MATCH")
        if named and validators.etag in parse_etags(named):
            return HttpResponse(status=304)
        etag, content, headers = pages.get(validators.key, NOTHING)
        if etag != validators.etag:
            return None
        request.is_kept = True
        return HttpResponse(content, headers=headers)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        validators = getattr(request, "validators", None)
        if validators is None or response.status_code not in (200, 304) or response.cookies:
            return response
        if response.status_code == 200 and not hasattr(request, "is_kept"):
            if not response.streaming and has_moved(validators):
                response.headers["Cache-Control"] = "no-store"
                return response
            if is_shared(request):
                self._keep(response, validators)
        response.headers["ETag"] = validators.etag
        response.headers["Last-Modified"] = _written(validators.last_modified)
        response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SHARED_AGE}"
        return get_conditional_response(
            request, validators.etag, validators.last_modified, response
        )

    def _keep(self, response, validators):
        if not response.streaming and len(response.content) <= LARGEST:
            kept = validators.etag, response.content, dict(response.headers)
            pages.set(validators.key, kept, KEPT)
