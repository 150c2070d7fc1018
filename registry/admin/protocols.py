from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.base import NOTE, RecordAdmin, register
from registry.admin.filters import ActorFilter, TreatyFilter
from registry.admin.forms import RecordForm
from registry.admin.way_back import leading_back
from registry.models import RatificationProtocol


class ProtocolForm(RecordForm):
    def _post_clean(self):
        """Lead to the clause without which there is no protocol, beside what is typed here."""
        super()._post_clean()
        treaty = self.instance.treaty_id and self.instance.treaty
        if treaty and not hasattr(treaty, "clause"):
            url = f"{reverse('admin:registry_entryintoforceclause_add')}?treaty={treaty.pk}"
            url = leading_back(url, reverse("admin:registry_treaty_change", args=[treaty.pk]))
            link = format_html('<a href="{}" target="_blank">{}</a>', url, _("Add its clause"))
            self.add_error("treaty", link)


@register(RatificationProtocol)
class RatificationProtocolAdmin(RecordAdmin):
    form = ProtocolForm
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
