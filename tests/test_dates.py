"""Uncertain dates: the three answers, EDTF text, and dates as people write them."""

import copy
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.dates import (
    Answer,
    Count,
    UncertainDate,
    earlier_of,
    later_of,
    read_date,
)

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


@st.composite
def edtf(draw, first=date.min, last=date.max):
    """Any EDTF text that the project reads."""
    one, two = sorted((draw(st.dates(first, last)), draw(st.dates(first, last))))

    def part(day):
        length = draw(st.sampled_from((4, 7, 10)))
        return day.isoformat()[:length] + draw(st.sampled_from(("", "~", "?", "%")))

    shape = draw(st.sampled_from(("{0}", "{0}/{1}", "../{1}", "{0}/..", "../..")))
    return shape.format(part(one), part(two))


@pytest.mark.parametrize("value", Answer)
def test_an_answer_is_never_taken_for_true_or_false(value):
    with pytest.raises(TypeError, match="three values"):
        bool(value)


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, NOT_KNOWN, NOT_KNOWN, YES),
        (NO, NO, NO, NO),
        (NO, NOT_KNOWN, NO, NOT_KNOWN),
        (NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN),
    ],
)
def test_answers_combine_as_in_three_valued_logic(a, b, both, either):
    assert (a & b, b & a, a | b, b | a) == (both, both, either, either)


def test_the_opposite_of_not_known_is_not_known():
    assert [~answer for answer in (YES, NO, NOT_KNOWN)] == [NO, YES, NOT_KNOWN]
    assert [Answer.of(fact) for fact in (True, False)] == [YES, NO]


def test_a_count_keeps_what_is_certain_apart_from_what_is_possible():
    count = Count.of([YES, NO, NOT_KNOWN, YES])
    assert (str(count), count.as_json()) == (
        "at least 2, at most 3",
        {"at_least": 2, "at_most": 3},
    )


def test_where_the_rows_may_not_be_all_only_the_certain_ones_are_told():
    count = Count(2, 3).or_more()
    assert str(count) == "at least 2"
    assert str(Count(0, 3).or_more()) == "not known"


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "words"),
    [
        ("1949-04-04", "1949-04-04", "1949-04-04", "4 April 1949"),
        ("1844-06", "1844-06-01", "1844-06-30", "June 1844"),
        ("1786", "1786-01-01", "1786-12-31", "1786"),
        ("1951-10-17/1951-10-22", "1951-10-17", "1951-10-22", "between 17 and 22 October 1951"),
        (
            "2019-02-06/2019-03-19",
            "2019-02-06",
            "2019-03-19",
            "between 6 February and 19 March 2019",
        ),
        (
            "2019-02-06/2020-03-19",
            "2019-02-06",
            "2020-03-19",
            "between 6 February 2019 and 19 March 2020",
        ),
        ("1844-06/1844-08", "1844-06-01", "1844-08-31", "between June and August 1844"),
        ("1844-06/1844", "1844-06-01", "1844-12-31", "between June 1844 and 1844"),
        ("../2020-03-19", None, "2020-03-19", "on or before 19 March 2020"),
        ("2019-02/..", "2019-02-01", None, "in or after February 2019"),
        ("../..", None, None, "on an unknown day"),
        ("1949-04-04/1949-04-04", "1949-04-04", "1949-04-04", "4 April 1949"),
        ("1786~", "1785-01-01", "1787-12-31", "about 1786"),
        ("1844-12?", "1844-11-01", "1845-01-31", "perhaps December 1844"),
        ("1844-01~", "1843-12-01", "1844-02-29", "about January 1844"),
        ("1949-04-04%", "1949-04-03", "1949-04-05", "perhaps about 4 April 1949"),
        ("1951-10-17~/1951-10-22", "1951-10-16", "1951-10-22", None),
        ("0001~", "0001-01-01", "0002-12-31", "about 1"),
        ("9999-12~", "9999-11-01", "9999-12-31", "about December 9999"),
    ],
)
def test_a_text_has_its_bounds_and_words(text, earliest, latest, words):
    value = UncertainDate(text)
    assert str(value) == value.text == text
    assert [day and day.isoformat() for day in (value.earliest, value.latest)] == [earliest, latest]
    assert words in (None, value.in_words())


@pytest.mark.parametrize(
    "text",
    [
        *("1949-13-01", "1949-02-29", "1949-4-4", "19490404", "2019-W05-3", "2019-W051-", "49", ""),
        *("..", "1949/", "/1949", "0000", "-1949", "1949~~", "..~/1949", "1949/1950/1951"),
        *("4 April 1949", " 1949", "1949-04-04T00:00", "١٩٤٩", None, 1949),
    ],
)
def test_any_other_text_is_refused_with_what_must_hold(text):
    with pytest.raises(ValueError, match=r"is not a date: write 1949-04-04, 1844-06"):
        UncertainDate(text)


@pytest.mark.parametrize("text", ["1951/1950", "1951-10-22/1951-10-17", "1951/1950~"])
def test_an_interval_does_not_end_before_it_starts(text):
    with pytest.raises(ValueError, match="ends on or after its first day"):
        UncertainDate(text)


def test_only_one_day_without_doubt_is_exact():
    exact = [
        text
        for text in ("1949-04-04", "1949-04-04~", "1949-04", "../1949-04-04")
        if UncertainDate(text).is_exact
    ]
    assert exact == ["1949-04-04"]


def test_a_date_is_made_from_a_day():
    assert UncertainDate.of(date(1949, 4, 4)) == UncertainDate("1949-04-04")


@pytest.mark.parametrize(
    ("a", "b", "may_be_one_day"),
    [
        ("1988", "1988-09-22", True),
        ("../1988", "1988-12-31/..", True),
        ("1988", "1989", False),
        ("../1987", "1988/..", False),
        ("../..", "1786", True),
    ],
)
def test_two_dates_overlap_where_both_may_be_one_day(a, b, may_be_one_day):
    a, b = UncertainDate(a), UncertainDate(b)
    assert a.overlaps(b) == b.overlaps(a) == may_be_one_day


@pytest.mark.parametrize(
    ("a", "b", "is_before"),
    [
        ("1988", "1989", True),
        ("1988", "1988-12-31", False),
        ("../1988", "1989/..", True),
        ("1988/..", "1989", False),
        ("1988", "../1989", False),
    ],
)
def test_a_date_is_before_another_where_its_last_day_is_before_the_first_of_that(a, b, is_before):
    assert UncertainDate(a).is_before(UncertainDate(b)) == is_before


def test_a_value_never_changes_and_is_equal_by_its_text():
    value = UncertainDate("1844-06")
    with pytest.raises(AttributeError):
        value.text = "1845"
    assert value == UncertainDate("1844-06") != UncertainDate("1844-06-01/1844-06-30")
    assert value != "1844-06"
    assert len({value, copy.deepcopy(value), pickle.loads(pickle.dumps(value))}) == 1  # noqa: S301
    assert repr(value) == "UncertainDate('1844-06')"


def test_dates_sort_by_their_first_and_then_their_last_possible_day():
    texts = ["../..", "../1786", "1786-01-01", "1786", "1786-01-01/..", "1786-02"]
    assert sorted(map(UncertainDate, reversed(texts))) == [
        UncertainDate(text) for text in ("../1786", "../..", *texts[2:])
    ]
    with pytest.raises(TypeError):
        assert UncertainDate("1786") < date(1786, 1, 1)


@pytest.mark.parametrize(
    ("text", "day", "answer"),
    [
        ("1844-06", "1844-05-31", NO),
        ("1844-06", "1844-06-01", NOT_KNOWN),
        ("1844-06", "1844-06-29", NOT_KNOWN),
        ("1844-06", "1844-06-30", YES),
        ("../1844-06", "1786-01-01", NOT_KNOWN),
        ("../1844-06", "1844-06-30", YES),
        ("1844-06/..", "1844-05-31", NO),
        ("1844-06/..", "2019-03-22", NOT_KNOWN),
        ("../..", "2019-03-22", NOT_KNOWN),
    ],
)
def test_it_has_happened_by_a_day_certainly_possibly_or_not(text, day, answer):
    assert UncertainDate(text).by(date.fromisoformat(day)) == answer


@given(edtf(), st.dates(), st.dates())
def test_what_has_happened_by_a_day_has_happened_by_every_later_day(text, one, other):
    first, second = sorted((one, other))
    order = [NO, NOT_KNOWN, YES]
    value = UncertainDate(text)
    assert order.index(value.by(first)) <= order.index(value.by(second))


@given(edtf())
def test_the_bounds_written_again_are_the_same_bounds(text):
    value = UncertainDate(text)
    again = UncertainDate.between(value.earliest, value.latest)
    assert (again.earliest, again.latest) == (value.earliest, value.latest)
    assert len(str(again)) <= 21


@pytest.mark.parametrize(
    ("earliest", "latest", "text"),
    [
        (date(1949, 4, 4), date(1949, 4, 4), "1949-04-04"),
        (date(1844, 6, 1), date(1844, 6, 30), "1844-06"),
        (date(1786, 1, 1), date(1786, 12, 31), "1786"),
        (date(1786, 1, 1), date(1787, 12, 31), "1786-01-01/1787-12-31"),
        (date(9999, 12, 1), date.max, "9999-12"),
        (date(1786, 1, 1), date(1786, 2, 27), "1786-01-01/1786-02-27"),
        (None, date(1786, 2, 27), "../1786-02-27"),
        (None, None, "../.."),
    ],
)
def test_bounds_are_written_in_the_shortest_way(earliest, latest, text):
    assert UncertainDate.between(earliest, latest).text == text


@pytest.mark.parametrize(
    ("a", "b", "earlier", "later"),
    [
        ("1786", "1949-04-04", "1786", "1949-04-04"),
        ("1786~", "1786", "1785-01-01/1786-12-31", "1786-01-01/1787-12-31"),
        ("../1949", "1844-06", "../1844-06-30", "1844-06-01/1949-12-31"),
        ("1844-06/..", "1786", "1786", "1844-06/.."),
        ("../..", "1786", "../1786-12-31", "1786-01-01/.."),
    ],
)
def test_the_earlier_and_the_later_of_two_are_told_bound_by_bound(a, b, earlier, later):
    a, b = UncertainDate(a), UncertainDate(b)
    assert (str(earlier_of(a, b)), str(later_of(a, b))) == (earlier, later)
    assert (str(earlier_of(b, a)), str(later_of(b, a))) == (earlier, later)


@given(edtf(first=date(102, 1, 1)))
def test_words_are_read_back_as_the_date_that_they_were_made_from(text):
    words = UncertainDate(text).in_words()
    read = read_date(words)
    first, _, last = text.partition("/")
    assert str(read) == (first if first == last != ".." else text)
    assert read_date(text).text == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("4 April 1949", "1949-04-04"),
        ("1er avril 1949", "1949-04-01"),
        ("29 FÉVRIER 1952", "1952-02-29"),
        ("août 1844", "1844-08"),
        ("  4th  april,  1949 ", "1949-04-04"),
        ("April 4, 1949", "1949-04-04"),
        ("4 Apr 1949", "1949-04-04"),
        ("Sept. 1844", "1844-09"),
        ("c. 1786", "1786~"),
        ("ca 1786", "1786~"),
        ("about 1786", "1786~"),
        ("circa June 1844", "1844-06~"),
        ("possibly 1786", "1786?"),
        ("by 19 March 2020", "../2020-03-19"),
        ("not later than 2020-03-19", "../2020-03-19"),
        ("before 19 March 2020", "../2020-03-18"),
        ("before June 1844", "../1844-05-31"),
        ("after June 1844", "1844-07-01/.."),
        ("before about 1950", "../1950~"),
        ("after perhaps June 1844", "1844-06?/.."),
        ("before 1950-05~", "../1950-05~"),
        ("since 1786", "1786/.."),
        ("between 6 February 2019 and 19 March 2020", "2019-02-06/2020-03-19"),
        ("from 1949 to 1951", "1949/1951"),
        ("since about June 1844", "1844-06~/.."),
        ("6 Feb 2019 to 19 Mar 2020", "2019-02-06/2020-03-19"),
        ("17-22 October 1951", "1951-10-17/1951-10-22"),
        ("17 \u2013 22 Oct 1951", "1951-10-17/1951-10-22"),
        ("17 and 22 October 1951", "1951-10-17/1951-10-22"),
        ("October 17-22, 1951", "1951-10-17/1951-10-22"),
        ("6 February - 19 March 2019", "2019-02-06/2019-03-19"),
        ("2019-02-06 to 2020-03-19", "2019-02-06/2020-03-19"),
        ("843", "0843"),
        ("unknown day", "../.."),
        # One order of day and month alone makes a day of these.
        ("13.4.1949", "1949-04-13"),
        ("4/13/1949", "1949-04-13"),
        ("31 12 1999", "1999-12-31"),
        ("05-05-1999", "1999-05-05"),
    ],
)
def test_a_date_is_read_as_people_write_it(written, text):
    assert read_date(written).text == text


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("doubt", ["about", "perhaps", "perhaps about"])
@pytest.mark.parametrize("exact", ["1950", "June 1844", "4 April 1949"])
def test_doubt_never_makes_a_bound_stricter(side, doubt, exact):
    known, doubtful = (read_date(f"{side} {text}") for text in (exact, f"{doubt} {exact}"))
    assert (doubtful.latest or date.max) >= (known.latest or date.max)
    assert (doubtful.earliest or date.min) <= (known.earliest or date.min)


@pytest.mark.parametrize("written", ["03/04/1949", "3.4.49", "12-11-1949", "3/4.1949"])
def test_numerals_that_some_read_otherwise_are_refused(written):
    with pytest.raises(ValueError, match="does not tell the day from the month"):
        read_date(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "31 February 2019",
        "13 Brumaire 1799",
        "between soon and 1949",
        "between 5 and 1950",
        "5-1950",
        "between 5 and June 1950",
        "17-22",
        "by soon",
        "before 0001",
        "after 9999-12-31",
        "1949 or 1950",
        "by between 1948 and 1949",
        "about about 1",
        # No day in either order, or nothing that tells the year or the order.
        "31/02/2018",
        "29.2.2019",
        "13/13/1949",
        "0/4/1949",
        "13.4.49",
        "4.4.49",
        "13.4/1949",
        "1/1/0000",
    ],
)
def test_what_is_no_date_is_refused_with_examples(written):
    with pytest.raises(ValueError, match="is not a date: write 4 April 1949"):
        read_date(written)


@pytest.mark.parametrize("written", ["1951/1949", "between 1951 and 1949", "22-17 October 1951"])
def test_a_written_interval_does_not_end_before_it_starts(written):
    with pytest.raises(ValueError, match="ends on or after its first day"):
        read_date(written)
