"""How long a session of staff lasts."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from config.limits import is_of_staff
from registry.languages import without_language

LONGEST = timedelta(hours=24)
# How often a session that is in use is written, so that it ends so long after it was used last.
TOUCHED_EVERY = timedelta(minutes=15)
BEGAN, TOUCHED = "began", "touched"


class SessionLimit:
    """End the sessions of staff: after SESSION_COOKIE_AGE without use, and a day after it began.

    A session that did not begin by signing in bears no mark, and ends without being prolonged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_staff(request):  # public pages ask for no session
            return self.get_response(request)
        now, session = timezone.now().timestamp(), request.session
        if (began := session.get(BEGAN)) is not None:
            if now - began > LONGEST.total_seconds():
                session.flush()
            elif now - session[TOUCHED] > TOUCHED_EVERY.total_seconds():
                session[TOUCHED] = now
        response = self.get_response(request)
        is_signing_in = without_language(request.path).startswith("/admin/login/")
        if is_signing_in and SESSION_KEY in session and BEGAN not in session:
            session[BEGAN] = session[TOUCHED] = now
        return response
