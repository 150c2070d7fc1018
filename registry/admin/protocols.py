from django.contrib import admin
from django.utils.translation import gettext_lazy

from registry.admin.base import NOTE, RecordAdmin, register
from registry.admin.filters import ActorFilter, TreatyFilter
from registry.models import RatificationProtocol


@register(RatificationProtocol)
class RatificationProtocolAdmin(RecordAdmin):
    list_display = ["treaty", "amends", "whom_it_admits"]
    list_filter = [
        ("treaty", TreatyFilter),
        ("amends", TreatyFilter),
        ("candidates", ActorFilter),
    ]
    list_select_related = ["treaty", "amends"]
    list_prefetch_related = ["candidates"]
    search_fields = ["treaty__title", "treaty__short_title", "amends__title", "candidates__name"]
    fieldsets = [(None, {"fields": ["treaty", "amends", "candidates"]}), NOTE]
    choice_select_related = ["treaty"]

    @admin.display(description=gettext_lazy("candidates"))
    def whom_it_admits(self, protocol):
        return ", ".join(str(actor) for actor in protocol.candidates.all())

    def choice_label(self, protocol):
        return str(protocol.treaty)
