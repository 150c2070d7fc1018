"""Form fields of the admin: chosen records whose names are at hand cost no query."""

from functools import cache

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.forms.models import InlineForeignKeyField as ParentField
from django.forms.models import construct_instance
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.admin.boxes import BoxRenderer
from registry.admin.guards import is_number
from registry.admin.meanwhile import MergingForm, with_line_feeds
from registry.dates import read_date
from registry.importers.fixtures.rules import value_reasons
from registry.importers.fixtures.stored import columns
from registry.sentences import say

GONE = _(
    "Someone else has deleted or moved this row since the page was opened. Tick “Delete?” to let "
    "it go, or type it again in an empty row."
)
HELD = _(
    "The row “%(row)s” holds the same until its own change is saved. To swap two rows, tick "
    "“Delete?” in one and type it again in an empty row."
)
PREVIEWED = _("Nothing is saved yet: see below what follows, and save.")
UNCONFIRMED = _(
    "Nothing is saved yet: read the warnings below, and say why it is right all the same."
)


class DateInput(forms.TextInput):
    """A box as wide as a date; a browser's own date picker knows neither months nor bounds.

    The date stands in words beside it, as it is understood.
    """

    def __init__(self, attrs=None):
        super().__init__({"class": "uncertain-date", "size": 18, **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(name, value, attrs, renderer)
        words = understood(value)
        return format_html('{}<span class="understood">{}</span>', box, words) if words else box


def understood(text: str | None) -> str:
    """Say in words what a date is taken to mean, or nothing where they are the same."""
    try:
        words = say(read_date(text)) if text else ""
    except ValueError:
        return ""
    return "" if words == text else words


class LinesField(forms.CharField):
    """Text of several lines: how a browser ends them is no difference."""

    def to_python(self, value):
        return with_line_feeds(super().to_python(value))

    def has_changed(self, initial, data):
        return super().has_changed(self.to_python(initial), data)


class KnownRecords:
    """A choice of records that asks the database only for those not at hand in `known`."""

    known = {}


class KnownChoiceField(KnownRecords, forms.ModelChoiceField):
    def to_python(self, value):
        return self.known.get(str(value)) or super().to_python(value)


class KnownMultipleChoiceField(KnownRecords, forms.ModelMultipleChoiceField):
    def clean(self, value):
        """Refuse what is no record's number: SQLite fails at those that it cannot count to."""
        for key in value or ():
            if not is_number(str(key)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": key}
                )
        return super().clean(value)


@cache
def choices_url(name: str, _language: str, _prefix: str) -> str:
    """Give where choices are asked for: hundreds of boxes of a page have one address."""
    return reverse(name)


class KnownOptions:
    """Names the chosen records from `known`; the stock widget asks for them one row at a time."""

    def get_url(self):
        name = self.url_name % self.admin_site.name
        return choices_url(name, get_language(), get_script_prefix())

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Leave out what Select2 does anyway: hundreds of these boxes stand on one page."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        for name in ("data-ajax--cache", "data-ajax--type", "lang"):
            del attrs[name]
        if self.is_required or self.allow_multiple_selected:
            attrs.pop("data-allow-clear", None)  # of several, each is taken out by itself
        if self.is_required:
            del attrs["data-placeholder"]
        return attrs

    def optgroups(self, name, value, attrs=None):
        field = self.choices.field
        keys = [str(key) for key in value if is_number(str(key))]
        if not all(key in field.known for key in keys):
            return super().optgroups(name, keys, attrs)
        options = []
        if not (self.is_required or self.allow_multiple_selected):
            options.append(self.create_option(name, "", "", False, 0))
        for key in keys:
            label = field.label_from_instance(field.known[key])
            options.append(self.create_option(name, key, label, True, len(options)))
        return [(None, options, 0)]


class KnownSelect(KnownOptions, AutocompleteSelect):
    pass


class KnownSelectMultiple(KnownOptions, AutocompleteSelectMultiple):
    pass


class RecordForm(MergingForm, forms.ModelForm):
    """Checks every constraint, and says what is wrong wherever it can be seen."""

    default_renderer = BoxRenderer()
    unconfirmed = ""  # why nothing is saved yet, though nothing is wrong
    unsound = ()  # what a save would have made wrong, in this record or in others
    table = None  # the rows among which this one stands
    is_gone = False  # a row that was deleted under the hands of whoever posts it

    def __init__(self, *args, known=None, **kwargs):
        super().__init__(*args, **kwargs)
        known = known or {}
        for name, field in self.fields.items():
            if isinstance(field, KnownRecords):
                field.known = known.get(name, {}) | at_hand(self.instance, name)

    def clean(self):
        if self.is_gone:
            self.add_error(None, GONE)
        if self.unconfirmed:
            self.add_error(None, self.unconfirmed)
        cleaned = super().clean()
        self._keep_untouched()
        for finding, sentence in self.unsound:
            record, boxes = finding.record, finding.values.keys() & self.fields.keys()
            is_own = type(record) is self._meta.model and self.instance.pk in (None, record.pk)
            for box in boxes if is_own else ():
                self.add_error(box, finding.reason)
            if not (is_own and boxes):
                self.add_error(None, sentence)
        return cleaned

    def _keep_untouched(self):
        """Leave a text that nobody touched as it is stored, to the last space."""
        for name in self.initial.keys() & self.cleaned_data.keys() - {*self.changed_data}:
            if isinstance(self.fields[name], LinesField):
                self.cleaned_data[name] = self.initial[name]

    def _post_clean(self):
        """Refuse what no file may hold; a box takes a tab, and SQLite any number.

        Else as Django does it, which asks the database of what is stored as it was, and twice.
        """
        meta, kept = self._meta, self._kept()
        exclude = self._get_validation_exclusions()
        exclude |= {one.name for one in meta.model._meta.fields if one.is_relation} & kept
        exclude |= {name for name, one in self.fields.items() if isinstance(one, ParentField)}
        try:
            self.instance = construct_instance(self, self.instance, meta.fields, meta.exclude)
        except ValidationError as error:
            self._update_errors(error)
        try:
            self.instance.full_clean(exclude, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._update_errors(error)
        if self._validate_unique:
            self.validate_unique()
            self.validate_constraints()
        typed = {*self.changed_data} - self.errors.keys()
        for column in columns(self._meta.model):
            if column.name in typed and not column.remote_field:
                for reason in value_reasons(column, getattr(self.instance, column.attname)):
                    self.add_error(column.name, reason)

    def add_error(self, field, error):
        """Show an error about a field that is not on this form above the form."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            shown = {}
            for name, errors in error.error_dict.items():
                place = name if name in self.fields else NON_FIELD_ERRORS
                if told := self._beside(errors):
                    shown.setdefault(place, []).extend(told)
            if not shown:
                return
            error = ValidationError(shown)
        super().add_error(field, error)

    def validate_unique(self):
        """Ask of what is unique only where it was changed."""
        exclude = self._get_validation_exclusions() | self._kept()
        try:
            self.instance.validate_unique(exclude=exclude)
        except ValidationError as error:
            self._update_errors(error)

    def validate_constraints(self):
        """Check the constraints over columns that this form does not show, too.

        Django leaves them out, those with the parent of an inline row among them: the database
        would then refuse the row with an error page.
        """
        wrong = {*self.errors}
        bounds = {f.name for f in self._meta.model._meta.fields if getattr(f, "of", None) in wrong}
        kept = self._kept()
        for constraint in self._meta.model._meta.constraints:
            if (named := named_by(constraint)) and named <= kept:
                continue
            try:
                constraint.validate(self._meta.model, self.instance, exclude=wrong | bounds)
            except ValidationError as error:
                is_of_one = error.code == "unique" and len(constraint.fields) == 1
                place = constraint.fields[0] if is_of_one else NON_FIELD_ERRORS
                self.add_error(None, ValidationError({place: error.messages}))

    def _kept(self) -> set[str]:
        """Name the columns that stay as they are stored: the database holds them to every rule."""
        if self.instance._state.adding:
            return set()
        fields = self._meta.model._meta.fields
        changed = [field for field in fields if field.name in self.changed_data]
        columns = {name for field in changed for name in getattr(field, "columns", [field.name])}
        return {field.name for field in fields} - columns

    def _beside(self, errors: list[ValidationError]) -> list:
        """Leave out what a row alone holds that is ticked to go, and name one that lets it go."""
        if self.table is None:
            return errors
        messages = [message for error in errors for message in error.messages]
        constraints = {
            str(one.get_violation_error_message()): one
            for one in self._meta.model._meta.constraints
            if isinstance(one, UniqueConstraint)
        }
        told = [self._held(constraints.get(message), message) for message in messages]
        return [message for message in dict.fromkeys(told) if message]

    def _held(self, constraint: UniqueConstraint | None, message: str) -> str:
        if constraint is None:
            return message
        same = {name: getattr(self.instance, name) for name in constraint.fields}
        rows = self._meta.model._base_manager.filter(constraint.condition or Q(), **same)
        others = rows.exclude(pk=self.instance.pk).exclude(pk__in=self.table.leaving)
        if (other := others.first()) is None:
            return ""
        beside = (form for form in self.table.initial_forms if form.instance == other)
        changed = next((form.changed_data for form in beside), ())
        if same.keys().isdisjoint(changed):
            return message
        return HELD % {"row": self.table.name_of(other)}


def named_by(constraint: CheckConstraint | UniqueConstraint) -> set[str]:
    """Name the columns over which a constraint is."""
    condition = constraint.condition.referenced_base_fields if constraint.condition else ()
    return {*getattr(constraint, "fields", ()), *condition}


def at_hand(record, name):
    """Give the related records that were read together with this one, by key."""
    related = record._state.fields_cache.get(name)
    if related is not None:
        return {str(related.pk): related}
    prefetched = getattr(record, "_prefetched_objects_cache", {}).get(name, ())
    return {str(related.pk): related for related in prefetched}
