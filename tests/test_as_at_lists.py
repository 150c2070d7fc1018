"""A list as at a day holds no record that has no page of its own on that day."""

import pytest

pytestmark = pytest.mark.django_db

# Each with a day by which some of its records had begun, and others had not.
LISTS = {
    "treaties": "1950-01-01",
    "matrix": "1950-01-01",
    "actors": "1950-01-01",
    "protocols": "1998-01-01",
    "alliances": "1950-01-01",
    "programs": "1994-01-01",
    "missions": "2010-01-01",
}
LOOKED_AT = 8


@pytest.mark.parametrize("name", LISTS)
def test_what_is_listed_as_at_a_day_has_a_page_on_that_day(name, client):
    query = {"as_at": LISTS[name]}
    whole = client.get(f"/{name}.json").json()
    listed = client.get(f"/{name}.json", query).json()
    assert 0 < listed["count"] < whole["count"]
    rows = listed["results"]
    for row in rows[:: max(1, len(rows) // LOOKED_AT)]:
        path = f"{row['url'].removesuffix('/')}.json"
        assert client.get(path, query).status_code == 200, path
