"""The rows of boxes on the page of a record, of which there are hundreds of cells."""

from collections.abc import Iterator

from django.contrib.admin.helpers import InlineAdminForm, InlineAdminFormSet
from django.contrib.admin.utils import quote
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from registry.admin.way_back import leading_back
from registry.models.base import addresses


def written(table: InlineAdminFormSet) -> SafeString:
    """Write the rows as Django's `admin/edit_inline/tabular.html` does, and a third faster.

    The page of a row leads back to the row.
    """
    formset, rows = table.formset, list(table)
    here = f"?{formset.page_parameter}={formset.page.number}"
    here = f"{_page_of(formset.instance)}{here}" if formset.instance.pk else here
    last = len(rows) - 1 if table.has_add_permission else None  # what a new row is made from
    can_delete = formset.can_delete and table.has_delete_permission
    texts = []
    for number, row in enumerate(rows):
        cells = [cell for fieldset in row for line in fieldset for cell in line]
        if errors := row.form.non_field_errors():
            told = f'<td colspan="{len(cells) + 2}">{errors}</td>'
            texts.append(f'<tr class="row-form-errors">{told}</tr>')
        kinds = f"form-row{' has_original' * bool(row.original)}{' empty-form' * (number == last)}"
        place = "empty" if number == last else number
        texts.append(f'<tr class="{kinds}" id="{formset.prefix}-{place}"><td class="original">')
        texts += _origin(table, row, f"{here}#{_first_box(cells)}")
        texts += map(_cell, cells)
        gone = row.deletion_field().field if can_delete and row.original else ""
        texts.append(f'<td class="delete">{gone}</td></tr>')
    return mark_safe("".join(texts))  # noqa: S308 - boxes that are written, and names escaped


def _first_box(cells: list) -> str:
    return next((cell.field.auto_id for cell in cells if not cell.is_readonly), "")


def _origin(table: InlineAdminFormSet, row: InlineAdminForm, back: str) -> Iterator[str]:
    """Write what a row is, with the way to its own page, and the boxes that nobody sees."""
    if row.original:
        yield f"<p>{escape(row.original)}{_link(table, row, back)}</p>"
    if row.needs_explicit_pk_field():
        yield str(row.pk_field().field)
    yield str(row.fk_field().field)


def _link(table: InlineAdminFormSet, row: InlineAdminForm, back: str) -> str:
    if not (table.opts.show_change_link and table.opts.has_registered_model):
        return ""
    url, may_change = leading_back(_page_of(row.original), back), table.has_change_permission
    kind = "inlinechangelink" if may_change else "inlineviewlink"
    return f'<a href="{escape(url)}" class="{kind}">{_("Change") if may_change else _("View")}</a>'


def _page_of(record) -> str:
    meta = record._meta
    return addresses(f"admin:{meta.app_label}_{meta.model_name}_change")(quote(record.pk))


def _cell(cell) -> str:
    if cell.is_readonly:
        text = conditional_escape(cell.contents())
        return f'<td class="field-{cell.field["name"]}"><p>{text}</p></td>'
    box = cell.field
    errors = box.errors.as_ul() if box.errors else ""
    return f'<td class="field-{box.name}{" hidden" * box.is_hidden}">{errors}{box}</td>'
