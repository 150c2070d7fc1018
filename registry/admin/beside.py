"""What follows from the record, shown beside what is typed: standing, status, faults."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.quality import mending_url, quality_url
from registry.choices import SUSPENDING, Standing
from registry.models import Actor, Participation, Treaty, TreatyAction
from registry.queries.quality import Item, counts, fault_numbers, faults, with_faults
from registry.queries.standings import treaties_bound_by
from registry.queries.status import plain_status, statuses
from registry.sentences import say

NONE = gettext_lazy("none known")


def is_one_page(request: HttpRequest) -> bool:
    """Tell whether this request opens the page of one record."""
    found = getattr(request, "resolver_match", None)
    return bool(found and "object_id" in found.kwargs)


def read_with_faults(treaties: QuerySet) -> QuerySet:
    """Count the faults of a treaty in the query that reads it; its page has few to spare."""
    here = {"treaty": OuterRef("pk")}
    provisional = Participation.objects.filter(standing=Standing.PROVISIONAL, **here)
    suspended = TreatyAction.objects.filter(kind__in=SUSPENDING, **here)
    return with_faults(treaties).annotate(is_applied_oddly=Exists(provisional) | Exists(suspended))


def treaty_status(treaty: Treaty) -> str:
    """Say a treaty's status today, with its ground."""
    day = date.today()
    if getattr(treaty, "is_applied_oddly", True):
        return statuses([treaty], day)[treaty.pk].reason
    return plain_status(treaty, day).reason


def treaty_faults(treaty: Treaty) -> str:
    """Count a treaty's faults by kind, each with the way to their list."""
    links = [
        (quality_url(kind=check.code if check.message else "", treaty=treaty.slug), check, number)
        for check, number in fault_numbers(treaty)
    ]
    return linked(links)


def actor_faults(actor: Actor) -> str:
    found = counts(date.today(), actors=[actor.pk])
    return linked(
        (quality_url(kind=check.code, actor=actor.slug), check, number) for check, number in found
    )


def actor_treaties(actor: Actor) -> str:
    return _("Party to treaties today: %(number)s") % {
        "number": say(treaties_bound_by([actor], date.today())[actor.pk])
    }


def linked(found: Iterable[tuple]) -> str:
    parts = [(url, check.label, _(":"), number) for url, check, number in found]
    return format_html_join(" · ", '<a href="{}">{}</a>{} {}', parts) if parts else NONE


def act_standing(act: TreatyAction) -> str:
    """Say where the actor of an act stands under its treaty, spell by spell."""
    spells = Participation.objects.filter(treaty=act.treaty_id, actor=act.actor_id)
    reasons = [(say(spell.reason),) for spell in spells.order_by("begins_earliest", "pk")]
    return format_html_join("", "<div>{}</div>", reasons) if reasons else _("none")


def act_treaty(act: TreatyAction) -> str:
    """Say the status of an act's treaty, and its entry into force as computed."""
    treaty = act.treaty
    force = getattr(treaty, "force", None)
    words = say(force.computed_on) if force and force.computed_on else _("not yet")
    return format_html(
        _('<a href="{}">{}</a>: {}. By the clause and the acts in force: {}.'),
        reverse("admin:registry_treaty_change", args=[treaty.pk]),
        treaty,
        statuses([treaty], date.today())[treaty.pk].reason,
        words,
    )


def act_faults(act: TreatyAction) -> str:
    """List what is wrong in an act, each with the way to the field that mends it."""
    found = faults(treaties=[act.treaty_id], actors=[act.actor_id])
    return listed([item for item in found if item.record == act])


def listed(items: list[Item]) -> str:
    rows = ((mending_url(item), item.message) for item in items)
    return format_html_join("", '<div><a href="{}">{}</a></div>', rows) if items else NONE
