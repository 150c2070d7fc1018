from django import forms
from django.utils.translation import gettext_lazy as _

from registry.choices import TreatyStatus
from registry.filters.base import ActorField, NamedField, by_date, by_text, offered, regions_in
from registry.filters.treaties import TopicFilter
from registry.models import Treaty
from registry.queries.reference import reference


class SignatoryFilter(TopicFilter):
    """Narrows spells as a signatory: who signed and is not known to have consented since.

    They are found among sets, in the orders that these are kept in (`queries/signed.py`).
    """

    sorts = {
        **by_date("since", _("Signature"), "begins"),
        **by_text("actor", _("Actor"), "actor__name"),
        **by_text("treaty", _("Treaty"), "treaty__title"),
    }
    facets = {"status": "", "topic": "", "region": ""}

    actor = ActorField(label=_("Actor"), required=False)
    treaty = NamedField(Treaty, "title", "short_title", label=_("Treaty"))
    years = forms.IntegerField(
        label=_("At least so many years"), min_value=1, max_value=999, required=False
    )
    status = forms.ChoiceField(
        label=_("Status of the treaty"), choices=offered(TreatyStatus.choices), required=False
    )
    region = forms.ChoiceField(label=_("Region"), required=False)

    def offer(self):
        self.fields["region"].choices = regions_in(reference(self.revision).regions)
        super().offer()
