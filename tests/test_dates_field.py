"""The model field and the form field of an uncertain date."""

import json
from datetime import date, datetime

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter
from django.forms import modelform_factory
from django.test.utils import isolate_apps
from django.utils import translation

from registry.dates import DateBound, UncertainDate, UncertainDateField, UncertainDateFormField
from registry.models import Source


def a_source(**values):
    return Source(**{"slug": "a-gazette", "title": "Gazette", "rank": "gazette"} | values)


def gazettes():
    return Source.objects.filter(slug__startswith="a-gazette")


@pytest.mark.parametrize(
    ("given", "text", "earliest", "latest"),
    [
        (UncertainDate("1844-06"), "1844-06", date(1844, 6, 1), date(1844, 6, 30)),
        ("../1786", "../1786", None, date(1786, 12, 31)),
        (date(1949, 4, 4), "1949-04-04", date(1949, 4, 4), date(1949, 4, 4)),
        (datetime(1949, 4, 4, 12), "1949-04-04", date(1949, 4, 4), date(1949, 4, 4)),
        ("", "", None, None),
        (None, "", None, None),
    ],
)
@pytest.mark.django_db
def test_whatever_is_assigned_sets_the_text_and_both_bounds(given, text, earliest, latest):
    source = a_source(published_on="1999")
    source.published_on = given
    assert source.published_on == (UncertainDate(text) if text else None)
    source.save()
    stored = gazettes().get()
    assert stored.published_on == source.published_on
    assert (stored.published_earliest, stored.published_latest) == (earliest, latest)
    column = gazettes().annotate(plain=models.functions.Cast("published_on", models.TextField()))
    assert column.get().plain == text


def test_the_bounds_cannot_be_parted_from_their_date():
    source = a_source(published_on="1844-06", published_earliest=date(1, 1, 1))
    source.published_latest = None
    assert (source.published_earliest, source.published_latest) == (
        date(1844, 6, 1),
        date(1844, 6, 30),
    )


@pytest.mark.django_db
def test_bounds_are_kept_by_every_way_of_saving():
    Source.objects.bulk_create([a_source(slug="a-gazette-in-bulk", published_on="1844-06")])
    Source.objects.create(slug="a-gazette-created", published_on="1844-06")
    Source.objects.update_or_create(slug="a-gazette-in-bulk", defaults={"published_on": "1786"})
    source = gazettes().only("published_on").get(slug="a-gazette-created")
    source.published_on = "1787"
    source.save()
    source.published_on = "1788"
    source.save(update_fields=Source._meta.get_field("published_on").columns)
    bounds = gazettes().values_list("slug", "published_on", "published_earliest")
    assert sorted(bounds) == [
        ("a-gazette-created", UncertainDate("1788"), date(1788, 1, 1)),
        ("a-gazette-in-bulk", UncertainDate("1786"), date(1786, 1, 1)),
    ]


@pytest.mark.django_db
def test_a_deferred_date_is_fetched_with_its_bounds_when_asked():
    a_source(published_on="1786").save()
    source = gazettes().only("published_earliest").get()
    assert source.published_earliest == date(1786, 1, 1)
    assert source.published_on == UncertainDate("1786")
    assert source.published_latest == date(1786, 12, 31)


@pytest.mark.django_db
def test_rows_are_found_by_text_or_value():
    a_source(published_on="1844-06").save()
    for wanted in ("1844-06", UncertainDate("1844-06")):
        assert gazettes().filter(published_on=wanted).count() == 1
        assert gazettes().filter(published_on__in=["1786", wanted]).count() == 1
    assert gazettes().filter(published_on__startswith="1844").count() == 1
    assert gazettes().filter(published_on=date(1844, 6, 1)).count() == 0
    assert gazettes().filter(retrieved_on="", published_on__isnull=False).count() == 1


def test_text_that_is_no_date_stays_until_the_row_is_cleaned():
    source = a_source(published_on="next year", retrieved_on=1949.5)
    assert (source.published_on, source.published_earliest) == ("next year", None)
    with pytest.raises(ValidationError) as refusal:
        source.clean_fields()
    assert set(refusal.value.message_dict) == {"published_on", "retrieved_on"}
    assert "'next year' is not a date: write 1949" in refusal.value.message_dict["published_on"][0]


def dump():
    return serializers.serialize("json", gazettes(), use_natural_primary_keys=True)


@pytest.mark.django_db
def test_a_fixture_carries_the_text_alone_and_loads_as_it_was_dumped(tmp_path):
    a_source(published_on="2019-02-06/..").save()
    dumped = dump()
    fields = json.loads(dumped)[0]["fields"]
    assert (fields["published_on"], fields["retrieved_on"]) == ("2019-02-06/..", None)
    assert not [name for name in fields if name.endswith(("_earliest", "_latest"))]
    gazettes().delete()
    fixture = tmp_path / "sources.json"
    fixture.write_text(dumped)
    call_command("loaddata", fixture, verbosity=0)
    assert gazettes().get().published_earliest == date(2019, 2, 6)
    assert dump() == dumped


@pytest.fixture
def pact():
    """A throwaway model with two dates, one of them from an abstract base."""
    with isolate_apps("registry"):

        class Dated(models.Model):
            since = UncertainDateField("from", blank=True)

            class Meta:
                abstract = True
                app_label = "registry"

        class Pact(Dated):
            name = models.CharField(max_length=20)
            signed_on = UncertainDateField("signed", help_text="The day of signature.")

            class Meta:
                app_label = "registry"

            def __str__(self):
                return self.name

        yield Pact


def test_an_abstract_base_hands_down_its_dates_with_their_bounds(pact):
    names = [field.name for field in pact._meta.get_fields()]
    assert sorted(names) == [
        *("id", "name", "signed_earliest", "signed_latest", "signed_on"),
        *("since", "since_earliest", "since_latest"),
    ]
    assert pact(since="1786").since_latest == date(1786, 12, 31)
    assert isinstance(pact._meta.get_field("since_earliest"), DateBound)
    assert pact._meta.get_field("since").columns == ["since", "since_earliest", "since_latest"]


def test_the_bounds_are_no_business_of_forms_or_fixtures(pact):
    bounds = [pact._meta.get_field(f"signed_{bound}") for bound in ("earliest", "latest")]
    assert {(field.editable, field.serialize, field.null) for field in bounds} == {
        (False, False, True)
    }
    assert bounds[0].verbose_name == "signed (earliest)"


def migrations(old: ProjectState, model):
    """Detect what a migration of one model would do; detecting consumes the new state."""
    new = ProjectState()
    new.add_model(ModelState.from_model(model))
    return MigrationAutodetector(old, new)._detect_changes().get("registry", [])


def test_a_migration_names_every_column_once_and_a_second_finds_nothing_to_do(pact):
    (migration,) = migrations(ProjectState(), pact)
    applied = migration.mutate_state(ProjectState())
    assert migrations(applied, pact) == []

    rendered = applied.apps.get_model("registry", "Pact")
    columns = [field.column for field in pact._meta.concrete_fields]
    assert sorted(field.column for field in rendered._meta.concrete_fields) == sorted(columns)
    assert rendered(signed_on="1844-06").signed_earliest == date(1844, 6, 1)
    written = MigrationWriter(migration).as_string()
    assert written.count("DateBound(of='signed_on'") == 2
    assert written.count("bounds=False") == 2
    assert "max_length=40" not in written


def test_a_length_of_its_own_is_kept(pact):
    field = UncertainDateField(max_length=21)
    assert field.clone().max_length == 21
    assert pact._meta.get_field("signed_on").clone().bounds is False


def test_an_empty_date_is_refused_where_one_is_required(pact):
    with pytest.raises(ValidationError) as refusal:
        pact(name="Rio", signed_on="").clean_fields()
    assert refusal.value.message_dict == {"signed_on": ["This field cannot be blank."]}
    pact(name="Rio", signed_on="1947").clean_fields()


def test_a_form_reads_dates_as_people_write_them_and_shows_the_text(pact):
    form_class = modelform_factory(pact, fields=["signed_on", "since"])
    form = form_class({"signed_on": " between 17 and 22 October 1951 ", "since": ""})
    assert form.is_valid(), form.errors
    assert form.instance.signed_on == UncertainDate("1951-10-17/1951-10-22")
    assert form.instance.since is None

    shown = form_class(instance=form.instance)
    assert 'value="1951-10-17/1951-10-22"' in str(shown["signed_on"])
    unchanged = form_class({"signed_on": "1951-10-17/1951-10-22"}, instance=form.instance)
    assert not unchanged.has_changed()
    assert form_class({"signed_on": "1952"}, instance=form.instance).changed_data == ["signed_on"]


def test_a_form_says_what_it_accepts_and_why_it_refuses(pact):
    form_class = modelform_factory(pact, fields=["signed_on"])
    help_text = form_class.base_fields["signed_on"].help_text
    assert help_text.startswith("The day of signature. Write 4 April 1949, June 1844")
    form = form_class({"signed_on": "03/04/1949"})
    assert form.errors["signed_on"] == [
        "'03/04/1949' does not tell the day from the month: write 3 April 1949 or 1949-04-03."
    ]
    assert '"03/04/1949"' in str(form["signed_on"])
    assert form_class({}).errors["signed_on"] == ["This field is required."]


def test_the_form_field_takes_a_value_that_is_already_a_date():
    assert UncertainDateFormField().clean(UncertainDate("1786")) == UncertainDate("1786")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("soon", "est pas une date"),
        ("03/04/1949", "ne dit pas lequel"),
        ("1950/1949", "se termine"),
    ],
)
def test_what_is_no_date_is_told_in_the_language_of_whoever_typed_it(text, said):
    with translation.override("fr"), pytest.raises(ValidationError, match=said):
        UncertainDateFormField().clean(text)
    with translation.override("en"), pytest.raises(ValidationError, match=f"'{text}'"):
        UncertainDateFormField().clean(text)


def test_the_help_of_a_date_is_in_the_language_of_the_page():
    field = UncertainDateFormField(help_text="X.")
    with translation.override("fr"):
        assert str(field.help_text).startswith("X. Écrivez 4 avril 1949")
