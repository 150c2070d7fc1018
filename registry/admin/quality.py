"""The quality list: what is wrong in the record, and the field that mends each fault."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from registry.admin.way_back import leading_back
from registry.models import Actor, Treaty
from registry.queries.quality import Check, Item, check_of, counts

ROWS_A_PAGE = 50
PARAMETERS = ("kind", "treaty", "actor")


def quality_page(site, request: HttpRequest) -> HttpResponse:
    """List faults of one kind, or count those of every kind; a filter that finds nobody says so."""
    day = date.today()
    given = {name: request.GET.get(name, "").strip() for name in PARAMETERS}
    treaties = actors = None
    if given["treaty"]:
        titled = Treaty.objects.titled(" ".join(given["treaty"].split()[:12])).order_by()
        treaties = Treaty.objects.filter(
            Q(slug=given["treaty"]) | Q(pk__in=titled.values("pk"))
        ).values("pk")
    if given["actor"]:
        code = Q(slug=given["actor"]) | Q(iso3__iexact=given["actor"])
        named = Actor.objects.named(given["actor"]).order_by().values("pk")
        actors = Actor.objects.filter(code | Q(pk__in=named)).values("pk")
    check = check_of(given["kind"]) if given["kind"] else None
    if check and not may_see(site, request, check):
        check = None
    context = {
        **site.each_context(request),
        "title": _("Quality"),
        "subtitle": check.label if check else None,
        "given": given,
        "check": check,
        "kinds": kinds(site, request, day, given, treaties=treaties, actors=actors),
        "is_filtered": any(given.values()),
        "is_nav_sidebar_enabled": False,
    }
    if check:
        found = check.found(day, treaties=treaties, actors=actors).order_by("-pk")
        page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
        items = [check.item(row) for row in page.object_list]
        here = f"{quality_url(**given)}&page={page.number}"
        context |= {
            "page": page,
            "items": [
                (item, leading_back(mending_url(item), f"{here}#id_fault_{number}"))
                for number, item in enumerate(items, 1)
            ],
            "query": urlencode({name: value for name, value in given.items() if value}),
        }
    return TemplateResponse(request, "admin/registry/quality.html", context)


def kinds(site, request, day, given=None, **about) -> list[tuple[Check, int, str]]:
    """Count each kind of fault that this person may see, with the address of its list."""
    given = given or {}
    return [
        (check, number, quality_url(**{**given, "kind": check.code}))
        for check, number in counts(day, **about)
        if may_see(site, request, check)
    ]


def may_see(site, request: HttpRequest, check: Check) -> bool:
    return site.get_model_admin(check.model).has_view_permission(request)


def quality_url(**given: str) -> str:
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('admin:quality')}?{query}"


def mending_url(item: Item) -> str:
    """Lead to the very field that mends a fault."""
    meta = item.record._meta
    page = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[item.record.pk])
    return f"{page}#id_{item.field}"
