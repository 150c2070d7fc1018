from functools import partial

from django.urls import path
from django.utils.translation import gettext_lazy

from registry.admin.base import NOTE, RecordAdmin, day_column, register
from registry.admin.filters import DayFilter
from registry.admin.import_page import import_page
from registry.models import Claim, Source


@register(Source)
class SourceAdmin(RecordAdmin):
    list_display = [
        "title",
        "publisher",
        "rank",
        day_column("published_on"),
        day_column("retrieved_on"),
    ]
    list_filter = ["rank", ("published_on", DayFilter), ("retrieved_on", DayFilter)]
    search_fields = ["title", "publisher", "slug", "url"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "publisher", "rank"]}),
        (gettext_lazy("Where and when it was read"), {"fields": ["url", "archived_url"]}),
        (None, {"fields": [("published_on", "retrieved_on")]}),
    ]
    prepopulated_fields = {"slug": ["title"]}

    def get_urls(self):
        page = self.admin_site.admin_view(partial(import_page, self))
        return [path("import/", page, name="registry_source_import"), *super().get_urls()]


@register(Claim)
class ClaimAdmin(RecordAdmin):
    list_display = ["key", "model", "field", "value", "source", "pinpoint"]
    list_filter = ["model"]
    list_select_related = ["source"]
    search_fields = ["key", "field", "value", "source__title", "note"]
    fieldsets = [
        (gettext_lazy("The fact in question"), {"fields": ["model", "key", "field"]}),
        (gettext_lazy("What this source says"), {"fields": ["value", ("source", "pinpoint")]}),
        NOTE,
    ]
