"""Review: the queue of change sets, and one set with what it changes and what follows from it."""

import hashlib
import json
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.alike import together
from registry.admin.base import register
from registry.admin.door import CHANGES_A_PAGE, PUBLISH, keep_draft, publishes
from registry.admin.drafts import OPEN as OPEN_DRAFT
from registry.admin.drafts import checked, restore
from registry.admin.guards import Guarded
from registry.admin.meanwhile import SALT, recalled
from registry.choices import ChangeKind, ChangeState, Door
from registry.importers.changes import store
from registry.importers.replaying import Conflict, Replay, Trouble, inverse
from registry.models import Change, ChangeSet
from registry.queries.changes import NOUNS, changes_in_words, values_in_words
from registry.queries.consequences import differing, following

SEEN = "_shown"
PREVIEWED = 50  # rows that are done again at each opening of a page; more of them on demand
NEEDED = {ChangeKind.ADD: "delete", ChangeKind.CHANGE: "change", ChangeKind.DELETE: "add"}


def is_author(request, change_set) -> bool:
    return change_set.author_id == request.user.pk


def reviews(request, change_set) -> bool:
    """Tell whether this person may publish the set or send it back.

    The author's own set needs another person, unless the installation does without or a superuser
    says expressly to do it alone.
    """
    if not request.user.has_perm(PUBLISH):
        return False
    alone = request.user.is_superuser and "_alone" in request.POST
    return alone or not settings.REVIEW_BY_ANOTHER or not is_author(request, change_set)


def may_publish_alone(request, change_set) -> bool:
    return is_author(request, change_set) and request.user.is_superuser


def may_revert(request, change_set) -> bool:
    """Tell whether this person may do by hand what takes the set back."""
    touched = change_set.changes.order_by().values_list("kind", "model").distinct()
    rights = {f"registry.{NEEDED[kind]}_{model}" for kind, model in touched}
    return request.user.has_perms(rights)


class Decision(NamedTuple):
    """What can be decided about a set: in which states, and by whom."""

    states: tuple[ChangeState, ...]
    is_allowed: Callable


OPEN = (ChangeState.DRAFT, ChangeState.IN_REVIEW)
DECISIONS = {
    "_open": Decision((ChangeState.DRAFT,), is_author),
    "_leave": Decision(tuple(ChangeState), is_author),
    "_send": Decision((ChangeState.DRAFT,), is_author),
    "_publish": Decision(OPEN, reviews),
    "_send_back": Decision((ChangeState.IN_REVIEW,), reviews),
    "_leave_out": Decision(OPEN, lambda *given: is_author(*given) or reviews(*given)),
    "_withdraw": Decision(OPEN, lambda *given: is_author(*given) or reviews(*given)),
    "_revert": Decision((ChangeState.PUBLISHED,), may_revert),
}


@register(ChangeSet)
class ChangeSetAdmin(Guarded, admin.ModelAdmin):
    """The queue and the history of all records; a set is read here, and decided about."""

    list_display = ["subject_shown", "state", "door", "author", "rows", "created_at", "sent_at"]
    list_display_links = ["subject_shown"]
    list_filter = ["state", "door"]
    list_select_related = ["author"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-pk"]
    search_fields = ["subject", "reason", "author__username"]
    actions = None

    @admin.display(description=gettext_lazy("subject"), ordering="subject")
    def subject_shown(self, change_set):
        return str(change_set)

    @admin.display(description=gettext_lazy("rows added, changed, deleted"))
    def rows(self, change_set):
        return f"{change_set.added}, {change_set.changed}, {change_set.deleted}"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        change_set = self.get_object(request, unquote(object_id)) if object_id else None
        if not self.has_view_permission(request, change_set) or not object_id:
            raise PermissionDenied
        if change_set is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            return self.decide(request, change_set)
        return self.show(request, change_set)

    def history_view(self, request, object_id, extra_context=None):
        return redirect("admin:registry_changeset_change", object_id)

    def show(self, request, change_set, replay=None):
        """Open the set: what differs, what follows, and what may be decided."""
        # Taken first: what the author adds while the page is made is none of it.
        seen = change_set.is_open and signing.dumps(digest_of(change_set), salt=SALT)
        page = Paginator(change_set.changes.all(), CHANGES_A_PAGE).get_page(request.GET.get("p"))
        rows = change_set.added + change_set.changed + change_set.deleted
        is_previewed = change_set.is_open and (rows <= PREVIEWED or "check" in request.GET)
        context = {
            **self.admin_site.each_context(request),
            "title": str(change_set),
            "opts": self.opts,
            "set": change_set,
            "page": page,
            "changes": list(together(changes_in_words(list(page)))),
            "decisions": [
                name
                for name, decision in DECISIONS.items()
                if name != "_leave"
                and change_set.state in decision.states
                and decision.is_allowed(request, change_set)
            ],
            "may_publish_alone": change_set.is_open and may_publish_alone(request, change_set),
            "note": request.POST.get("note", ""),
            "seen": seen,
            "is_previewed": is_previewed,
        }
        if replay is None and is_previewed:
            replay, context["follows"] = preview(change_set)
        if replay:
            context["troubles"] = replay.troubles
            context["troubled"] = rows_of(replay.troubles)
            context["contested"] = rows_of(replay.conflicts)
            context["conflicts"] = [in_words(conflict) for conflict in replay.conflicts]
        return TemplateResponse(request, "admin/registry/changeset/change.html", context)

    def decide(self, request, change_set):
        """Do what the button says; each right is checked here, whatever the page has shown."""
        name = next((name for name in DECISIONS if name in request.POST), None)
        if name is None or not DECISIONS[name].is_allowed(request, change_set):
            raise PermissionDenied
        try:
            with transaction.atomic():
                locked = ChangeSet.objects.select_for_update(of=["self"]).get(pk=change_set.pk)
                if locked.state not in DECISIONS[name].states:
                    state = locked.get_state_display().lower()
                    text = _("Meanwhile this set is: %(state)s. Nothing was done.")
                    messages.error(request, text % {"state": state})
                    return redirect(request.path)
                return getattr(self, name[1:])(request, locked)
        except IntegrityError:
            text = _("Someone else has just changed the same rows. Nothing was done: try again.")
            messages.error(request, text)
            return redirect(request.path)

    def open(self, request, change_set):
        """Let the author work on in the draft, beginning with its first record."""
        request.session[OPEN_DRAFT] = change_set.pk
        self.keep_reason(request, change_set)
        for change in change_set.changes.exclude(kind=ChangeKind.DELETE).order_by("pk"):
            name, pk = (
                (change.under_model, change.under_pk)
                if change.under_pk
                else (change.model, change.object_pk)
            )
            return redirect(f"admin:registry_{name}_change", quote(pk))
        return redirect("admin:index")

    def leave(self, request, change_set):
        request.session.pop(OPEN_DRAFT, None)
        return redirect(request.path)

    def send(self, request, change_set):
        change_set.state, change_set.sent_at = ChangeState.IN_REVIEW, timezone.now()
        self.keep_reason(request, change_set)
        return self.done(request, _("Sent for review."))

    def keep_reason(self, request, change_set):
        change_set.reason = request.POST.get("reason", "").strip() or change_set.reason
        change_set.save()

    def send_back(self, request, change_set):
        note = request.POST.get("note", "").strip()
        if not note:
            messages.error(request, _("Say in the note what the author should change."))
            return redirect(request.path)
        change_set.state, change_set.note = ChangeState.DRAFT, note
        change_set.reviewer = request.user
        change_set.save()
        return self.done(request, _("Sent back to the author."))

    def leave_out(self, request, change_set):
        """Take changes out, with the parts of what they would have added."""
        changes = list(change_set.changes.all())
        keys = request.POST["_leave_out"].split()
        left_out = [change for change in changes if str(change.pk) in keys]
        new = {(one.model, one.object_pk) for one in left_out if one.kind == ChangeKind.ADD}
        restore(
            change_set,
            [
                change
                for change in changes
                if change not in left_out and (change.under_model, change.under_pk) not in new
            ],
        )
        if not change_set.is_open:
            return self.done(request, _("Nothing is left of this draft; it is withdrawn."))
        messages.success(request, _("Left out. The rest stands as it was."))
        return redirect(checked(change_set))

    def withdraw(self, request, change_set):
        change_set.state = ChangeState.WITHDRAWN
        change_set.save()
        return self.done(request, _("Withdrawn. Nothing of it was published."))

    def publish(self, request, change_set):
        """Make the changes upon what the rows are now, or show what stands against it."""
        if recalled(request.POST.get(SEEN, "")) != digest_of(change_set):
            text = _("The author has changed this set since you opened it: look again.")
            messages.error(request, text)
            return redirect(request.path)
        replay = Replay(list(change_set.changes.all()), choices=request.POST.dict())
        with transaction.atomic():
            is_sound = replay.apply()
            changes = replay.capture.changes() if is_sound else []
            if not changes:
                transaction.set_rollback(True)
            else:
                replay.rebuild()
                change_set.changes.all().delete()
                change_set.note = request.POST.get("note", "").strip() or change_set.note
                change_set.reviewer = None if is_author(request, change_set) else request.user
                store(changes, change_set)
        if not is_sound:
            return self.show(request, change_set, replay)
        if not changes:
            messages.error(request, _("Nothing differs any more: withdraw the set instead."))
            return redirect(request.path)
        return self.done(request, _("Published."))

    def revert(self, request, change_set):
        """Take a published set back, by a set of its own through the same door."""
        try:
            replay = Replay(inverse(change_set.changes.all()), choices=request.POST.dict())
        except ValueError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        is_public = publishes(request)
        reason = request.POST.get("reason", "").strip()
        undo = ChangeSet(door=Door.REVERT, author=request.user, reverts=change_set, reason=reason)
        with transaction.atomic():
            is_sound = replay.apply()
            changes = replay.capture.changes() if is_sound else []
            if changes and is_public:
                replay.rebuild()
                store(changes, undo)
            else:
                transaction.set_rollback(True)
        if not is_sound:
            text = _("Later changes stand on this set. Revert those first.")
            if not replay.troubles:
                text = _("Later changes stand on this set. Choose below, or revert those first.")
            messages.error(request, text)
            return self.show(request, change_set, replay)
        if not changes:
            messages.error(request, _("Nothing is left of this set to take back."))
            return redirect(request.path)
        if not is_public:
            undo = keep_draft(changes, undo)
        text = _("Reverted.") if is_public else _("The revert is kept as a draft, for review.")
        messages.success(request, text)
        return redirect("admin:registry_changeset_change", undo.pk)

    def done(self, request, text):
        messages.success(request, text)
        return redirect(request.path)


def digest_of(change_set: ChangeSet) -> str:
    """Tell apart what a set would publish: its changes, and the reason given for them."""
    digest = hashlib.sha256(change_set.reason.encode())
    named = change_set.changes.order_by("pk").values_list(
        "kind", "model", "object_pk", "before", "after"
    )
    for change in named.iterator():
        digest.update(json.dumps(change, sort_keys=True).encode())
    return digest.hexdigest()


def rows_of(found: list[Trouble] | list[Conflict]) -> list[str]:
    """Tell the changes that something stands against, each once, as a button names them."""
    return list(dict.fromkeys(str(one.change.pk) for one in found if one.change))


class ConflictWords(NamedTuple):
    conflict: Conflict
    label: str
    base: str
    theirs: str
    mine: str


def in_words(conflict: Conflict) -> ConflictWords:
    """Set what a field was, what others made of it and what this set wants side by side."""
    change = conflict.change
    if not conflict.field:
        return ConflictWords(conflict, "", "", _("changed since"), _("deleted"))
    field = NOUNS[change.model]._meta.get_field(conflict.field)
    values = values_in_words(
        change.model, conflict.field, conflict.base, conflict.theirs, conflict.mine
    )
    return ConflictWords(conflict, str(field.verbose_name), *values)


def preview(change_set: ChangeSet) -> tuple[Replay, dict[str, list]]:
    """Do the changes, see what follows, and take all back."""
    replay = Replay(list(change_set.changes.all()))
    follows = {"gone": [], "new": []}
    with transaction.atomic():
        before = following(treaties_named(replay.changes))
        if replay.apply():
            before = before.with_more(following(replay.treaties))
            replay.rebuild()
            follows = differing(before, following(replay.treaties))
        transaction.set_rollback(True)
    return replay, follows


def treaties_named(changes: list[Change]) -> set[int]:
    """Tell the treaties on whose pages the rows stand, before some of these are deleted."""
    return {change.under_pk for change in changes if change.under_model == "treaty"}
