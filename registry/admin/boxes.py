"""How the boxes of a form are written, of which a page of rows has hundreds."""

import re
from collections.abc import Callable
from html import escape

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeData, SafeString

WIDGETS = "django/forms/widgets"
has_marks = re.compile("[&<>\"']").search


class BoxRenderer(DjangoTemplates):
    """Writes the plainest boxes by itself, as Django does from a template for each."""

    def render(self, template_name, context, request=None):
        write = WRITTEN.get(template_name)
        text = write(context) if write else None
        return super().render(template_name, context, request) if text is None else text


class FlatSelect(forms.Select):
    """Writes its options without a template for each, and once for all rows of a page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.options: list[tuple[str, str, str]] = []  # which the boxes of all rows share

    def render(self, name, value, attrs=None, renderer=None):
        if not self.options:
            keys = (("" if key is None else str(key), label) for key, label in self.choices)
            self.options += [(key, _escaped(key), _escaped(label)) for key, label in keys]
        chosen = self.format_value(value)
        options = "".join(
            f'<option value="{value}"{" selected" if key in chosen else ""}>{label}</option>'
            for key, value, label in self.options
        )
        box = {"name": name, "attrs": self.build_attrs(self.attrs, attrs)}
        return SafeString(_around(options, box))


class FlatChoiceField(forms.TypedChoiceField):
    """Shares its choices among all rows of a page: nothing changes them."""

    def __deepcopy__(self, memo):
        memo[id(self._choices)] = self._choices
        return super().__deepcopy__(memo)


def _input(context: dict) -> str:
    box = context["widget"]
    value = "" if box["value"] is None else f' value="{_escaped(box["value"])}"'
    named = f'type="{_escaped(box["type"])}" name="{_escaped(box["name"])}"'
    return f"<input {named}{value}{_attributes(box)}>"


def _select(context: dict) -> str | None:
    box = context["widget"]
    if any(group for group, _options, _place in box["optgroups"]):
        return None
    options = (one for _group, found, _place in box["optgroups"] for one in found)
    written = (
        f'<option value="{_escaped(one["value"])}"{_attributes(one)}>'
        f"{_escaped(one['label'])}</option>"
        for one in options
    )
    return _around("".join(written), box)


def _around(options: str, box: dict) -> str:
    return f'<select name="{_escaped(box["name"])}"{_attributes(box)}>{options}</select>'


def _no_errors(context: dict) -> str | None:
    return None if context["errors"] else ""


def _attributes(box: dict) -> str:
    return "".join(
        f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(value)}"'
        for name, value in box["attrs"].items()
        if value is not False
    )


def _escaped(value: object) -> str:
    if isinstance(value, SafeData):
        return value
    text = str(value)
    return escape(text) if has_marks(text) else text


WRITTEN: dict[str, Callable[[dict], str | None]] = {
    **{
        f"{WIDGETS}/{name}.html": _input
        for name in ("input", "text", "hidden", "number", "checkbox")
    },
    f"{WIDGETS}/select.html": _select,
    "django/forms/errors/list/ul.html": _no_errors,
    "django/forms/errors/list/default.html": _no_errors,
}
