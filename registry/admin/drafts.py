"""Working on in a draft: each page shows the records as the draft would make them.

The draft is done again inside a transaction that is always taken back, its new rows under numbers
below zero, so that addresses and choices stay the same from page to page.
"""

from functools import partial, wraps

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.choices import ChangeState
from registry.importers.changes import store
from registry.importers.replaying import Replay, numbered
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
        with transaction.atomic():
            if request.method == "POST":
                draft = ChangeSet.objects.select_for_update(of=["self"]).get(pk=draft.pk)
            if draft.state != ChangeState.DRAFT:
                text = _("Meanwhile this set is: %(state)s. Nothing was done.")
                messages.error(request, text % {"state": draft.get_state_display().lower()})
                return redirect("admin:registry_changeset_change", draft.pk)
            return upon(draft, request, partial(view, request, *args, **kwargs))

    return replayed


def upon(draft: ChangeSet, request, view):
    """Do the draft again, serve the page, take all back, and store what was done upon it."""
    request.draft, request.redrafted = draft, None
    replay = Replay(list(draft.changes.all()), keeps_numbers=True)
    request.replayed = replay.capture
    with transaction.atomic():
        if is_sound := replay.apply():
            replay.rebuild()
            if request.GET:  # what may be searched for
                index(replay.treaties)
            response = view()
            if hasattr(response, "render"):
                response.render()
        transaction.set_rollback(True)
    if not is_sound:
        return closed(request, draft, replay)
    if request.redrafted is not None:
        restore(draft, numbered(request.redrafted, known=replay.changes))
        if draft.state == ChangeState.WITHDRAWN:
            del request.session[OPEN]
            messages.success(request, _("Nothing is left of this draft; it is withdrawn."))
        else:
            messages.success(request, _("Added to the draft."))
    return response


def closed(request, draft: ChangeSet, replay: Replay):
    """Lead to what stands against the draft, on its page."""
    del request.session[OPEN]
    if replay.troubles:
        text = _("This draft cannot be worked on as it is: see what stands against it.")
    else:
        text = _("Others have changed the same since: see what differs.")
    messages.error(request, text)
    return redirect(checked(draft))


def checked(change_set: ChangeSet) -> str:
    """Give the address at which a set shows what stands against it, however large it is."""
    return f"{reverse('admin:registry_changeset_change', args=[change_set.pk])}?check=yes"


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
