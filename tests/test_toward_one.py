"""What ends a treaty of more than two is toward nobody: every way in refuses it (VCLT art. 54)."""

import pytest
from django.core.management import CommandError, call_command

from registry.choices import ActionKind
from registry.models import Treaty, TreatyAction
from registry.models.actions import ENDING
from registry.models.participation import rebuild
from registry.models.search import index
from tests.admin_pages import posted, saved, url
from tests.factories import make_action, make_actor, make_source, make_treaty
from tests.small_registry import act, load, small, write

pytestmark = pytest.mark.django_db
REASON = "a withdrawal or a termination is toward nobody"


@pytest.fixture
def two():
    """Two parties of a treaty, the first with an act that ends it."""
    treaty, other = make_treaty(form="multilateral"), make_actor("Graustark")
    actor = make_actor("Ruritania")
    for joining in (actor, other):
        make_action(treaty, joining, ActionKind.RATIFICATION, "1950-01-01", source=make_source())
    left = make_action(treaty, actor, ActionKind.WITHDRAWAL, "1960", source=make_source())
    return left, other


@pytest.mark.parametrize("kind", sorted(ENDING))
@pytest.mark.parametrize(
    ("form", "is_wrong"), [("bilateral", False), ("plurilateral", True), ("multilateral", True)]
)
def test_what_ends_a_treaty_is_toward_another_only_where_there_are_but_two(
    kind, form, is_wrong, two
):
    left, other = two
    Treaty.objects.filter(pk=left.treaty_id).update(form=form)
    TreatyAction.objects.filter(pk=left.pk).update(kind=kind, toward=other)
    assert TreatyAction.objects.ending_toward_one().exists() == is_wrong


def test_a_suspension_is_toward_another(two):
    left, other = two
    TreatyAction.objects.filter(pk=left.pk).update(kind=ActionKind.SUSPENSION, toward=other)
    assert not TreatyAction.objects.ending_toward_one().exists()


def test_no_page_of_staff_lets_it_in(two, admin_client):
    left, other = two
    path = url(TreatyAction, "change", left.pk)
    answer = admin_client.post(path, posted(admin_client.get(path), toward=other.pk))
    assert REASON in answer.content.decode()
    left.refresh_from_db()
    assert left.toward is None

    Treaty.objects.filter(pk=left.treaty_id).update(form="bilateral")
    saved(admin_client, path, toward=other.pk)
    path = url(Treaty, "change", left.treaty_id)
    answer = admin_client.post(path, posted(admin_client.get(path), form="multilateral"))
    assert REASON in answer.content.decode()
    left.treaty.refresh_from_db()
    assert left.treaty.form == "bilateral"


def test_a_file_is_refused_for_it(tmp_path):
    registry = small()
    registry["treaties"] = [
        one | {"fields": one["fields"] | {"form": "multilateral"}}
        if one["model"] == "registry.treaty"
        else one
        for one in registry["treaties"]
    ]
    registry["actions"] += [act("freedonia", "termination", "1970", toward=["ruritania"])]
    status, _told, problems = load(*write(tmp_path, registry))
    assert (status, REASON in "\n".join(problems)) == (2, True)
    assert not TreatyAction.objects.filter(
        kind=ActionKind.TERMINATION, toward__isnull=False
    ).exists()


def test_the_check_tells_of_what_stands_there_already(two, capsys):
    left, other = two
    TreatyAction.objects.filter(pk=left.pk).update(toward=other)
    rebuild([left.treaty_id])
    index()
    with pytest.raises(CommandError, match="Errors: 1"):
        call_command("check_registry")
    assert REASON in capsys.readouterr().out
