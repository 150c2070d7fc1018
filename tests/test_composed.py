"""A question that is composed once is answered as the query that it was composed from."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import F, Prefetch
from django.test.utils import CaptureQueriesContext

from registry.dates import dated
from registry.models import Participation, Treaty, TreatyTitle
from registry.queries.composed import Question

pytestmark = pytest.mark.django_db

TITLES = Prefetch("titles", TreatyTitle.objects.order_by("language", "title"))
RECORDS = Question(
    lambda slug: (
        Treaty.objects.filter(slug=slug).select_related("force", "source").prefetch_related(TITLES)
    )
)
SPELLS = Question(
    lambda treaty, day: (
        Participation.objects.begun(by=day)
        .filter(treaty__slug=treaty)
        .order_by("pk")
        .values_list("pk", "since", "reason")
    )
)


@pytest.mark.parametrize("slug", ["north-atlantic-treaty", "un-charter", "there-is-none"])
def test_records_are_those_of_the_query_with_all_that_it_fetches(slug):
    told = [
        [
            (treaty.__dict__ | {"_state": None, "_prefetched_objects_cache": None})
            for treaty in found
        ]
        for found in (RECORDS.records(slug), RECORDS.records(slug), RECORDS.compose(slug))
    ]
    assert told[0] == told[1] == told[2]
    with CaptureQueriesContext(connection) as queries:
        for treaty in RECORDS.records(slug):
            assert treaty.force.in_force_on
            assert treaty.source.title
            assert [one.title for one in treaty.titles.all()]
    assert len(queries) == (2 if told[0] else 1)


WITH_BASIS = Question(
    lambda treaty: (
        Participation.objects.filter(treaty__slug=treaty)
        .select_related("treaty__force", "basis__source", "ended_by")
        .annotate(began=F("begins_earliest"))
        .order_by("pk")
    )
)


def plain(record):
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def test_what_several_rows_name_is_one_record():
    found = WITH_BASIS.records("north-atlantic-treaty")
    assert len(found) > len({id(spell.treaty) for spell in found}) == 1
    assert found[0].treaty.force.treaty is found[0].treaty
    asked = WITH_BASIS.compose("north-atlantic-treaty")
    for spell, other in zip(found, asked, strict=True):
        for one, same in (
            (spell, other),
            (spell.treaty, other.treaty),
            (spell.basis, other.basis),
            (spell.basis.source, other.basis.source),
        ):
            assert (one and plain(one)) == (same and plain(same))
        assert (spell.ended_by, spell.began) == (other.ended_by, other.began)
    assert any(spell.ended_by is None for spell in found)


@pytest.mark.parametrize("day", [date(1950, 1, 1), date(2020, 1, 1)])
def test_rows_are_those_of_the_query_as_they_are_stored(day):
    found = SPELLS.rows("north-atlantic-treaty", day)
    spells = SPELLS.compose("north-atlantic-treaty", day)
    assert [(pk, dated(since)) for pk, since, _ in found] == [row[:2] for row in spells]
    assert all(reason.startswith("[") for *_, reason in found)
    assert len(found) > 0


AMONG = Question(
    lambda slugs, day: (
        Treaty.objects.filter(slug__in=[slugs], concluded_earliest__lte=day)
        .exclude(title="100% of it")
        .order_by("slug")
        .values_list("slug")[:2]
    )
)


@pytest.mark.parametrize(
    ("slugs", "found"),
    [
        (["un-charter"], ["un-charter"]),
        (("north-atlantic-treaty", "there-is-none"), ["north-atlantic-treaty"]),
        ({"un-charter", "north-atlantic-treaty"}, ["north-atlantic-treaty", "un-charter"]),
    ],
)
def test_any_number_of_values_may_stand_in_a_list(slugs, found):
    assert AMONG.rows(slugs, date(2020, 1, 1)) == [(slug,) for slug in found]
    assert AMONG.rows(slugs, date(1900, 1, 1)) == []


def test_it_is_composed_once():
    asked = []

    def compose(slug):
        asked.append(slug)
        return Treaty.objects.filter(slug=slug).values_list("title")

    question = Question(compose)
    assert question.rows("un-charter") != question.rows("north-atlantic-treaty")
    assert len(asked) == 1


def test_nothing_is_no_date():
    assert dated("") is None
