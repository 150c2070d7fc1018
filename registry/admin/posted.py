"""What was posted and could not be saved, told in the words of the form: nobody types it twice."""

import re
from collections import defaultdict
from typing import NamedTuple

from django.contrib.admin import AdminSite
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, ForeignObjectRel, Model
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.admin.grid_forms import ActForm, RowForm, WhoForm
from registry.admin.guards import is_number
from registry.admin.meanwhile import OPENED, is_same, recalled
from registry.models import Actor
from registry.queries.changes import NOUNS

IN_ROW = re.compile(r"([a-z_]+-([0-9]+))-(\w+)")


class Box(NamedTuple):
    """What stands beside a box, and how what it holds is told: by a record's name, or a choice."""

    label: str
    model: type[Model] | None = None
    key: str = "pk"
    choices: dict[str, str] = {}


def typed(request: HttpRequest, site: AdminSite) -> list[tuple[str, str]]:
    """List what stands in the boxes that people fill; never what is secret.

    Rows that nobody has touched are left out. Only records are named, which anybody may read.
    """
    data = request.POST
    name = request.resolver_match.url_name or ""
    noun, _mark, page = name.removeprefix("registry_").partition("_")
    form = Grid(data) if page == "grid" else RecordPage(data, NOUNS.get(noun))
    found = [
        (box, value)
        for name in data
        if is_told(name) and (box := form.box(name))
        for value in data.getlist(name)
        if value
    ]
    names = names_of(found, site)
    return [
        (str(box.label), names.get((box.model, value)) or str(box.choices.get(value, value)))
        for box, value in found
    ]


def held(data: QueryDict) -> list[tuple[str, str]]:
    """List all by which the form can be sent again, but never what is secret."""
    return [
        (name, value) for name, values in data.lists() if not is_secret(name) for value in values
    ]


def is_secret(name: str) -> bool:
    return "password" in name or "token" in name


def is_told(name: str) -> bool:
    is_own = name.startswith("_") or name.endswith("_FORMS")
    return not (is_own or is_secret(name))


def names_of(found: list[tuple[Box, str]], site: AdminSite) -> dict[tuple[type[Model], str], str]:
    """Name the records that are chosen: one query for each kind."""
    keys = defaultdict(set)
    for box, value in found:
        if box.model and (is_number(value) if box.key == "pk" else "\0" not in value):
            keys[box.model, box.key].add(value)
    names = {}
    for (model, key), values in keys.items():
        admin = site.get_model_admin(model)
        records = model._base_manager.filter(**{f"{key}__in": values})
        related = admin.choice_select_related
        for record in records.select_related(*related) if related else records:
            names[model, str(getattr(record, key))] = admin.choice_label(record)
    return names


def in_row(noun: str, number: str, label: str) -> str:
    told = {"noun": capfirst(noun), "number": int(number) + 1, "label": label}
    return _("%(noun)s %(number)d: %(label)s") % told


class RecordPage:
    """The boxes of a record and of the rows of its parts."""

    def __init__(self, data, model):
        self.data, self.model = data, model
        self.opened = recalled(data.get(OPENED, "")) or {}
        self.rows = defaultdict(dict)
        for name in data:
            if row := IN_ROW.fullmatch(name):
                self.rows[row[1]][row[3]] = data.getlist(name)

    def box(self, name: str) -> Box | None:
        row = IN_ROW.fullmatch(name)
        if row is None:
            return box_of(self.model, name)
        relation = field_of(self.model, row[1].rpartition("-")[0])
        if not isinstance(relation, ForeignObjectRel):
            return Box(name)
        part = relation.related_model
        is_key = row[3] in (part._meta.pk.name, relation.field.name)
        if is_key or not self.is_touched(part, row[1]):
            return None
        box = box_of(part, row[3])
        return box._replace(label=in_row(part._meta.verbose_name, row[2], box.label))

    def is_touched(self, part: type[Model], row: str) -> bool:
        """Tell whether a row differs from what it held when the page was opened."""
        posted = self.rows[row]
        key = "".join(posted.get(part._meta.pk.name, []))
        held = self.opened.get(part._meta.model_name, {}).get(key) if key else blank(part, posted)
        return (
            held is None
            or "DELETE" in posted
            or any(not is_same(value, posted.get(name, [])) for name, value in held.items())
        )


def blank(part: type[Model], names) -> dict[str, object]:
    """Give what the boxes of an empty row hold."""
    fields = ((name, field_of(part, name)) for name in names)
    return {
        name: "" if (value := field.get_default()) is None else str(value)
        for name, field in fields
        if field and not field.is_relation and not field.primary_key
    }


def field_of(model: type[Model] | None, name: str):
    try:
        return model and model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def box_of(model: type[Model] | None, name: str) -> Box:
    if name == "DELETE":
        return Box(_("Delete?"), choices={"on": _("yes")})
    field = field_of(model, name)
    if field is None or field.auto_created:
        return Box(name)
    label = capfirst(str(field.verbose_name))
    if field.is_relation:
        return Box(label, field.related_model)
    is_ticked = isinstance(field, BooleanField)
    return Box(label, choices={"on": _("yes")} if is_ticked else dict(field.flatchoices))


class Grid:
    """The boxes of the grid, of whose rows those count that are ticked."""

    def __init__(self, data):
        self.data = data

    def box(self, name: str) -> Box | None:
        if row := IN_ROW.fullmatch(name):
            if row[3] == "take" or f"{row[1]}-take" not in self.data:
                return None
            field = RowForm.base_fields.get(row[3])
            label = in_row(pgettext("grid", "row"), row[2], field.label if field else row[3])
            return Box(label, Actor, "slug") if row[3] in ("who", "pick") else Box(label)
        prefix, _mark, rest = name.partition("-")
        form = {"who": WhoForm, "act": ActForm}.get(prefix)
        field = form and form.base_fields.get(rest)
        if not field:
            return Box(name)
        if name == "act-depositary":
            return Box(field.label, Actor)
        return Box(field.label, choices=dict(getattr(field, "choices", ())))
