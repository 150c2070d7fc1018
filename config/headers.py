"""The headers that keep a page to itself: what it may load, who may embed it, who may read it."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.limits import is_of_staff

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "publickey-credentials-get",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Frame-Options": "DENY",  # what Django's own middleware leaves out: what never reaches it
}

# Public data, which is the same whoever asks. Every page, and all that staff see, ends otherwise.
DATA = re.compile(r"\.(json|csv|xlsx|atom|ics|bib|ris|zip|sqlite3)$")
# The scripts of any site may read it, but never with the cookies of who looks at that site.
OF_DATA = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}


class SecurityHeaders:
    """Add the headers that Django has no setting for, unless a view has set a narrower one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_data = DATA.search(request.path) and not is_of_staff(request)
        headers = HEADERS | OF_DATA if is_data else HEADERS
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
