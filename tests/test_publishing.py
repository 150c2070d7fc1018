"""A reviewer publishes what the page of a set has shown, and is told what stands against it."""

import pytest

from registry.models import ChangeSet, Treaty
from tests.admin_pages import (
    decide,
    latest,
    opened,
    page_of,
    rows_of,
    saved,
    shown_on,
    treaty_of,
    url,
)
from tests.factories import make_treaty

pytestmark = pytest.mark.django_db


def test_what_is_published_is_what_the_reviewer_has_seen(editor, reviewer):
    treaty = make_treaty()
    saved(editor, url(Treaty, "change", treaty.pk), note="Harmless")
    draft = latest()
    shown = shown_on(reviewer, page_of(draft))
    decide(editor, draft, "_open")
    saved(editor, url(Treaty, "change", treaty.pk), title="Never seen")
    for unseen in (shown, "", "made up"):
        answer = reviewer.post(page_of(draft), {"_publish": "yes", "_shown": unseen}, follow=True)
        assert "changed this set since you opened it" in answer.content.decode()
    shown = shown_on(reviewer, page_of(draft))
    decide(editor, draft, "_send", reason="Another")
    decide(reviewer, draft, "_publish", _shown=shown)
    treaty.refresh_from_db()
    assert (treaty.title, treaty.note) != ("Never seen", "Harmless")
    decide(reviewer, draft, "_publish")
    treaty.refresh_from_db()
    assert (treaty.title, treaty.note) == ("Never seen", "Harmless")


def test_a_revert_over_later_changes_takes_what_is_chosen_for_each_row(admin_client):
    treaty = treaty_of(actions=2)
    acts = [*treaty.actions.order_by("pk")]
    path = url(Treaty, "change", treaty.pk)
    prefixes = [row.prefix for row in rows_of(opened(admin_client, path))]
    for place in ("There", "Elsewhere"):
        saved(admin_client, path, **{f"{prefix}-place": place for prefix in prefixes})
    first = ChangeSet.objects.order_by("-pk")[1]
    shown = decide(admin_client, first, "_revert").context["conflicts"]
    names = [words.conflict.name for words in shown]
    assert sorted(names) == [f"treatyaction-{act.pk}-place" for act in acts]
    chosen = {names[0]: "mine", names[1]: "theirs"}
    decide(admin_client, first, "_revert", **chosen)
    places = [act.place for act in treaty.actions.all()]
    assert sorted(places) == ["Elsewhere", "Somewhere"]
