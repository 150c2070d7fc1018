"""The desk: what waits, what awaits review, what falls due, what is wrong, and where to begin."""

from datetime import date
from functools import partial
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from registry.admin.door import PUBLISH
from registry.admin.quality import kinds, quality_page
from registry.admin.saved import forget_filter, save_filter
from registry.admin.typed import TypedTreaty
from registry.choices import ChangeState
from registry.dates import Answer
from registry.law.progress import waited
from registry.models import (
    FIXTURES,
    Actor,
    ChangeSet,
    RatificationProtocol,
    SavedFilter,
    Treaty,
    TreatyAction,
)
from registry.queries.due import due
from registry.queries.progress import ProtocolOn, protocols_on

NOUNS = [model for models in FIXTURES.values() for model in models]
NAMED = 8
SHOWN = 10
HITS = 5


class Waiting(NamedTuple):
    """A protocol that is not in force, and whom it waits for."""

    told: ProtocolOn
    names: list[Actor]
    more: int
    days: int | None


def desk_urls(site) -> list:
    """Give the paths of the desk, beside those of the records."""
    pages = [
        ("search/", search_page, "search"),
        ("grid/", choose_treaty, "grid"),
        ("quality/", quality_page, "quality"),
        ("filters/save/", save_filter, "save_filter"),
        ("filters/<int:pk>/forget/", forget_filter, "forget_filter"),
    ]
    return [
        path(address, site.admin_view(partial(page, site)), name=name)
        for address, page, name in pages
    ]


def desk_context(site, request: HttpRequest) -> dict:
    """Gather what stands on the desk, each part for those who may see it."""
    day, user = date.today(), request.user
    sees_treaties = site.get_model_admin(Treaty).has_view_permission(request)
    own = ChangeSet.objects.filter(author=user)
    return {
        "waiting": waiting_protocols(day) if sees_treaties else [],
        "review": ChangeSet.objects.waiting().select_related("author")[:SHOWN]
        if user.has_perm(PUBLISH)
        else [],
        "drafts": own.filter(state=ChangeState.DRAFT)[:SHOWN],
        "recent": own.exclude(state=ChangeState.DRAFT)[:SHOWN],
        "due": due(day)[: 2 * SHOWN] if sees_treaties else [],
        "kinds": kinds(site, request, day),
        "filters": SavedFilter.objects.seen_by(user),
        "may_enter": site.get_model_admin(TreatyAction).has_add_permission(request),
        "sees_treaties": sees_treaties,
    }


def waiting_protocols(day: date) -> list[Waiting]:
    """List the protocols that have not entered into force, with whom they wait for."""
    protocols = (
        RatificationProtocol.objects.filter(
            Q(treaty__force=None) | Q(treaty__force__in_force_on="", treaty__force__ended_on=""),
            treaty__ended_on="",
        )
        .select_related("treaty", "amends")
        .prefetch_related("candidates")
    )
    told = protocols_on(list(protocols), day)
    pending = [one for one in told.values() if one.progress.is_met is not Answer.YES]
    awaited = {actor for one in pending for actor in awaited_by(one)}
    actors = Actor.objects.in_bulk(awaited)
    return [_waiting(one, actors, day) for one in pending]


def awaited_by(told: ProtocolOn) -> list[int]:
    return [*told.progress.outstanding, *told.progress.uncertain]


def _waiting(told: ProtocolOn, actors: dict[int, Actor], day: date) -> Waiting:
    names = sorted((actors[pk] for pk in awaited_by(told)), key=lambda actor: actor.name)
    opened = told.protocol.treaty.concluded_on
    since = opened and opened.earliest
    days = waited(since, day) if since else None
    return Waiting(told, names[:NAMED], max(len(names) - NAMED, 0), days)


def search_page(site, request: HttpRequest) -> HttpResponse:
    """Search every noun at once: the first hits of each, and the way to all of them."""
    words = request.GET.get("q", "").strip()[:200]
    context = {
        **site.each_context(request),
        "title": _("Search"),
        "words": words,
        "groups": list(_groups(site, request, words)) if words else [],
    }
    return TemplateResponse(request, "admin/registry/search.html", context)


def _groups(site, request, words):
    for model, admin in site._registry.items():
        is_noun = model in NOUNS and admin.get_model_perms(request)
        if not (is_noun and admin.has_view_permission(request)):
            continue
        related = admin.choice_select_related
        rows = admin.model._default_manager.all()
        rows = rows.select_related(*related) if related else rows
        found, may_repeat = admin.get_search_results(request, rows, words)
        hits = list((found.distinct() if may_repeat else found)[: HITS + 1])
        if hits:
            meta = admin.opts
            address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
            change = f"admin:{meta.app_label}_{meta.model_name}_change"
            yield {
                "noun": meta.verbose_name_plural,
                "hits": [
                    (admin.choice_label(hit), reverse(change, args=[hit.pk])) for hit in hits[:HITS]
                ],
                "all": f"{address}?{urlencode({'q': words})}" if len(hits) > HITS else "",
            }


def choose_treaty(site, request: HttpRequest) -> HttpResponse:
    """Lead to the grid of the treaty that is named, or to those that it may be."""
    words = request.GET.get("treaty", "").strip()[:200]
    try:
        treaty = TypedTreaty().clean(words)
    except ValidationError:
        treaty = None
    if treaty:
        return redirect("admin:registry_treaty_grid", treaty.pk)
    messages.info(request, _("Choose the treaty; its page leads to the grid."))
    address = reverse("admin:registry_treaty_changelist")
    return redirect(f"{address}?{urlencode({'q': words})}")
