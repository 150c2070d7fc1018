"""The model field and the form field of an uncertain date."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy

from registry.dates.uncertain import NotADate, UncertainDate, dated
from registry.dates.written import read_date

HOW_TO_WRITE = gettext_lazy(
    "Write 4 April 1949, June 1844, 1786, about 1786, between 17 and 22 October 1951, by 19 March "
    "2020, since 6 February 2019."
)
LENGTH = 40
BOUNDS = ("earliest", "latest")


def what_must_hold(error: ValueError) -> str:
    """Say why a text is no date, in the language of whoever typed it."""
    if isinstance(error, NotADate):
        return gettext(error.message) % error.values
    return str(error)


class UncertainDateFormField(forms.CharField):
    """Reads a date as people write it, and shows it again as EDTF text."""

    def __init__(self, *, help_text="", **kwargs):
        told = (help_text, HOW_TO_WRITE) if help_text else (HOW_TO_WRITE,)
        super().__init__(help_text=format_lazy(" ".join(["{}"] * len(told)), *told), **kwargs)

    def to_python(self, value):
        if isinstance(value, UncertainDate):
            return value
        text = super().to_python(value)
        try:
            return read_date(text) if text else None
        except ValueError as error:
            raise ValidationError(what_must_hold(error), code="invalid") from error

    def prepare_value(self, value):
        return str(value) if isinstance(value, UncertainDate) else value


class _Text(DeferredAttribute):
    """Setting the date sets both bounds, so that no way of saving the row can part them."""

    def __init__(self, field):
        super().__init__(field)
        self.names = (field.attname, *map(field.bound_name, BOUNDS))

    def __set__(self, instance, value):
        known = self.field.known(value)
        text, earliest, latest = self.names
        held = instance.__dict__
        held[text] = known
        is_date = isinstance(known, UncertainDate)
        held[earliest] = known.earliest if is_date else None
        held[latest] = known.latest if is_date else None


class _Bound(DeferredAttribute):
    """A bound follows its date: what a row or a caller sets beside the date is not taken."""

    def __set__(self, instance, value):
        if self.field.of not in instance.__dict__:
            instance.__dict__[self.field.attname] = value


class DateBound(models.DateField):
    """The first or last possible day of the uncertain date `of`, for queries; never entered."""

    descriptor_class = _Bound

    def __init__(self, *args, of: str, **kwargs):
        self.of = of
        super().__init__(*args, **kwargs | {"null": True, "editable": False, "serialize": False})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("null", "editable", "serialize"):
            del kwargs[fixed]
        return name, path, args, kwargs | {"of": self.of}


class UncertainDateField(models.CharField):
    """EDTF text in its column, and its bounds in two plain date columns beside it.

    `concluded_on` adds `concluded_earliest` and `concluded_latest`. The attribute is an
    UncertainDate, or None where there is no date; it takes one, a day, or EDTF text. Text that is
    no date stays as it is until `full_clean` refuses it. `save(update_fields=...)`, `update()` and
    `bulk_update()` write only what they name: `columns` names all three.
    """

    descriptor_class = _Text

    def __init__(self, *args, bounds: bool = True, **kwargs):
        kwargs.setdefault("max_length", LENGTH)
        super().__init__(*args, **kwargs)
        self.bounds = bounds

    def deconstruct(self):
        """Leave the bounds out: a migration names both columns itself."""
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == LENGTH:
            del kwargs["max_length"]
        return name, path, args, kwargs | {"bounds": False}

    def bound_name(self, bound: str) -> str:
        return f"{self.name.removesuffix('_on')}_{bound}"

    @property
    def columns(self) -> list[str]:
        return [self.name, *(self.bound_name(bound) for bound in BOUNDS)]

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        if self.bounds:
            for bound in BOUNDS:
                field = DateBound(f"{self.verbose_name} ({bound})", of=name)
                cls.add_to_class(self.bound_name(bound), field)

    def known(self, value):
        """Make a date of what may be one; leave anything else for `full_clean` to refuse."""
        if value is None or value == "":
            return None
        if isinstance(value, UncertainDate):
            return value
        if isinstance(value, date):
            return UncertainDate(value.isoformat()[:10])
        if isinstance(value, str):
            try:
                return UncertainDate(value)
            except ValueError:
                return value
        return value

    def from_db_value(self, value, expression, connection):
        try:
            return dated(value)
        except ValueError:
            return value

    def to_python(self, value):
        known = self.known(value)
        if known is None or isinstance(known, UncertainDate):
            return known
        try:
            return UncertainDate(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value):
        if value is None:
            return ""
        if isinstance(value, UncertainDate):
            return value.text
        return value.isoformat()[:10] if isinstance(value, date) else value

    def validate(self, value, model_instance):
        if value is None and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value):
        super().run_validators(value and value.text)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs):
        """Leave the column's length out: words are longer than the text they become."""
        return models.Field.formfield(self, **{"form_class": UncertainDateFormField} | kwargs)
