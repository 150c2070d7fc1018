"""What every admin page shares: the site, the lists, the record page."""

from functools import partial, wraps

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import quote
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.messages import ERROR
from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from registry.admin.desk import desk_context, desk_urls
from registry.admin.door import DoorAdmin
from registry.admin.drafts import in_draft, open_draft
from registry.admin.exporting import export
from registry.admin.forms import (
    DateInput,
    KnownChoiceField,
    KnownMultipleChoiceField,
    KnownSelect,
    KnownSelectMultiple,
    RecordForm,
)
from registry.admin.pages import KnownPaginator
from registry.admin.warned import Warned
from registry.dates import UncertainDateField
from registry.models import FIXTURES, ChangeSet
from registry.models.participation import DERIVED

ORDER = [ChangeSet, *(model for models in FIXTURES.values() for model in models), *DERIVED]
SOURCE = (_("Source"), {"fields": [("source", "pinpoint")]})
SEARCH_WORDS = 12
NOTE = (None, {"fields": ["note"]})


class RecordAutocomplete(AutocompleteJsonView):
    """Answers with the labels that the forms show, read together with what they name."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return result | {"text": self.model_admin.choice_label(obj)}

    def get_queryset(self):
        found = super().get_queryset()
        related = getattr(self.model_admin, "choice_select_related", ())
        return found.select_related(*related) if related else found


def without_null(view):
    """Refuse an address with a null character: no text of PostgreSQL can hold it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise BadRequest("An address cannot hold a null character.")
        return view(request, *args, **kwargs)

    return guarded


class RegistrySite(admin.AdminSite):
    """Lists the records in the order of the nouns, before users and groups."""

    site_header = _("Treaty registry")
    site_title = _("Treaty registry")
    index_title = _("Records")

    index_template = "admin/registry/desk.html"

    def get_urls(self):
        return [*desk_urls(self), *super().get_urls()]

    def index(self, request, extra_context=None):
        return super().index(request, desk_context(self, request) | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == "registry":
                app["models"].sort(key=lambda entry: ORDER.index(entry["model"]))
        return sorted(apps, key=lambda app: app["app_label"] != "registry")

    def admin_view(self, view, cacheable=False):
        return super().admin_view(without_null(in_draft(view)), cacheable)

    def each_context(self, request):
        """Name on every page the draft that is open."""
        return super().each_context(request) | {"draft": open_draft(request)}

    def autocomplete_view(self, request):
        return RecordAutocomplete.as_view(admin_site=self)(request)


site = RegistrySite()
register = partial(admin.register, site=site)


class RecordOptions:
    """Form fields for the pages and the inlines of a record alike.

    Every related record is searched for: a list of them all never ends.
    """

    form = RecordForm
    formfield_overrides = {
        UncertainDateField: {"widget": DateInput},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db)
        related = self._admin_of(db_field).choice_select_related
        return queryset.select_related(*related) if related else queryset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["form_class"] = KnownChoiceField
        kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = self._admin_of(db_field).choice_label
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["form_class"] = KnownMultipleChoiceField
        kwargs["widget"] = KnownSelectMultiple(db_field, self.admin_site)
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.label_from_instance = self._admin_of(db_field).choice_label
        return field

    def _admin_of(self, db_field):
        return self.admin_site.get_model_admin(db_field.remote_field.model)


class RecordAdmin(Warned, RecordOptions, DoorAdmin):
    """A noun: its list, and its record page with its parts."""

    list_per_page = 50
    list_max_show_all = 200
    paginator = KnownPaginator
    list_select_related = ()
    list_prefetch_related = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    save_on_top = True
    choice_select_related = ()

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        page = self.admin_site.admin_view(partial(export, self))
        return [path("export.<slug:form>/", page, name=name), *super().get_urls()]

    def get_queryset(self, request):
        records = super().get_queryset(request).prefetch_related(*self.list_prefetch_related)
        for column in self.list_display:
            if children := getattr(column, "counts", None):
                records = records.annotate(**{f"{children}_count": counted(self.model, children)})
        return records

    # What an address may ask of the database, so that none can make it fail.

    def lookup_allowed(self, lookup, value, request=None):
        """Refuse patterns: the database raises what it cannot compile."""
        is_pattern = lookup.rpartition("__")[2] in ("regex", "iregex")
        return not is_pattern and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request, queryset, search_term):
        """Search for the first words: each of thousands would deepen the query."""
        words = " ".join(search_term.split()[:SEARCH_WORDS])
        return super().get_search_results(request, queryset, words)

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def response_action(self, request, queryset, **place):
        """Refuse an action on what is no row's number; Django asks the database for it."""
        if all(is_number(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            return super().response_action(request, queryset, **place)
        self.message_user(request, _("These rows cannot be found: choose again."), ERROR)
        return None

    def get_object(self, request, object_id, from_field=None):
        """Give the record, or None for a number that no database counts to."""
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            return None

    def get_changeform_initial_data(self, request):
        """Take from the address what may be chosen, and leave out what is no record's number."""
        given = super().get_changeform_initial_data(request)
        for field in (*self.opts.fields, *self.opts.many_to_many):
            if field.is_relation and field.name in given:
                chosen = given[field.name]
                keys = chosen if isinstance(chosen, list) else [chosen]
                if not all(is_number(key) for key in keys):
                    del given[field.name]
        return given

    def view_on_site(self, record):
        return record.get_absolute_url() if hasattr(record, "get_absolute_url") else None

    def choice_label(self, record):
        """Name the record where it is chosen from many; reads `choice_select_related` at most."""
        return str(record)

    def response_change(self, request, obj):
        """Go on at the page of rows that was asked for."""
        response = super().response_change(request, obj)
        rows, is_page, number = request.POST.get("_continue", "").partition("-page=")
        if is_page:
            path, _mark, query = response.url.partition("?")
            pages = QueryDict(query, mutable=True)
            pages[f"{rows}-page"] = number
            response["Location"] = f"{path}?{pages.urlencode()}"
        return response


class PartAdmin(RecordAdmin):
    """A part of another record: reached from there and from links, not from the index."""

    def get_model_perms(self, request):
        return {}


class DerivedAdmin(RecordAdmin):
    """Rows that follow from the acts: to be read, never typed."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def is_number(text):
    """Tell whether this may be the number of a row: ASCII digits, at most 64 bits.

    A row of an open draft has a number below zero.
    """
    text = text.removeprefix("-")
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63


def counted(model, children):
    """Count a record's children beside it, in the query that reads it."""
    relation = model._meta.get_field(children)
    parent = relation.field.name
    rows = relation.related_model._default_manager.filter(**{parent: OuterRef("pk")})
    totals = rows.order_by().values(parent).annotate(total=Count("pk"))
    return Coalesce(Subquery(totals.values("total")), 0)


def count_link(children, label=None):
    """Make a list column that counts a record's children and links to their list."""

    @admin.display(description=label or children.replace("_", " "), ordering=f"{children}_count")
    def column(record):
        return children_link(record, children, getattr(record, f"{children}_count"))

    column.__name__ = f"{children}_count"
    column.counts = children
    return column


def children_link(record, children, text):
    """Link to the list of a record's children."""
    relation = record._meta.get_field(children)
    meta = relation.related_model._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    query = urlencode({f"{relation.field.name}__id__exact": quote(record.pk)})
    return format_html('<a href="{}?{}">{}</a>', url, query, text)


def record_link(name):
    """Make a list column that leads to the page of the record that a row names."""

    @admin.display(description=name.replace("_", " "), ordering=name)
    def column(row):
        record = getattr(row, name)
        if record is None:
            return ""
        meta = record._meta
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[quote(record.pk)])
        return format_html('<a href="{}">{}</a>', url, record)

    column.__name__ = f"{name}_link"
    return column


def day_column(name, label=None):
    """Make a list column of an uncertain date, in words and sorted by its first possible day."""
    stem = name.removesuffix("_on")

    @admin.display(description=label or stem.replace("_", " "), ordering=f"{stem}_earliest")
    def column(record):
        day = getattr(record, name)
        return day.in_words() if day else None

    column.__name__ = name
    return column
