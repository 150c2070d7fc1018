"""What is answered when a request fails or is refused before any page sees it, and what to do."""

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from registry.exports import json_response
from registry.faults import fault_of


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 with words for what the database could not do, else 500."""
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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.endswith(".json"):
        return json_response({"error": _("This request cannot be answered")}, status=400)
    return defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.endswith(".json"):
        return json_response({"error": _("There is no such page")}, status=404)
    return defaults.page_not_found(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form that does not bear the token of this site, before anything is done with it."""
    return HttpResponse(render_to_string("403_csrf.html"), status=403)


class RefusedMethods:
    """Say what an address answers where Django refuses a method without a word."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        allowed = response.headers["Allow"]
        if request.path.endswith(".json"):
            message = _("This address answers %(methods)s only.") % {"methods": allowed}
            told = json_response({"error": message})
        else:
            told = HttpResponse(render_to_string("405.html", {"methods": allowed}))
        response.content = told.content
        response.headers["Content-Type"] = told.headers["Content-Type"]
        return response
