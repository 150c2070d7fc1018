"""What a search engine is told to read: every record, the lists, and nothing behind the desk."""

from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from registry.models import (
    Actor,
    Alliance,
    Mission,
    PartnershipProgram,
    RatificationProtocol,
    Treaty,
)

LISTS = ("treaty", "actor", "protocol", "alliance", "program", "partnership", "mission", "source")
RECORDS = (Treaty, Actor, Alliance, PartnershipProgram, Mission)


class Pages(Sitemap):
    def items(self) -> list[str]:
        return ["home", "glossary", "data", *(f"{noun}_list" for noun in LISTS)]

    def location(self, item: str) -> str:
        return reverse(f"registry:{item}")


class Records(Sitemap):
    """The pages of all records of a model, in the order of their keys so that none is lost."""

    limit = 10_000

    def __init__(self, model: type):
        self.model = model

    def items(self):
        return self.model.objects.only("slug").order_by("pk")


class Protocols(Sitemap):
    limit = 10_000

    def items(self):
        found = RatificationProtocol.objects.select_related("treaty").order_by("pk")
        return found.only("treaty__slug")


SITEMAPS = {
    "pages": Pages(),
    **{model._meta.model_name: Records(model) for model in RECORDS},
    "protocol": Protocols(),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return views.index(request, SITEMAPS, sitemap_url_name="registry:sitemap_section")


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, SITEMAPS, section=section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Allow all but the desk and what has no end: searches, and every day of every page."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('registry:search')}",
        "Disallow: /*?*as_at=",
        f"Sitemap: {request.build_absolute_uri(reverse('registry:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
