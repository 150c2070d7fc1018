"""Many rows of a kind in one change set: one table, in which what differs meets the eye."""

import re

import pytest

from registry.models import Change, ChangeSet, Statement, Treaty
from tests.admin_pages import latest, opened, page_of, saved, url
from tests.factories import make_actor, make_source, make_treaty

pytestmark = pytest.mark.django_db

NAMES = ["Firstland", "Secondland", "Thirdland", "Fourthland"]
GIVEN = [("place", "Here"), ("DELETE", "on")]


def words_of(html):
    return " ".join(re.sub("<[^>]*>?", " ", html).split())


def lines_of(answer):
    page = answer.content.decode()
    table = re.search(r'(?s)<table class="changes alike">(.*?)</table>', page)[1]
    parts = re.findall(r"(?s)<(caption|tr)>(.*?)</\1>", table)
    return [words_of(text) for _tag, text in parts]


@pytest.fixture
def signed(admin_client):
    """A treaty that four sign on the grid, one of them two days later."""
    treaty = make_treaty(title="Treaty of the Grid")
    source = make_source(title="Gazette")
    rows = "\n".join(f"{make_actor(name).name}" for name in NAMES[:3])
    rows += f"\n{make_actor(NAMES[3]).name}\t5 May 2001"
    shared = {"act-kind": "signature", "act-deposited_on": "3 May 2001", "act-again": "leave"}
    grid = url(Treaty, "grid", treaty.pk)
    data = {"who-who": "names", "who-pasted": rows, "act-source": source.slug, **shared}
    answer = admin_client.post(grid, data | {"_list": "1"})
    boxes = answer.context["grid"].formset.data
    data |= {name: value for name, value in boxes.items() if name.startswith("form-")}
    assert admin_client.post(grid, data | {"_save": "1"}).status_code == 302
    return treaty


def test_acts_of_a_grid_stand_in_one_table_with_what_is_the_same_above_it(signed, admin_client):
    told = [
        "Added: 4 treaty actions Treaty: Treaty of the Grid Kind: Signature Number: 1 "
        "Source: Gazette",
        "Actor Signed or deposited",
        "Firstland 3 May 2001",
        "Secondland 3 May 2001",
        "Thirdland 3 May 2001",
        "Fourthland 5 May 2001",
    ]
    assert lines_of(opened(admin_client, page_of(latest()))) == told
    assert lines_of(opened(admin_client, url(Treaty, "history", signed.pk))) == told


def test_so_do_rows_that_are_deleted_but_not_those_that_are_changed(signed, admin_client):
    place, gone = ({f"actions-{row}-{name}": value for row in range(4)} for name, value in GIVEN)
    saved(admin_client, url(Treaty, "change", signed.pk), **place)
    changed = opened(admin_client, page_of(latest())).content.decode()
    assert changed.count('<table class="changes"') == 4
    assert "alike" not in changed
    signed.actions.filter(actor__name="Firstland").update(place="")
    saved(admin_client, url(Treaty, "change", signed.pk), **gone)
    told = lines_of(opened(admin_client, page_of(latest())))
    assert told[0].startswith("Deleted: 4 treaty actions")
    assert told[1] == "Actor Signed or deposited Place"
    assert "Firstland 3 May 2001 \u2013" in told


def test_rows_of_long_texts_stand_by_themselves(admin_client):
    treaty = make_treaty()
    change_set = ChangeSet.objects.create(subject="Statements", state="draft")
    for number, name in enumerate(NAMES, 1):
        after = {"treaty": [treaty.slug], "actor": [make_actor(name).slug], "kind": "reservation"}
        Change.objects.create(
            change_set=change_set,
            kind="add",
            model=Statement._meta.model_name,
            label=name,
            object_pk=-number,
            last_pk=-number,
            after=after | {"number": 1, "text": name * 30},
        )
    page = opened(admin_client, page_of(change_set)).content.decode()
    assert "alike" not in page
    assert page.count('<table class="changes"') == 4
