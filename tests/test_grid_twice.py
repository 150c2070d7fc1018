"""An actor that the grid lists twice, or whose act is on record, with the same day or another."""

import pytest

from registry.choices import ActionKind
from tests.factories import make_action, make_actor, make_source, make_treaty
from tests.test_grid import boxes, grid_of, listed

pytestmark = pytest.mark.django_db

TWICE = "Participant\tRatification\nTwistan\t3 May 2001\nElsewhere\t4 May 2001\nTwistan\t"


@pytest.fixture
def treaty():
    make_actor("Twistan")
    make_actor("Elsewhere")
    return make_treaty(title="Pact of the double", coverage="partial")


def pasted(client, treaty, text, **more):
    return listed(client, treaty, who__who="names", who__pasted=text, act__deposited_on="", **more)


def test_another_day_further_down_is_no_act_until_one_of_the_two_is_unticked(treaty, admin_client):
    data, answer = pasted(admin_client, treaty, TWICE + "5 May 2001")
    first, _other, second = answer.context["rows"]
    assert not first.errors
    assert "further up with another day (Ratification, 3 May 2001)" in second.errors[0]
    rows = boxes(answer)
    assert admin_client.post(grid_of(treaty), data | rows | {"_save": "1"}).status_code == 200
    assert not treaty.actions.exists()
    del rows["form-0-take"]
    answer = admin_client.post(grid_of(treaty), data | rows | {"_preview": "1"})
    rows |= boxes(answer)
    assert admin_client.post(grid_of(treaty), data | rows | {"_save": "1"}).status_code == 302
    days = treaty.actions.filter(actor__name="Twistan").values_list("deposited_on", flat=True)
    assert [str(day) for day in days] == ["2001-05-05"]


def test_the_same_row_twice_is_one_act(treaty, admin_client):
    _data, answer = pasted(admin_client, treaty, TWICE + "3 May 2001")
    assert answer.context["rows"][2].remarks == ["Further up already: Ratification, 3 May 2001."]
    page = answer.content.decode()
    assert "2 acts would be added." in page
    assert "1 is there already and is left out." in page


def test_an_act_on_record_with_another_day_is_told_apart_from_one_with_the_same(
    treaty, admin_client
):
    _data, answer = pasted(admin_client, treaty, "Twistan\t3 May 2001\nElsewhere\t4 May 2001")
    for row in answer.context["rows"]:
        kind = ActionKind.RATIFICATION
        make_action(treaty, row.actor, kind, "2001-05-03", source=make_source())
    _data, answer = pasted(admin_client, treaty, "Twistan\t3 May 2001\nElsewhere\t4 May 2001")
    same, other = answer.context["rows"]
    assert (same.remarks, same.warnings) == (["Already on record: Ratification, 3 May 2001."], [])
    told = "On record with another day: Ratification, 3 May 2001. It stays as it is."
    assert (other.remarks, other.warnings) == ([], [told])
    assert "2 are there already and are left out." in answer.content.decode()


def test_a_second_act_that_is_meant_gets_the_next_number(treaty, admin_client):
    _data, answer = pasted(admin_client, treaty, TWICE + "5 May 2001", act__again="number")
    assert [row.act.number for row in answer.context["rows"]] == [1, 1, 2]
