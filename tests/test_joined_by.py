"""Which members of an alliance joined by which protocol."""

import pytest

from registry.choices import ActionKind
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_protocol, make_treaty
from tests.samples import make_alliance

pytestmark = pytest.mark.django_db


def joined_by(client, alliance, day):
    told = client.get(f"/alliances/{alliance}.json", {"as_at": day}).json()["members"]
    return {member["actor"]: member["joined_by"] for member in told}


def test_a_member_that_a_protocol_let_in_leads_to_it(client):
    by = joined_by(client, "nato", "2023-04-04")
    assert by["finland"] == "finland-accession-protocol"
    assert by["turkiye"] == by["greece"] == "greece-and-turkey-accession-protocol"
    assert [actor for actor, protocol in by.items() if protocol is None] == [
        *("belgium", "canada", "denmark", "france", "iceland", "italy", "luxembourg"),
        *("netherlands", "norway", "portugal", "united-kingdom", "united-states"),
    ]
    page = client.get("/alliances/nato/?as_at=2023-04-04").content.decode()
    row = page.partition('<tr id="finland">')[2].partition("</tr>")[0]
    assert 'href="/protocols/finland-accession-protocol/?as_at=2023-04-04">Protocol on F' in row


@pytest.mark.parametrize(("since", "protocol"), [("1959-01-01", None), ("1961-01-01", "opening")])
def test_who_was_a_member_before_the_protocol_was_not_let_in_by_it(client, since, protocol):
    treaty = make_treaty(stated_in_force_on="1950-06-01")
    alba = make_actor("Alba")
    make_action(treaty, alba, ActionKind.ACCESSION, since, effective_on=since)
    make_protocol(make_treaty(slug="opening", concluded_on="1960-01-01"), treaty, alba)
    rebuild([treaty.pk])
    make_alliance("league", treaty, since="1950-06-01")
    assert joined_by(client, "league", "1970-01-01") == {"alba": protocol}
