"""What if those who are outstanding deposited on a day: worked out on the protocol's page."""

import pytest

from registry.choices import ActionKind, ActorSet, ConditionKind
from registry.models import RatificationProtocol
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_clause, make_protocol, make_treaty

pytestmark = pytest.mark.django_db

ON = "2023-02-01"  # Hungary and Türkiye had not yet accepted Finland's accession


@pytest.fixture
def url():
    protocol = RatificationProtocol.objects.get(candidates__slug="finland")
    return protocol.get_absolute_url()


def supposed(client, url, query):
    answer = client.get(f"{url.rstrip('/')}.json?as_at={ON}&{query}")
    assert answer.status_code == 200
    return answer.json()["what_if"]


def test_everyone_outstanding_brings_it_into_force(client, url):
    told = supposed(client, url, "on=2023-07-11")
    assert told["deposits"] == ["hungary", "turkiye"]
    assert told["outstanding"] == told["not_understood"] == []
    assert told["in_force_on"] == "2023-07-11"


def test_one_of_two_does_not(client, url):
    told = supposed(client, url, "if=hungary&on=2023-07-11")
    assert (told["deposits"], told["outstanding"]) == (["hungary"], ["turkiye"])
    assert told["in_force_on"] is None


def test_the_page_says_it_in_words_and_keeps_the_day(client, url):
    page = client.get(f"{url}?as_at={ON}&if=hungary&on=2023-07-11").content.decode()
    assert "If Hungary deposits on 11 July 2023" in page
    assert "it still waits for Türkiye" in page
    assert f'name="as_at" value="{ON}"' in page
    assert 'value="hungary" checked' in page


def test_nothing_is_supposed_unasked(client, url):
    told = supposed(client, url, "")
    assert (told["on"], told["done"], told["deposits"]) == (None, None, [])


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("if=france&on=2023-07-11", "“france” is not outstanding as at 2023-02-01."),
        ("if=hungary&on=tomorrow", "“tomorrow” is not a day. Write on=2023-07-11."),
        ("on=2023-01-31", "A supposed deposit comes on 2023-02-01 or later."),
    ],
)
def test_what_cannot_be_supposed_is_named(client, url, query, complaint):
    told = supposed(client, url, query)
    assert told["not_understood"] == [complaint]
    assert (told["on"], told["in_force_on"]) == (None, None)
    assert complaint in client.get(f"{url}?as_at={ON}&{query}").content.decode()


def test_a_protocol_in_force_leaves_nothing_to_suppose(client, url):
    assert client.get(f"{url.rstrip('/')}.json").json()["what_if"] is None
    assert "What if they deposit?" not in client.get(url).content.decode()


def test_a_later_act_is_not_known_to_the_supposition(client, url):
    """Supposing Hungary alone, on a day after Türkiye's real deposit, leaves Türkiye out."""
    told = supposed(client, url, "if=hungary&on=2023-05-01")
    assert told["outstanding"] == ["turkiye"]


@pytest.mark.parametrize(
    ("day", "outstanding", "in_force_on"),
    [
        ("2020-01-01", ["cland"], None),
        ("2022-01-31", ["cland"], None),
        ("2022-02-01", [], "2024-01-01"),
    ],
)
def test_a_party_is_asked_for_its_consent_until_it_had_told_that_it_leaves(
    client, day, outstanding, in_force_on
):
    """A withdrawal that nobody had notified is not known to the supposition."""
    base = make_treaty(stated_in_force_on="2001-01-01")
    a, b, c = map(make_actor, ("Aland", "Bland", "Cland"))
    for actor in (a, b, c):
        make_action(base, actor, ActionKind.RATIFICATION, "2000-01-01")
    make_action(base, c, ActionKind.WITHDRAWAL, "2022-02-01", effective_on="2023-02-01")
    change = make_treaty(slug="change", concluded_on="2019-01-01")
    make_clause(
        change,
        {"kind": ConditionKind.ALL, "actor_set": ActorSet.PARTIES, "other_treaty": base},
    )
    make_protocol(change, base)
    make_action(change, a, ActionKind.ACCEPTANCE, "2019-06-01")
    rebuild([base.pk, change.pk])
    query = {"as_at": day, "if": "bland", "on": "2024-01-01"}
    told = client.get("/protocols/change.json", query).json()["what_if"]
    assert (told["outstanding"], told["in_force_on"]) == (outstanding, in_force_on)
