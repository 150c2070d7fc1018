from datetime import date

import pytest

from registry.choices import ActionKind
from registry.dates import UncertainDate
from registry.models.participation import rebuild
from registry.queries.periods import full_years, years_before
from tests.factories import make_action, make_actor, make_treaty

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed():
    """A treaty signed by four: one consented, one perhaps, one not, one never."""
    treaty = make_treaty(slug="accord", title="Accord", stated_in_force_on="1990-06-01")
    for name in ("Bound", "Doubtful", "Waiting", "Late"):
        on = "2018-01-01" if name == "Late" else "1990-03-22"
        make_action(treaty, make_actor(name), on=on)
    make_action(treaty, treaty.actions.get(actor__name="Bound").actor, "ratification", "1991")
    doubtful = treaty.actions.get(actor__name="Doubtful").actor
    make_action(treaty, doubtful, ActionKind.RATIFICATION, "2019/2020")
    make_actor("Absent")
    rebuild([treaty.pk])
    return treaty


def told(client, **query) -> dict[str, str]:
    rows = client.get("/signatories.json", {"treaty": "accord"} | query).json()["results"]
    return {row["name"]: row["held"] for row in rows}


def test_who_signed_and_has_not_consented_is_listed_and_who_may_have_is_marked(client, signed):
    assert told(client, as_at="2019-03-22") == {
        "Doubtful": "not known",
        "Waiting": "yes",
        "Late": "yes",
    }
    assert told(client, as_at="2021-01-01") == {"Waiting": "yes", "Late": "yes"}
    assert set(told(client, as_at="1990-12-31")) == {"Bound", "Doubtful", "Waiting"}
    assert told(client, as_at="1990-01-01") == {}


def test_the_list_is_narrowed_to_those_who_have_waited_so_many_years(client, signed):
    assert "Late" not in told(client, as_at="2019-03-22", years="2")
    assert "Waiting" in told(client, as_at="2019-03-22", years="29")
    assert "Waiting" not in told(client, as_at="2019-03-21", years="29")
    assert told(client, as_at="2019-03-22", years="30") == {}


@pytest.mark.parametrize("years", ["0", "-1", "many", "1000"])
def test_a_number_of_years_that_means_nothing_narrows_nothing_and_is_told(client, signed, years):
    answer = client.get("/signatories/", {"treaty": "accord", "years": years})
    assert answer.context["complaints"]
    assert answer.context["page"].paginator.count == 2


def test_a_treaty_and_an_actor_are_named_by_slug_or_by_name(client, signed):
    assert set(told(client, treaty="ACCORD", actor="waiting")) == {"Waiting"}
    assert client.get("/signatories/", {"treaty": "nothing"}).context["complaints"]


@pytest.mark.parametrize(
    ("since", "day", "years"),
    [
        ("2000-03-22", date(2019, 3, 22), 19),
        ("2000-03-22", date(2019, 3, 21), 18),
        ("2000", date(2019, 3, 22), 18),
        ("2000-02-29", date(2001, 2, 28), 0),
        ("2000/..", date(2019, 3, 22), None),
        ("2018/2020", date(2019, 3, 22), 0),
    ],
)
def test_only_full_years_that_have_certainly_passed_are_counted(since, day, years):
    assert full_years(UncertainDate(since), day) == years


def test_years_are_counted_back_within_the_calendar():
    assert years_before(date(2020, 2, 29), 1) == date(2019, 2, 28)
    assert years_before(date(2019, 3, 22), 2019) == date.min
