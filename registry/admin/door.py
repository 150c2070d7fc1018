"""The one door through which staff change records: whatever passes is derived from and recorded."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import partial

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.admin.alike import Alike, together
from registry.admin.deletion import deletion_of, losing
from registry.admin.drafts import OPEN as OPEN_DRAFT
from registry.admin.meanwhile import (
    OPENED,
    digest_of_doomed,
    is_as_seen,
    lock,
    recalled,
    remembered,
)
from registry.admin.posted import typed
from registry.choices import ChangeKind, ChangeState, Door
from registry.importers.changes import Capture, label_of, named, store, subject_of
from registry.importers.fixtures import Finding
from registry.importers.replaying import numbered
from registry.importers.soundness import broken_by, move_claims
from registry.models import Change, ChangeSet
from registry.models.participation import DERIVED, rebuild
from registry.models.read import is_derived_from
from registry.queries.changes import NOUNS, Told, changes_in_words

PUBLISH = "registry.publish_changeset"
TRIES = 3
SETS_A_PAGE = 25
CHANGES_A_PAGE = 200


def publishes(request: HttpRequest) -> bool:
    """Tell whether what this request changes is public at once, or kept as a draft.

    Where another person must review, only a superuser publishes alone, and may keep a draft.
    """
    user = request.user
    if getattr(request, "draft", None):
        return False
    may = user.is_superuser or (not settings.REVIEW_BY_ANOTHER and user.has_perm(PUBLISH))
    return may and "_draft" not in request.POST


def recorded(
    request: HttpRequest,
    run: Callable[[], HttpResponse],
    *,
    door: Door = Door.ADMIN,
    reason: str | None = None,
) -> HttpResponse:
    """Run what changes records, whole or not at all, and record it as one change set.

    `run` tells `request.capture` what it is about to touch. For whoever may not publish alone all
    is taken back, the set is kept as a draft, and the answer leads to it. Whoever adds another
    works on in that draft.
    """
    for _again in range(TRIES - 1):
        # Where someone else was faster, it is checked again, and told on the form.
        with suppress(IntegrityError):
            return _recorded(request, run, door, reason)
    return _recorded(request, run, door, reason)


def _recorded(request, run, door, reason):
    request.capture, request.changes = Capture(), None
    request.is_drafting = not publishes(request)
    reason = request.POST.get("_reason", "") if reason is None else reason
    adds_another = "_addanother" in request.POST
    change_set = ChangeSet(door=door, author=request.user, reason=reason.strip())
    with transaction.atomic():
        response = run()
        changes = request.capture.changes() if request.changes is None else request.changes
        if changes and not request.is_drafting:
            request.change_set = store(changes, change_set)
        elif changes:
            if getattr(request, "draft", None):
                request.redrafted = request.replayed.changes_with(request.capture)
            transaction.set_rollback(True)
    if changes and getattr(request, "draft", None):
        request.draft.reason = with_reason(request.draft.reason, change_set.reason)
        if IS_POPUP_VAR in request.POST:
            return in_popup(response, request.draft, request.redrafted)
        if adds_another or getattr(response, "url", "").partition("?")[0] == request.path:
            return response
        return redirect("admin:registry_changeset_change", request.draft.pk)
    if changes and request.is_drafting:
        request.change_set = keep_draft(changes, change_set)
        messages.success(request, _("Kept as a draft: nothing of it is public before a review."))
        if adds_another and request.change_set.state == ChangeState.DRAFT:
            request.session[OPEN_DRAFT] = request.change_set.pk
            return response
        return redirect("admin:registry_changeset_change", request.change_set.pk)
    return response


def with_reason(known: str, reason: str) -> str:
    """Add the reason for a part of a draft to those for the rest: all are published with it."""
    both = _("%(known)s; %(reason)s")
    if known and reason and reason not in known.split(both % {"known": "", "reason": ""}):
        return both % {"known": known, "reason": reason}
    return known or reason


def in_popup(
    response: TemplateResponse, draft: ChangeSet, changes: Collection[Change]
) -> TemplateResponse:
    """Tell the form that opened a popup the number that what was added gets in the draft.

    `changes` are those of the whole draft, before `numbered` gives the new rows theirs.
    """
    told = json.loads(response.context_data["popup_response_data"])
    if "action" not in told:
        known = set(draft.changes.values_list("model", "object_pk"))
        is_whole = [
            (one.model, one.object_pk) == (one.under_model, one.under_pk)
            for one in changes
            if one.kind == ChangeKind.ADD and (one.model, one.object_pk) not in known
        ]
        least = min([0, *(change.object_pk for change in changes)])
        told["value"] = str(least - 1 - is_whole.index(True))
        response.context_data["popup_response_data"] = json.dumps(told)
    return response


def keep_draft(changes: Collection[Change], change_set: ChangeSet) -> ChangeSet:
    """Store a draft; what a revert brings back has had its number all along.

    Sent a second time, as by a double click, it is the draft that it was.
    """
    changes = numbered(changes, known=changes if change_set.reverts_id else ())
    with transaction.atomic():
        lock(User, pk=change_set.author_id)  # the second waits for the first
        proposed = ChangeSet.objects.filter(
            state__in=(ChangeState.DRAFT, ChangeState.IN_REVIEW),
            author=change_set.author_id,
            door=change_set.door,
            reason=change_set.reason,
            reverts=change_set.reverts_id,
            subject=subject_of(changes)[:300],
        )
        content = content_of(changes)
        for draft in proposed:
            if content_of(draft.changes.order_by("pk")) == content:
                return draft
        return store(changes, change_set, state=ChangeState.DRAFT)


def content_of(changes: Iterable[Change]) -> list[str]:
    return [
        json.dumps([one.kind, one.model, one.object_pk, one.before, one.after], sort_keys=True)
        for one in changes
    ]


def by_set(
    sets: Iterable[ChangeSet], changes: Iterable[Change]
) -> list[tuple[ChangeSet, list[Told | Alike]]]:
    """Give each set with its changes in words."""
    found = defaultdict(list)
    for words in changes_in_words(list(changes)):
        found[words.change.change_set_id].append(words)
    return [(change_set, list(together(found[change_set.pk]))) for change_set in sets]


class ChangedMeanwhileError(Exception):
    """What is to be deleted is not what the page has shown."""


class UnsoundError(Exception):
    """What was saved has to be taken back: no file could hold what it leaves."""

    def __init__(self, findings: Iterable[Finding]):
        # Said before all is taken back, while the records are what they are told to be.
        self.told = [(one, f"{label_of(one.record)}: {one.reason}") for one in findings]


def keep_sound(request: HttpRequest) -> list[Change]:
    """Let claims follow what they are about, and see that nothing else was made wrong.

    Gives the changes by which that might have been, and those of the claims.
    """
    changes = request.capture.changes()
    has_moved = move_claims(changes, request.capture)
    if found := broken_by(changes):
        raise UnsoundError(found)
    return request.capture.changes() if has_moved else changes


def decides(change: Change) -> bool:
    """Tell whether something else may follow from a change than followed before."""
    names = change.after if change.kind == ChangeKind.CHANGE else None
    return is_derived_from(NOUNS[change.model], names)


class DoorAdmin(admin.ModelAdmin):
    """Derives from what is changed, and records it, in the transaction that changes it.

    `derives` names the paths to the treaties whose derived rows rest on this record.
    """

    derives = ()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        run = partial(super().changeform_view, request, object_id, form_url, extra_context)
        if request.method != "POST":
            return run()
        try:
            return recorded(request, run)
        except UnsoundError as error:
            request.unsound = error.told
            return recorded(request, run)

    def delete_view(self, request, object_id, extra_context=None):
        run = partial(super().delete_view, request, object_id, extra_context)
        return self._deletion(request, run)

    def changelist_view(self, request, extra_context=None):
        """Run an action over many records whole or not at all."""
        run = partial(super().changelist_view, request, extra_context)
        response = self._deletion(request, run)
        asked = getattr(response, "context_data", None) or {}
        if "deletable_objects" in asked:
            asked["opened"] = digest_of_doomed(asked["queryset"])
            asked["losing"] = losing(asked["queryset"])
        return response

    def _deletion(self, request, run):
        try:
            return recorded(request, run) if request.method == "POST" else run()
        except ChangedMeanwhileError:
            text = _("Someone else has changed this since the page was opened. Look at it again.")
            messages.error(request, text)
        except UnsoundError as error:
            for _finding, sentence in error.told:
                messages.error(request, sentence)
        return redirect(request.get_full_path())

    # What another person has changed since the page was opened is never overwritten unseen.

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.seen = self._seen(request)
        form.unsound = getattr(request, "unsound", ())
        return form

    def get_object(self, request, object_id, from_field=None):
        """Hold the record that is about to be changed, so that what is compared stays true."""
        if request.method == "POST" and hasattr(request, "capture"):
            with suppress(ValidationError, ValueError):  # which no record has
                lock(self.model, **{from_field or "pk": object_id})
        return super().get_object(request, object_id, from_field)

    def render_change_form(self, request, context, *args, add=False, obj=None, **kwargs):
        forms = [context["adminform"].form]
        forms += [form for part in context["inline_admin_formsets"] for form in part.formset.forms]
        context["opened"] = remembered(forms)
        context["is_for_editing"] = add or self.has_change_permission(request, obj)
        context["publishes"] = publishes(request)
        context["derives"] = self.derives
        context["reason"] = request.POST.get("_reason", "")
        return super().render_change_form(request, context, *args, add=add, obj=obj, **kwargs)

    def render_delete_form(self, request, context):
        context["opened"] = digest_of_doomed(self._stored(context["object"]))
        context["losing"] = losing(self._stored(context["object"]))
        return super().render_delete_form(request, context)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Keep what was typed in sight when the record has been deleted meanwhile."""
        if request.method != "POST" or not hasattr(request, "capture") or "post" in request.POST:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Someone has deleted this record meanwhile"),
            "opts": opts,
            "typed": typed(request, self.admin_site),
        }
        return TemplateResponse(request, "admin/registry/gone.html", context, status=410)

    def _seen(self, request):
        if not hasattr(request, "seen"):
            opened = request.POST.get(OPENED, "")
            request.seen = recalled(opened) if request.method == "POST" else {}
        return request.seen

    def history_view(self, request, object_id, extra_context=None):
        """Show the change sets that touched the record or its parts, each difference in words."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        sets = ChangeSet.objects.published().of(record).select_related("author", "reviewer")
        page = self.get_paginator(request, sets, SETS_A_PAGE).get_page(request.GET.get("p"))
        changes = Change.objects.of(record).filter(change_set__in=list(page))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % named(record),
            "page": page,
            "entries": by_set(page, changes.order_by("pk")[:CHANGES_A_PAGE]),
            "object": record,
            "opts": self.opts,
            "module_name": capfirst(self.opts.verbose_name_plural),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/registry/object_history.html", context)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Leave out what says that something is done when it is only drafted."""
        if level != messages.SUCCESS or not getattr(request, "is_drafting", False):
            super().message_user(request, message, level, *args, **kwargs)

    def treaties_of(self, records):
        return {
            treaty
            for path in self.derives
            for treaty in records.order_by().values_list(path, flat=True)
            if treaty is not None
        }

    def save_model(self, request, obj, form, change):
        form.treaties_before = self.treaties_of(self._stored(obj)) if change else set()
        if change:
            request.capture.watch(self.model, [obj.pk])
        super().save_model(request, obj, form, change)
        if not change:
            request.capture.add(obj)

    def save_formset(self, request, form, formset, change):
        changed = [row.instance.pk for row in formset.initial_forms if row.has_changed()]
        request.capture.watch(formset.model, [pk for pk in changed if pk])
        gone = [row.instance.pk for row in formset.deleted_forms if row.instance.pk]
        if gone:
            request.capture.watch_deletion(formset.model._base_manager.filter(pk__in=gone))
        super().save_formset(request, form, formset, change)
        request.capture.add(*formset.new_objects)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.treaties = set()
        request.changes = keep_sound(request)
        if any(map(decides, request.changes)):
            form.treaties = form.treaties_before | self.treaties_of(self._stored(form.instance))
        if form.treaties:
            rebuild(form.treaties)

    def delete_model(self, request, obj):
        treaties = self.treaties_of(self._stored(obj))
        self._watch_deletion(request, self._stored(obj))
        super().delete_model(request, obj)
        request.changes = keep_sound(request)
        if treaties:
            rebuild(treaties)

    def delete_queryset(self, request, queryset):
        treaties = self.treaties_of(queryset)
        self._watch_deletion(request, queryset)
        super().delete_queryset(request, queryset)
        request.changes = keep_sound(request)
        if treaties:
            rebuild(treaties)

    def _watch_deletion(self, request, rows):
        if not is_as_seen(request.POST.get(OPENED, ""), rows):
            raise ChangedMeanwhileError
        request.capture.watch_deletion(rows)

    def get_deleted_objects(self, objs, request):
        """Derived rows go with what they rest on, though nobody may delete them by themselves."""
        told = deletion_of(objs, request, self.admin_site)
        derived = {model._meta.verbose_name for model in DERIVED}
        if self.model.KEPT_BY_LINKS:
            rows = self.model._base_manager.filter(pk__in=[record.pk for record in objs])
            told.protected.extend(losing(rows))
        return told._replace(forbidden=told.forbidden - derived)

    def _stored(self, record):
        return self.model._default_manager.filter(pk=record.pk)
