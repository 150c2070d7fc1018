"""Rows of a record's parts, a page at a time, however many there are."""

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Model, Window
from django.forms import ModelForm, model_to_dict
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from registry.admin.base import RecordOptions
from registry.admin.boxes import FlatChoiceField, FlatSelect
from registry.admin.forms import KnownRecords, RecordForm
from registry.admin.meanwhile import is_same, plain


class Untouched:
    """Stands for the form of a row that came back as it is stored, or of an empty one left so.

    Hardly any row of a page is changed in one save, and a form with its boxes costs more than all
    else that is done for a row.
    """

    changed_data = ()

    def __init__(self, instance: Model, form: type[ModelForm]):
        self.instance, self.fields, self._meta = instance, form.base_fields, form._meta
        self.cleaned_data, self.errors, self.initial = {}, {}, {}

    def has_changed(self) -> bool:
        return False

    def is_valid(self) -> bool:
        return True

    def _get_validation_exclusions(self) -> set[str]:
        return {field.name for field in self.instance._meta.fields}


class PagedFormSet(BaseInlineFormSet):
    """One page of rows when it is opened; when it is posted, the very rows that were posted.

    A page number says nothing once a colleague has added a row: the ids do. The records that the
    rows name are read together, not row by row. Rows that nobody has touched get their forms only
    where the page is shown again.
    """

    rows_a_page = 50
    asked_page = "1"
    row_named_by = None

    def get_queryset(self):
        if not hasattr(self, "_queryset"):
            self._queryset = self._posted_rows() if self.is_bound else self._rows_of_page()
        return self._queryset

    @cached_property
    def page(self):
        return Paginator(self.queryset, self.rows_a_page).get_page(self.asked_page)

    @property
    def page_parameter(self):
        return f"{self.prefix}-page"

    def elided_pages(self):
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2)

    @cached_property
    def known(self):
        """Collect what the rows name: read with them, or posted in a changed row."""
        known = {}
        for name, field in self.form.base_fields.items():
            if isinstance(field, KnownRecords):
                cached = (row._state.fields_cache.get(name) for row in self.get_queryset())
                records = {str(record.pk): record for record in cached if record}
                new = [key for key in self._posted(name) if is_key(key) and key not in records]
                if new:
                    found = field.queryset.in_bulk(new)
                    records |= {str(key): record for key, record in found.items()}
                known[name] = records
        return known

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"known": self.known}

    def add_fields(self, form, index):
        """Name each box by its column and row; the column's help stands in the table's head."""
        super().add_fields(form, index)
        row = self.name_of(form.instance) if form.instance.pk else _("new row")
        for name, field in form.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = f"{self._labels.get(name, field.label)}, {row}"
            if index is not None:
                field.help_text = ""

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Say what each column is called, once for all its boxes."""
        return {name: str(field.label) for name, field in self.form.base_fields.items()}

    def clean(self):
        """Show again, before it goes, a row that another person has changed meanwhile."""
        super().clean()
        for form in self.deleted_forms:
            if form.meanwhile:
                text = _("%(row)s: someone else has changed this row since you opened the page. ")
                text += _("Save again to delete it all the same.")
                raise ValidationError(text % {"row": self.name_of(form.instance)})

    def name_of(self, row):
        return str(getattr(row, self.row_named_by) if self.row_named_by else row)

    @cached_property
    def leaving(self) -> set[str]:
        """Tell the rows that are ticked to be deleted."""
        ticked = zip(
            self._posted(self.model._meta.pk.name), self._posted(DELETION_FIELD_NAME), strict=True
        )
        return {key for key, tick in ticked if tick and is_key(key)} if self.can_delete else set()

    def save_existing_objects(self, commit=True):
        """Delete first: another row may take what these have held."""
        gone = [form.instance for form in self.deleted_forms if form.instance.pk]
        for row in gone:
            self.delete_existing(row, commit)
        saved = super().save_existing_objects(commit)
        self.deleted_objects += gone
        return saved

    @cached_property
    def forms(self):
        return [
            self._untouched(index) or self._whole(index) for index in range(self.total_form_count())
        ]

    @cached_property
    def empty_form(self):
        """Make it once: the head, the rows and what they load ask for it."""
        return super().empty_form

    def complete(self) -> None:
        """Make the forms of the rows that nobody has touched: the page is shown again."""
        self.forms = [
            self._whole(index) if isinstance(form, Untouched) else form
            for index, form in enumerate(self.forms)
        ]

    def _whole(self, index: int) -> RecordForm:
        return self._construct_form(index, **self.get_form_kwargs(index))

    def _untouched(self, index: int) -> Untouched | None:
        """Stand for a row that came back as the page has shown it, and that is stored so."""
        if not self.is_bound or self.save_as_new:
            return None
        row, shown = self._blank
        if index < self.initial_form_count():
            row = self.get_queryset()[index]
            rows = (self.form_kwargs["seen"] or {}).get(self.model._meta.model_name, {})
            shown = rows.get(str(row.pk), {})
            stored = self._boxes(model_to_dict(row, self.form.base_fields))
            if any(shown.get(name) != value for name, value in stored.items()):
                return None
        box = f"{self.add_prefix(index)}-{{}}".format
        if box(DELETION_FIELD_NAME) in self.data:
            return None
        is_kept = all(is_same(was, self.data.getlist(box(name))) for name, was in shown.items())
        return Untouched(row, self.form) if is_kept else None

    @cached_property
    def _blank(self) -> tuple[Model, dict[str, object]]:
        """Give the row that an empty one stands for, with what its boxes hold."""
        row, fields = self.model(), self.form.base_fields
        initial = {name: field.initial for name, field in fields.items()}
        return row, {row._meta.pk.name: ""} | self._boxes(initial)

    def _boxes(self, values: dict[str, object]) -> dict[str, object]:
        return {
            name: plain(field, values[name]() if callable(values[name]) else values[name])
            for name, field in self.form.base_fields.items()
            if not field.disabled
        }

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.table = self
        if self.is_bound and i < self.initial_form_count():
            form.is_gone = form.instance.pk is None
            form.empty_permitted = True  # a row left as it was needs no checks
        return form

    def _rows_of_page(self):
        number = int(self.asked_page) if is_key(self.asked_page) else 1
        first = max(number - 1, 0) * self.rows_a_page
        counted = self.queryset.annotate(rows_in_all=Window(Count("pk")))
        rows = list(counted[first : first + self.rows_a_page])
        if rows or not first:
            paginator = Paginator(range(rows[0].rows_in_all if rows else 0), self.rows_a_page)
            self.page = paginator.get_page(number)
            return rows
        return list(self.page.object_list)

    def _posted_rows(self):
        """Fetch the posted rows in their posted order; an empty one stands for a row now gone."""
        keys = self._posted(self.model._meta.pk.name)[: self.initial_form_count()]
        rows = self.queryset.select_for_update(of=["self"])  # what is compared stays true
        found = rows.in_bulk([key for key in keys if is_key(key)])
        found = {str(key): row for key, row in found.items()}
        return [found.get(key) or self.model() for key in keys]

    def _posted(self, name):
        if not self.is_bound:
            return []
        forms = range(self.total_form_count())
        return [self.data.get(f"{self.add_prefix(i)}-{name}", "") for i in forms]


class PagedInline(RecordOptions, admin.TabularInline):
    """Parts of a record as rows of boxes, a page at a time.

    `select_related` reads what the rows name. The pages of all the inlines of one record together
    stay under the thousand fields that Django accepts in one form.
    """

    template = "admin/edit_inline/paged.html"
    formset = PagedFormSet
    rows_a_page = 10
    row_named_by = None
    extra = 1
    max_num = 20  # rows that can be added are few enough for one form
    show_change_link = True
    view_on_site = False
    select_related = ()

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(*self.select_related) if self.select_related else rows

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.rows_a_page = self.rows_a_page
        formset.row_named_by = self.row_named_by
        formset.asked_page = request.GET.get(f"{formset.get_default_prefix()}-page", "1")
        return formset

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        flat = {"widget": FlatSelect, "choices_form_class": FlatChoiceField}
        return super().formfield_for_choice_field(db_field, request, **kwargs | flat)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Leave out the icons that add or change what a row names: they double its height."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


def is_key(text):
    text = text.removeprefix("-")  # a row of an open draft
    return text.isascii() and text.isdecimal() and len(text) < 18
