from django import forms
from django.utils.translation import gettext_lazy as _

from registry.choices import TreatyStatus
from registry.filters.base import ActorField, FilterForm, by_date, by_text, offered
from registry.models import Treaty
from registry.queries.reference import reference


class ProtocolFilter(FilterForm):
    sorts = {
        **by_text("title", _("Title"), "treaty__title", "treaty__slug"),
        **by_date("concluded", _("Signature"), "treaty__concluded", "treaty__slug"),
        **by_date("in_force", _("Entry into force"), "treaty__force__in_force", "treaty__slug"),
    }
    facets = {"status": "status", "amends": "amends__slug"}

    status = forms.ChoiceField(
        label=_("Status"), choices=offered(TreatyStatus.choices), required=False
    )
    amends = forms.ChoiceField(label=_("Changes"), required=False)
    candidate = ActorField(label=_("Candidate"), required=False)

    def offer(self):
        self.fields["amends"].choices = offered(reference(self.revision).amended)
        super().offer()

    def narrow(self, records, wanted):
        if "q" in wanted:
            records = records.filter(treaty__in=Treaty.objects.titled(wanted["q"]))
        if "candidate" in wanted:
            records = records.filter(candidates=wanted["candidate"])
        return super().narrow(records, wanted)
