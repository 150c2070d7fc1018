"""What every admin page shares: the site, the lists, the record page."""

from functools import partial, wraps

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from registry.admin.beside import is_one_page
from registry.admin.desk import desk_context, desk_urls
from registry.admin.door import DoorAdmin, publishes
from registry.admin.drafts import in_draft, open_draft
from registry.admin.exporting import export
from registry.admin.forms import (
    DateInput,
    KnownChoiceField,
    KnownMultipleChoiceField,
    KnownSelect,
    KnownSelectMultiple,
    LinesField,
    RecordForm,
)
from registry.admin.guards import Guarded, without_null
from registry.admin.pages import KnownPaginator
from registry.admin.posted import held, typed
from registry.admin.searching import RecordAutocomplete, Searched
from registry.admin.second_factor import may_open, second_factor_page
from registry.admin.signing_in import (
    CodeNeeded,
    SignInForm,
    await_code,
    code_page,
    half_signed_in,
    is_verified,
    with_next,
)
from registry.admin.tables import written
from registry.admin.warned import Warned
from registry.admin.way_back import LeadsBack
from registry.dates import UncertainDateField
from registry.importers.changes import named
from registry.models import FIXTURES, ChangeSet, Record
from registry.models.participation import DERIVED
from registry.sentences import say

ORDER = [ChangeSet, *(model for models in FIXTURES.values() for model in models), *DERIVED]
SOURCE = (_("Source"), {"fields": [("source", "pinpoint")]})
NOTE = (None, {"fields": ["note"]})


class RegistrySite(admin.AdminSite):
    """Lists the records in the order of the nouns, before users and groups."""

    site_header = _("Treaty registry")
    site_title = _("Treaty registry")
    index_title = _("Records")

    index_template = "admin/registry/desk.html"
    login_form = SignInForm

    def get_urls(self):
        own = [("login/code/", code_page, "login_code")]
        own += [("second-factor/", second_factor_page, "second_factor")]
        return [
            *desk_urls(self),
            *(
                path(place, never_cache(partial(page, self)), name=name)
                for place, page, name in own
            ),
            *super().get_urls(),
        ]

    def has_permission(self, request):
        """Serve staff who have shown all that their account signs in with."""
        return super().has_permission(request) and is_verified(request)

    def login(self, request, extra_context=None):
        """Take the password; then ask for the code, or to set up a device where one is needed."""
        if request.method == "GET" and not self.has_permission(request):
            if half_signed_in(request):
                return redirect(with_next("admin:login_code", request))
            if may_open(request):
                return redirect(with_next("admin:second_factor", request))
        try:
            return super().login(request, extra_context)
        except CodeNeeded as needed:
            return await_code(request, needed.user)

    def index(self, request, extra_context=None):
        return super().index(request, desk_context(self, request) | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == "registry":
                app["models"].sort(key=lambda entry: ORDER.index(entry["model"]))
        return sorted(apps, key=lambda app: app["app_label"] != "registry")

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(without_null(in_draft(view)), cacheable)

        @wraps(guarded)
        def answered(request, *args, **kwargs):
            if request.method != "POST" or self.has_permission(request) or is_leaving(request):
                return guarded(request, *args, **kwargs)
            return never_cache(self.not_signed_in)(request)

        return answered

    def not_signed_in(self, request):
        """Keep what was typed before the session ended, which the login page would lose."""
        context = {
            **self.each_context(request),
            "title": _("Nothing was saved: you are not signed in"),
            "typed": typed(request, self),
            "held": held(request.POST),
            "address": request.get_full_path(),
            "is_nav_sidebar_enabled": False,
        }
        template = "admin/registry/not_signed_in.html"
        return TemplateResponse(request, template, context, status=403)

    def each_context(self, request):
        """Name on every page the draft that is open."""
        draft = open_draft(request) if self.has_permission(request) else None
        return super().each_context(request) | {"draft": draft}

    def autocomplete_view(self, request):
        return RecordAutocomplete.as_view(admin_site=self)(request)


site = RegistrySite()
register = partial(admin.register, site=site)


def is_leaving(request):
    return request.resolver_match.url_name == "logout"


class RecordOptions:
    """Form fields for the pages and the inlines of a record alike.

    Every related record is searched for: a list of them all never ends.
    """

    form = RecordForm
    formfield_overrides = {
        UncertainDateField: {"widget": DateInput},
        models.SlugField: {"help_text": _("Its name in addresses and files.")},
        models.TextField: {
            "form_class": LinesField,
            "widget": AdminTextareaWidget(attrs={"rows": 3}),
        },
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

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Leave out the icons that add or change what is chosen where that would be a draft apart.

        It could not be chosen in this form before it is published.
        """
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            widget, can_use = field.widget, publishes(request) or hasattr(request, "draft")
            widget.can_add_related = widget.can_add_related and can_use
            widget.can_change_related = widget.can_change_related and can_use
        return field

    def _admin_of(self, db_field):
        return self.admin_site.get_model_admin(db_field.remote_field.model)


class RecordAdmin(Searched, Warned, LeadsBack, RecordOptions, Guarded, DoorAdmin):
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
        if is_choice(request):
            return records
        if is_one_page(request) and issubclass(self.model, Record) and self.model.key_relations():
            records = records.select_related(*self.model.key_relations())  # for its name
        for column in self.list_display:
            if children := getattr(column, "counts", None):
                records = records.annotate(**{f"{children}_count": counted(self.model, children)})
        return records

    def get_fieldsets(self, request, obj=None):
        """Leave out what follows from a record while there is none."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            return fieldsets
        return [one for one in fieldsets if "derived" not in one[1].get("classes", ())]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Name the record with whose it is: one ratification is called as the other."""
        if obj:
            context["subtitle"] = named(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def view_on_site(self, record):
        """Lead to the public page, which a new record of an open draft does not have."""
        is_public = hasattr(record, "get_absolute_url") and record.pk > 0
        return record.get_absolute_url() if is_public else None

    def choice_label(self, record):
        """Name the record where it is chosen from many; reads `choice_select_related` at most."""
        return str(record)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Give what Django does, but what was posted itself: to copy it for each table is dear."""
        given = {
            "instance": obj,
            "prefix": prefix,
            "queryset": inline.get_queryset(request),
            "form_kwargs": {"seen": self._seen(request)},
        }
        if request.method == "POST":
            as_new = "_saveasnew" in request.POST
            given |= {"data": request.POST, "files": request.FILES, "save_as_new": as_new}
        return given

    def get_inline_formsets(self, request, formsets, *place, **named):
        for formset in formsets:
            formset.complete()
        tables = super().get_inline_formsets(request, formsets, *place, **named)
        for table in tables:
            table.written = partial(written, table)
        return tables


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


def is_choice(request):
    """Tell whether records are looked for to be chosen: their labels alone are shown."""
    return bool(request.resolver_match) and request.resolver_match.url_name == "autocomplete"


def counted(model, children):
    """Count a record's children beside it, in the query that reads it."""
    relation = model._meta.get_field(children)
    parent = relation.field.name
    rows = relation.related_model._default_manager.filter(**{parent: OuterRef("pk")})
    totals = rows.order_by().values(parent).annotate(total=Count("pk"))
    return Coalesce(Subquery(totals.values("total")), 0)


def count_link(children, label=None):
    """Make a list column that counts a record's children and links to their list."""

    @admin.display(description=label or _(children.replace("_", " ")), ordering=f"{children}_count")
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

    @admin.display(description=_(name.replace("_", " ")), ordering=name)
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

    @admin.display(description=label or _(stem.replace("_", " ")), ordering=f"{stem}_earliest")
    def column(record):
        day = getattr(record, name)
        return say(day) if day else None

    column.__name__ = name
    return column
