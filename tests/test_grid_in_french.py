"""The grid on a French page: names that are right there, and what follows in its words."""

import re

import pytest
from django.utils.translation import override

from registry.choices import Coverage
from registry.models import Treaty
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_treaty
from tests.test_grid import listed

pytestmark = pytest.mark.django_db


def test_an_english_name_of_the_day_is_no_wrong_name(admin_client):
    named, renamed = make_actor("Newgridia"), make_actor("Nextgridia")
    named.names.create(name="Néogridie", language="fr")
    renamed.names.create(name="Postgridie", language="fr")
    renamed.names.create(name="Oldgridia", until="2010-01-01")
    pasted = "Newgridia\nNéogridie\nNextgridia"
    with override("fr"):
        _, answer = listed(admin_client, make_treaty(), who__who="names", who__pasted=pasted)
    english, french, other = answer.context["rows"]
    assert (english.name, english.misnamed, french.misnamed) == ("Néogridie", "", "")
    assert "Nextgridia" in other.misnamed


def test_what_follows_is_counted_in_the_language_of_the_page(admin_client):
    treaty = make_treaty()
    for name in ("Aland", "Beland", "Celand"):
        make_action(treaty, make_actor(name), on="2000-01-02")
    Treaty.objects.filter(pk=treaty.pk).update(coverage=Coverage.PARTIAL)
    rebuild([treaty.pk])
    with override("fr"):
        _, answer = listed(admin_client, treaty)
    page = re.sub("[\u202f\u00a0]", " ", answer.content.decode())
    assert "<td>au moins 3</td>" in page
    assert "at least" not in page
