"""The boxes that are written without a template are those that Django's templates write."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from registry.admin.boxes import WRITTEN, BoxRenderer, FlatChoiceField, FlatSelect

HOSTILE = "<b>\"'&amp;"
ATTRIBUTES = {"id": HOSTILE, "size": 3, "required": True, "disabled": False, "x": SafeString("<i>")}
CHOICES = [("", "-"), ("a", HOSTILE), (None, "none"), (2, gettext_lazy("Search"))]
WIDGETS = [
    widget(attrs=ATTRIBUTES)
    for widget in (forms.TextInput, forms.HiddenInput, forms.NumberInput, forms.CheckboxInput)
]


def drawn(widget, value) -> list[str]:
    """Draw a box both ways; white space between tags is no difference."""
    both = (widget.render(HOSTILE, value, renderer=one()) for one in (BoxRenderer, DjangoTemplates))
    return [re.sub(r">\s+<", "><", box) for box in both]


@pytest.mark.parametrize("value", [None, "", 0, True, HOSTILE, SafeString("<i>")])
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_a_box_is_written_as_its_template_writes_it(widget, value):
    assert widget.template_name in WRITTEN
    own, djangos = drawn(widget, value)
    assert own == djangos


@pytest.mark.parametrize("value", ["", "a", None, 2, ["a", "2"]])
@pytest.mark.parametrize("choices", [CHOICES, [("Group", CHOICES)], []])
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
def test_a_choice_is_written_as_its_template_writes_it(kind, choices, value):
    own, djangos = drawn(kind(ATTRIBUTES, choices), value)
    assert own == djangos


def test_errors_are_written_as_their_templates_write_them():
    for errors in ([], [HOSTILE]):
        own, djangos = (ErrorList(errors, renderer=one()) for one in (BoxRenderer, DjangoTemplates))
        assert (own.as_ul(), str(own)) == (djangos.as_ul(), str(djangos))


def test_the_boxes_of_all_rows_share_their_choices_and_each_has_its_own_chosen():
    known = [(key, label) for key, label in CHOICES if key is not None]

    class Row(forms.Form):
        kind = FlatChoiceField(choices=known, widget=FlatSelect)

    class Plain(forms.Form):
        kind = forms.TypedChoiceField(choices=known)

    for value in ("a", "2", "", None):
        own, plain = str(Row({"kind": value})["kind"]), str(Plain({"kind": value})["kind"])
        assert "".join(own.split()) == "".join(plain.split())
    first, second = Row(), Row()
    assert first.fields["kind"].choices is second.fields["kind"].choices
    assert first.fields["kind"].widget.attrs is not second.fields["kind"].widget.attrs
