"""Importing in the admin: previewed first, then all of it or nothing, and nothing is kept."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.models import ChangeSet, TreatyAction
from tests.small_registry import digest

pytestmark = pytest.mark.django_db

HEAD = "country,treaty,kind,date\n"


def acts():
    return TreatyAction.objects.filter(treaty__slug="harbour-convention").count()


def post(client, text, button="_preview", **fields):
    file = SimpleUploadedFile("t.csv", text.encode() if isinstance(text, str) else text)
    fields = {"format": "table", "file": file, button: "1"} | fields
    return client.post(reverse("admin:registry_source_import"), fields)


def previewed(answer):
    return answer.context["form"]["previewed"].value()


def test_a_file_is_previewed_and_then_imported_by_whoever_may_publish(admin_client):
    text = f"{HEAD}France,Harbour Convention,Accession,1993\n"
    answer = post(admin_client, text)
    assert acts() == 0
    assert b"2 added" in answer.content
    assert b"treatyaction harbour-convention|france|accession|1, added" in answer.content
    done = post(admin_client, text, "_import", previewed=previewed(answer))
    assert done.status_code == 302
    assert acts() == 1
    change_set = ChangeSet.objects.latest("pk")
    assert (change_set.door, change_set.author.username) == ("import", "admin")


def test_what_was_not_previewed_is_previewed_and_not_imported(admin_client):
    text = f"{HEAD}France,Harbour Convention,Accession,1993\n"
    first = post(admin_client, text)
    answer = post(admin_client, text.replace("1993", "1994"), "_import", previewed=previewed(first))
    assert b"This is another file" in answer.content
    assert acts() == 0


def test_a_wrong_row_is_told_with_its_line_and_offers_no_import(admin_client):
    answer = post(admin_client, f"{HEAD}France,T,Accession,1993-02-31\n")
    assert b"1 problem: nothing was imported." in answer.content
    assert b"is not a date" in answer.content
    assert b"_import" not in answer.content
    assert previewed(answer) == ""


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04x", b"\x1f\x8bx", b"\xff\xfex", b"", b"x" * (5 * 2**20 + 1)]
)
def test_what_is_no_text_or_too_large_is_refused_before_it_is_opened(admin_client, content):
    before = digest()
    answer = post(admin_client, content)
    assert answer.status_code == 200
    assert b"errornote" in answer.content
    assert digest() == before


def test_a_name_is_decided_on_the_page(admin_client):
    text = f"{HEAD}Frannce,Harbour Convention,Accession,1993\n"
    answer = post(admin_client, text)
    assert "Names to decide" in answer.content.decode()
    decided = {"names": '[names]\nFrannce = "france"\n'}
    answer = post(admin_client, text, **decided)
    post(admin_client, text, "_import", previewed=previewed(answer), **decided)
    assert acts() == 1
    answer = post(admin_client, text, names="[names")
    assert answer.context["form"].errors.keys() == {"names"}


def test_whoever_may_not_publish_alone_previews_and_cannot_import(client):
    editor = User.objects.create(username="editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="editor"))
    client.force_login(editor)
    text = f"{HEAD}France,Harbour Convention,Accession,1993\n"
    answer = post(client, text)
    assert (answer.status_code, b'name="_import"' in answer.content) == (200, False)
    assert post(client, text, "_import", previewed=previewed(answer)).status_code == 403
    assert acts() == 0


def test_markup_in_a_file_is_shown_as_text(admin_client):
    answer = post(admin_client, f"{HEAD}<script>x</script>,Harbour Convention,Accession,1993\n")
    assert b"<script>x" not in answer.content
