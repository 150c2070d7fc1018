"""The page from which a form was opened, and to which whoever saves it returns."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

BACK = "_back"


def leading_back(url: str, back: str) -> str:
    """Let a save of the form at `url`, whose fragment may name a box, lead to `back`."""
    page, mark, box = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{urlencode({BACK: back})}{mark}{box}"


def way_back(request: HttpRequest) -> str:
    """Give the address to return to; what is no page of the admin is none."""
    back = request.GET.get(BACK, "")
    return back if back.startswith(reverse("admin:index")) else ""


class LeadsBack:
    """Leads from a saved form to the page that opened it, or on to the rows asked for."""

    def response_post_save_add(self, request, obj):
        back = way_back(request)
        return redirect(back) if back else super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        back = way_back(request)
        return redirect(back) if back else super().response_post_save_change(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return going_on(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return going_on(request, super().response_change(request, obj))


def going_on(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep the way back for whoever works on, at the page of rows that was asked for."""
    if "_continue" not in request.POST or response.status_code != 302:
        return response
    path, _mark, query = response.url.partition("?")
    asked = QueryDict(query, mutable=True)
    if back := way_back(request):
        asked[BACK] = back
    rows, is_page, number = request.POST["_continue"].partition("-page=")
    if is_page:
        asked[f"{rows}-page"] = number
    place = f"#{rows}-group" if is_page else ""
    response["Location"] = f"{path}{'?' if asked else ''}{asked.urlencode()}{place}"
    return response
