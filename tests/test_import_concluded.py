"""When the depositary's treaties were concluded: the day behind a title, or that it is not read."""

import pytest

from registry.models import Treaty
from tests.imports import brought, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def concluded(tmp_path):
    """Import a table whose index prints this behind the title; give the treaty and its row."""

    def take(printed):
        write(
            tmp_path / "index.csv",
            "chapter_no,treaty_no,treaty_name,url\n"
            f'30,1,"Convention on Lighthouses. {printed}",http://example.org/\n',
        )
        table = write(
            tmp_path / "treaties" / "30-1.csv", "Participant,Signature\nFrance,4 May 1951"
        )
        report = brought(tmp_path, "untc", table)
        return Treaty.objects.get(citations__value="XXX-1"), report["rows"][0]

    return take


@pytest.mark.parametrize(
    ("printed", "place", "on"),
    [
        ("Geneva, 30 August 1961", "Geneva", "1961-08-30"),
        ("Geneva, 1st August 1961", "Geneva", "1961-08-01"),
        ("Geneva, 1 and 2 May 1981", "Geneva", "1981-05-01/1981-05-02"),
        (
            "London, 14 November 1975 and 9 November 1977",
            "London",
            "1975-11-14/1977-11-09",
        ),
    ],
)
def test_a_treaty_was_concluded_on_the_day_behind_its_title(concluded, printed, place, on):
    treaty, row = concluded(printed)
    assert (treaty.title, treaty.concluded_at) == ("Convention on Lighthouses", place)
    assert str(treaty.concluded_on) == on
    assert row["reasons"] == []


@pytest.mark.parametrize(
    "printed",
    [
        "Geneva, 31 April 1961",
        "Geneva, 9 November 1977 and 14 November 1975",
        "Geneva, 26 June 1936, and Lake Success, New York, 11 December 1946",
    ],
)
def test_a_day_behind_a_title_that_is_not_read_is_told(concluded, printed):
    treaty, row = concluded(printed)
    assert not treaty.concluded_on
    assert printed[-20:] in row["reasons"][0]
