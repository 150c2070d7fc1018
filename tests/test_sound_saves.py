"""What the admin saves can be dumped and loaded again: no page lets in what a file may not hold."""

import pytest

from registry.models import DomesticStep, TreatyAction
from tests.admin_pages import posted, saved, url
from tests.factories import make_action, make_actor, make_source, make_treaty

pytestmark = pytest.mark.django_db


@pytest.fixture
def act():
    return make_action(make_treaty(), make_actor(), on="2000-01-01", source=make_source())


def refused(client, record, **changes):
    """Change boxes of a record's page, see that nothing is stored, and give what is told."""
    path = url(type(record), "change", record.pk)
    before = type(record).objects.filter(pk=record.pk).values().get()
    answer = client.post(path, posted(client.get(path), **changes))
    assert answer.status_code == 200
    assert type(record).objects.filter(pk=record.pk).values().get() == before
    form = answer.context["adminform"].form
    for name, value in changes.items():
        assert str(form[name].value()) == str(value)
    return form.errors


@pytest.mark.parametrize(
    ("box", "value", "reason"),
    [
        ("place", "New\tYork", "It must have no control characters; character 4 is U+0009."),
        ("place", "New\x85York", "It must have no control characters; character 4 is U+0085."),
        ("remark", "one\x0btwo", "It must have no control characters; character 4 is U+000B."),
        ("remark", "x" * 1_000_001, "It must have at most 1000000 characters, not 1000001."),
        ("number", "40000", "It must be between 0 and 32767."),
    ],
)
def test_what_no_file_may_hold_is_refused_beside_its_box(box, value, reason, act, admin_client):
    assert refused(admin_client, act, **{box: value}) == {box: [reason]}


def test_a_number_of_any_record_is_one_that_every_database_holds(act, admin_client):
    actor, reason = act.actor, ["It must be between 0 and 32767."]
    assert refused(admin_client, actor, cow_code="99999999999") == {"cow_code": reason}
    step = DomesticStep.objects.create(
        treaty=act.treaty, actor=actor, stage="government", outcome="approved"
    )
    assert refused(admin_client, step, votes_for="70000") == {"votes_for": reason}


def test_what_was_wrong_before_does_not_keep_from_mending_something_else(act, admin_client):
    TreatyAction.objects.filter(pk=act.pk).update(place="New\tYork")
    saved(admin_client, url(TreatyAction, "change", act.pk), remark="Typed")
    act.refresh_from_db()
    assert (act.place, act.remark) == ("New\tYork", "Typed")
