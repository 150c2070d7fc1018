"""How many whole lists and files one address may take: each costs what hundreds of pages do."""

import re
import time
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from config.addresses import counted_address
from config.limits import is_of_staff

MINUTE = 60
PAUSE = 10
EXPENSIVE = re.compile(r"\.(csv|xlsx|zip|sqlite3)$")


class DownloadLimit:
    """Bound what one address takes in a minute, and what all together take at a time.

    DOWNLOADS_PER_MINUTE are counted in the cache: for all processes where CACHE_URL names one that
    they share, and not at all while that one is down. DOWNLOADS_AT_ONCE are those of a process.
    Staff are not counted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.sending = 0
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not EXPENSIVE.search(request.path) or is_of_staff(request):
            return self.get_response(request)
        most = settings.DOWNLOADS_PER_MINUTE
        minute, second = divmod(int(time.time()), MINUTE)
        address = counted_address(request)
        if most and counted(f"downloads-{address}-{minute}") > most:
            words = _("An address may take %(most)d downloads a minute.") % {"most": most}
            return refuse(request, 429, words, MINUTE - second)
        return self.send(request)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer, if not too many are being answered: each holds a thread until it is read."""
        most = settings.DOWNLOADS_AT_ONCE
        with self.lock:
            is_full = 0 < most <= self.sending
            self.sending += not is_full
        if is_full:
            words = _("As many downloads as this site sends at a time are under way.")
            return refuse(request, 503, words, PAUSE)
        try:
            response = self.get_response(request)
        except BaseException:
            self.sent()
            raise
        response.close = then(response.close, self.sent)
        return response

    def sent(self) -> None:
        with self.lock:
            self.sending -= 1


def counted(key: str) -> int:
    """Count one more; 0 while there is nothing to count with."""
    counts = caches["limits"]
    counts.add(key, 0, 2 * MINUTE)
    try:
        return counts.incr(key)
    except ValueError:  # put out of a full cache meanwhile
        return 0


def then(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    """Do one thing and then the other, whatever becomes of the first, and the other only once."""
    done = []

    def both() -> None:
        try:
            first()
        finally:
            if not done:
                done.append(True)
                second()

    return both


def refuse(request: HttpRequest, status: int, reason: str, seconds: int) -> HttpResponse:
    advice = _(
        "Go on in %(seconds)d seconds. To take everything, one file holds it: see /data/."
    ) % {"seconds": seconds}
    words = f"{reason} {advice}"
    if "text/html" in request.headers.get("Accept", ""):
        given = {"status": status, "message": words}
        response = render(request, "registry/too_many.html", given, status=status)
    else:
        response = JsonResponse({"error": words}, status=status)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
