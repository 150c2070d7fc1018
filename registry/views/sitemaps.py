"""What a search engine is told to read: every record, the lists, and nothing behind the desk."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from registry.languages import in_language
from registry.models import (
    Actor,
    Alliance,
    Mission,
    PartnershipProgram,
    RatificationProtocol,
    Treaty,
)

LISTS = (
    *("treaty", "actor", "protocol", "alliance", "ally", "program", "partnership"),
    *("mission", "source"),
)
RECORDS = (Treaty, Actor, Alliance, PartnershipProgram, Mission)


class InEachLanguage(Sitemap):
    """A page of the sitemap whose addresses are given in each language, with one another.

    Django's own way makes a list of every record there is to count the pages.
    """

    def get_urls(self, *args, **kwargs) -> list[dict[str, Any]]:
        return [
            told for url in super().get_urls(*args, **kwargs) for told in self.in_each_language(url)
        ]

    def in_each_language(self, url: dict[str, Any]) -> Iterator[dict[str, Any]]:
        parts = urlsplit(url["location"])
        codes = [code for code, _ in settings.LANGUAGES]
        found = {
            code: urlunsplit(parts._replace(path=in_language(parts.path, code))) for code in codes
        }
        alternates = [{"lang_code": code, "location": found[code]} for code in codes]
        default = {"lang_code": "x-default", "location": found[settings.LANGUAGE_CODE]}
        for code in codes:
            yield url | {"location": found[code], "alternates": [*alternates, default]}


class Pages(InEachLanguage):
    def items(self) -> list[str]:
        return ["home", "glossary", "data", *(f"{noun}_list" for noun in LISTS)]

    def location(self, item: str) -> str:
        return reverse(f"registry:{item}")


class Records(InEachLanguage):
    """The pages of all records of a model, in the order of their keys so that none is lost."""

    limit = 10_000

    def __init__(self, model: type):
        self.model = model

    def items(self):
        return self.model.objects.only("slug").order_by("pk")


class Protocols(InEachLanguage):
    limit = 10_000

    def items(self):
        found = RatificationProtocol.objects.select_related("treaty").order_by("pk")
        return found.only("treaty__slug")


SITEMAPS = {
    "pages": Pages(),
    **{model._meta.model_name: Records(model) for model in RECORDS},
    "protocol": Protocols(),
}


@csrf_exempt
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return views.index(request, SITEMAPS, sitemap_url_name="fixed:sitemap_section")


@csrf_exempt
@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, SITEMAPS, section=section)


@csrf_exempt
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Allow all but the desk and what has no end: searches, and every day of every page."""
    lines = [
        "User-agent: *",
        *(
            f"Disallow: {in_language(reverse(name), code)}"
            for name in ("admin:index", "registry:search")
            for code, _ in settings.LANGUAGES
        ),
        "Disallow: /*?*as_at=",
        f"Sitemap: {request.build_absolute_uri(reverse('fixed:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
