"""A row of a table takes what another gives up in the same save, where it can."""

import pytest

from registry.models import Treaty
from tests.admin_pages import decide, latest, opened, person, posted, rows_of, saved, treaty_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def treaty():
    """A treaty with two acts, and with a number that no other treaty may bear."""
    treaty = treaty_of(actions=2)
    treaty.citations.create(scheme="un_registration", value="99999")
    return treaty


def path_of(treaty):
    return url(Treaty, "change", treaty.pk)


def table(page, model):
    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    return next(one for one in formsets if one.model._meta.model_name == model)


@pytest.mark.parametrize("is_drafted", [False, True])
def test_a_row_is_deleted_and_typed_again_in_one_save(is_drafted, treaty, admin_client):
    client = person("editor", "view_", "add_", "change_", "delete_") if is_drafted else admin_client
    page = opened(client, path_of(treaty))
    cited, acts = table(page, "citation"), table(page, "treatyaction")
    old, new = cited.initial_forms[0].prefix, cited.extra_forms[0].prefix
    act, again = acts.initial_forms[0], acts.extra_forms[0].prefix
    given = {f"{old}-DELETE": "on", f"{new}-scheme": "un_registration", f"{new}-value": "99999"}
    given |= {f"{act.prefix}-DELETE": "on", f"{again}-actor": act.instance.actor_id}
    given |= {f"{again}-kind": act.instance.kind, f"{again}-place": "There"}
    gone = treaty.citations.get().pk
    saved(client, path_of(treaty), **given)
    if is_drafted:
        decide(admin_client, latest(), "_publish")
    assert treaty.citations.exclude(pk=gone).get().value == "99999"
    assert {act.place for act in treaty.actions.all()} == {"Somewhere", "There"}
    done = latest()
    assert (done.added, done.changed, done.deleted) == (2, 0, 2)


def test_a_row_takes_what_one_below_it_gives_up_by_going(treaty, admin_client):
    first, second = rows_of(opened(admin_client, path_of(treaty)))
    taken = {f"{first.prefix}-actor": second.instance.actor_id, f"{second.prefix}-DELETE": "on"}
    saved(admin_client, path_of(treaty), **taken)
    assert treaty.actions.get().actor == second.instance.actor


def test_who_swaps_two_rows_is_told_which_and_how(treaty, admin_client):
    page = opened(admin_client, path_of(treaty))
    first, second = rows_of(page)
    swapped = {
        f"{first.prefix}-actor": second.instance.actor_id,
        f"{second.prefix}-actor": first.instance.actor_id,
    }
    answer = admin_client.post(path_of(treaty), posted(page, **swapped))
    errors = " ".join(str(error) for error in answer.context["errors"])
    assert f"The row “{second.instance.actor}” holds the same" in errors
    assert "already has such an act" not in errors


def test_a_row_that_is_there_twice_is_refused_as_ever(treaty, admin_client):
    page = opened(admin_client, path_of(treaty))
    row = table(page, "treatyaction").extra_forms[0].prefix
    act = rows_of(page)[0].instance
    given = {f"{row}-actor": act.actor_id, f"{row}-kind": act.kind}
    answer = admin_client.post(path_of(treaty), posted(page, **given))
    assert "already has such an act" in str(answer.context["errors"])
