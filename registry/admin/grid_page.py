"""The pages of the grid: choose a treaty, list the rows, preview, save."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.admin.door import UnsoundError, keep_sound, recorded
from registry.admin.grid import Grid, as_posted, in_short, listed
from registry.admin.grid_forms import NAMES, ROWS, UNKNOWN_NAMES, ActForm, Rows, WhoForm
from registry.admin.warned import Confirmation
from registry.choices import ActionKind, Door
from registry.models import Alliance, Source, Treaty, TreatyAction

OFFERED = 50


def grid_page(admin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Enter many acts under one treaty. Every step posts the whole page; no script needed."""
    treaty = admin.get_object(request, object_id)
    if treaty is None:
        return admin._get_obj_does_not_exist_redirect(request, admin.opts, object_id)
    acts = admin.admin_site.get_model_admin(TreatyAction)
    if not (admin.has_view_permission(request, treaty) and acts.has_add_permission(request)):
        raise PermissionDenied
    page = _Page(admin, request, treaty)
    return recorded(request, page.answer, door=Door.GRID) if page.is_posted else page.answer()


class _Page:
    def __init__(self, admin, request, treaty):
        self.admin, self.request, self.treaty = admin, request, treaty
        self.is_posted = request.method == "POST"
        posted = request.POST if self.is_posted else None
        self.who = WhoForm(
            posted,
            initial={"as_at": "", "who": request.GET.get("who")},
            treaties=self._treaties(),
            alliances=_alliances(),
        )
        self.act = ActForm(
            posted, depositaries=list(treaty.depositaries.all()), sources=self._sources()
        )
        self.grid = self.consequences = self.confirmation = None
        self.has_conflict = False

    def answer(self) -> HttpResponse:
        if self.is_posted:
            formset = self._rows()
            if formset is not None:
                self.grid = Grid(self.treaty, self.act, formset)
                if self._saved():
                    return self._done()
        return TemplateResponse(self.request, "admin/registry/treaty/grid.html", self._context())

    def _rows(self):
        """Give the rows that were posted, or those of the set that is asked for; None: no set."""
        post = self.request.POST
        if "_list" not in post:
            return Rows(post)
        self.act.is_valid()
        if not self.who.is_valid():
            return None
        who = self.who.cleaned_data
        day = who.get("as_at") or self.act.cleaned_data.get("deposited_on")
        day = day and (day.latest or day.earliest)
        rows = listed(who, self.treaty, day or date.today())
        if not rows:
            self.who.add_error("who", _("Nobody is in this set on that day."))
            return None
        if len(rows) > ROWS:
            message = _("The grid takes %(most)d rows at a time, and these are %(number)d.")
            field = "pasted" if who["who"] == NAMES else "who"
            self.who.add_error(field, message % {"most": ROWS, "number": len(rows)})
            return None
        return Rows(as_posted(rows))

    def _saved(self) -> bool:
        """Save, or see what would follow; either whole or not at all."""
        if not self.grid.acts:
            return False
        try:
            with transaction.atomic():
                self.consequences = self.grid.save(date.today())
                warnings = in_short(self.consequences.warnings)
                self.confirmation = Confirmation(self.request, warnings)
                wanted = "_save" in self.request.POST and self.grid.is_sound
                self.request.capture.add(*self.grid.acts)
                keep_sound(self.request)
                if wanted and self.confirmation.is_given:
                    return True
                transaction.set_rollback(True)
        except IntegrityError:
            self.has_conflict = True
        except UnsoundError as error:
            self.consequences = None
            self.grid.refuse(error.told)
        return False

    def _done(self):
        if not self.request.is_drafting:
            number = len(self.grid.acts)
            text = ngettext("%(number)d act was added.", "%(number)d acts were added.", number)
            messages.success(self.request, text % {"number": number})
        return redirect("admin:registry_treaty_change", self.treaty.pk)

    def _context(self):
        grid = self.grid
        rows = grid.rows if grid else []
        left_out = sum(bool(row.remarks or row.warnings) and not row.act for row in rows)
        unknown = sum(row.actor is None for row in rows)
        return {
            **self.admin.admin_site.each_context(self.request),
            "title": _("Acts of many actors"),
            "subtitle": str(self.treaty),
            "opts": self.admin.opts,
            "original": self.treaty,
            "who": self.who,
            "act": self.act,
            "grid": grid,
            "rows": rows,
            "taken": len(grid.acts) if grid else 0,
            "left_out": left_out,
            "unknown": unknown,
            "is_too_many": unknown > UNKNOWN_NAMES,
            "most_unknown": UNKNOWN_NAMES,
            "with_errors": sum(bool(row.errors) for row in rows),
            "has_kinds": any(row.form.data.get(row.form.add_prefix("kind")) for row in rows),
            "kinds": ActionKind.labels,
            "consequences": self.consequences,
            "confirmation": self.confirmation,
            "is_confirmation_missing": bool(
                self.confirmation
                and grid.is_sound
                and "_save" in self.request.POST
                and not self.confirmation.is_given
            ),
            "is_nothing_to_save": bool(
                grid and "_save" in self.request.POST and grid.is_sound and not grid.acts
            ),
            "has_conflict": self.has_conflict,
            "is_listed": bool(grid),
            "media": self.admin.media,
        }

    def _treaties(self):
        """Offer the treaties that this one amends or implements, and those that do it to it."""
        related = Treaty.objects.filter(relations_from__treaty=self.treaty)
        related |= Treaty.objects.filter(ratification_protocols__treaty=self.treaty)
        return [(one.slug, str(one)) for one in related.distinct()[:OFFERED]]

    def _sources(self):
        """Offer the sources of this treaty's acts, and those recorded last."""
        used = Source.objects.filter(treatyactions__treaty=self.treaty).distinct()
        recent = Source.objects.order_by("-pk")
        found = [*used[:OFFERED], *recent[:OFFERED]]
        return list(dict.fromkeys((source.slug, source.title) for source in found))


def _alliances():
    return [(one.slug, str(one)) for one in Alliance.objects.all()[:OFFERED]]


def grid_url(treaty: Treaty) -> str:
    return reverse("admin:registry_treaty_grid", args=[treaty.pk])
