"""Working on in a draft: each page shows the records as the draft would make them.

The draft is done again inside a transaction that is always taken back, its new rows under numbers
below zero, so that addresses and choices stay the same from page to page.
"""

from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from registry.choices import ChangeState
from registry.importers.changes import store
from registry.importers.replaying import Replay, combined
from registry.models import Change, ChangeSet
from registry.models.search import index

OPEN = "open_draft"


def open_draft(request) -> ChangeSet | None:
    """Give the draft that this person works in, if it is still one."""
    key = request.session.get(OPEN)
    if key is None:
        return None
    draft = ChangeSet.objects.filter(
        pk=key, author=request.user.pk, state=ChangeState.DRAFT
    ).first()
    if draft is None:
        del request.session[OPEN]
    return draft


def is_replayed(request) -> bool:
    """Tell whether a page shows records: those of accounts and of change sets do not."""
    name = request.resolver_match.url_name or ""
    is_record = name.startswith("registry_") and not name.startswith("registry_changeset")
    return is_record or name == "autocomplete"


def in_draft(view):
    """Serve a page of records as the open draft would make them, and add to the draft."""

    @wraps(view)
    def replayed(request, *args, **kwargs):
        draft = open_draft(request) if is_replayed(request) else None
        if draft is None:
            return view(request, *args, **kwargs)
        request.draft, request.added_to_draft = draft, None
        replay = Replay(list(draft.changes.all()), keeps_numbers=True)
        with transaction.atomic():
            if is_sound := replay.apply():
                replay.rebuild()
                if request.GET:  # what may be searched for
                    index(replay.treaties)
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
            transaction.set_rollback(True)
        if not is_sound:
            del request.session[OPEN]
            messages.error(request, _("Others have changed the same since: see what differs."))
            return redirect("admin:registry_changeset_change", draft.pk)
        if request.added_to_draft:
            add_to(request, draft)
        return response

    return replayed


def add_to(request, draft: ChangeSet) -> None:
    """Store the draft with what was done upon it, unless someone has decided about it meanwhile."""
    with transaction.atomic():
        locked = ChangeSet.objects.select_for_update(of=["self"]).get(pk=draft.pk)
        if locked.state != ChangeState.DRAFT:
            text = _("Meanwhile this set is: %(state)s. Nothing was done.")
            messages.error(request, text % {"state": locked.get_state_display().lower()})
            return
        restore(locked, combined(locked.changes.all(), request.added_to_draft))
    if locked.state == ChangeState.WITHDRAWN:
        messages.success(request, _("Nothing is left of this draft; it is withdrawn."))
    else:
        messages.success(request, _("Added to the draft."))


def restore(change_set: ChangeSet, changes: list[Change]) -> None:
    """Store an open set with other changes than it had; without any it is withdrawn as it was."""
    if not changes:
        change_set.state = ChangeState.WITHDRAWN
        change_set.save()
        return
    change_set.changes.all().delete()
    for change in changes:
        change.pk = None
    store(changes, change_set, state=change_set.state)
