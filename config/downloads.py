"""How many whole lists and files one address may take: each costs what hundreds of pages do."""

import re
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from config.addresses import client_address
from config.limits import is_of_staff

MINUTE = 60
EXPENSIVE = re.compile(r"\.(csv|xlsx|zip|sqlite3)$")


class DownloadLimit:
    """Count the downloads of each address by the minute: DOWNLOADS_PER_MINUTE, 0 for no limit.

    They are counted in the cache: for all processes where CACHE_URL names one that they share, and
    not at all while that one is down. Staff are not counted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = settings.DOWNLOADS_PER_MINUTE
        if not most or not EXPENSIVE.search(request.path) or is_of_staff(request):
            return self.get_response(request)
        minute, second = divmod(int(time.time()), MINUTE)
        if counted(f"downloads-{neighbourhood(client_address(request))}-{minute}") <= most:
            return self.get_response(request)
        return refuse(request, most, MINUTE - second)


def counted(key: str) -> int:
    """Count one more; 0 while there is nothing to count with."""
    counts = caches["limits"]
    counts.add(key, 0, 2 * MINUTE)
    try:
        return counts.incr(key)
    except ValueError:  # put out of a full cache meanwhile
        return 0


def neighbourhood(address: str) -> str:
    """Give an address as it is counted: one customer has all the IPv6 addresses of a /64."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address) and not known.ipv4_mapped:
        return str(ip_network(f"{known}/64", strict=False).network_address)
    return str(known)


def refuse(request: HttpRequest, most: int, seconds: int) -> HttpResponse:
    words = _(
        "An address may take %(most)d downloads a minute. Go on in %(seconds)d seconds; to take "
        "everything, one file holds it: see /data/."
    ) % {"most": most, "seconds": seconds}
    if "text/html" in request.headers.get("Accept", ""):
        response = render(request, "registry/too_many.html", {"message": words}, status=429)
    else:
        response = JsonResponse({"error": words}, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
