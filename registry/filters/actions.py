from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.choices import TreatyStatus
from registry.filters.base import ActorField, NamedField, by_date, by_text, offered, regions_in
from registry.filters.treaties import TopicFilter
from registry.models import Actor, Phase, Treaty
from registry.queries.periods import years_before
from registry.queries.reference import reference


class SignatoryFilter(TopicFilter):
    """Narrows spells as a signatory: who signed and is not known to have consented since."""

    treaty_path = "treaty"
    sorts = {
        **by_date("since", _("Signature"), "begins", "treaty__slug", "actor__slug", "pk"),
        **by_text("actor", _("Actor"), "actor__name", "actor__slug", "treaty__slug", "pk"),
        **by_text("treaty", _("Treaty"), "treaty__title", "treaty__slug", "actor__slug", "pk"),
    }
    facets = {"status": "", "topic": "", "region": "actor__region"}

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

    def column(self, name):
        if name == "status":
            return Phase.objects.status_on(self.day, "treaty")
        return super().column(name)

    def narrow(self, records, wanted):
        if "q" in wanted:
            treaties = Treaty.objects.titled(wanted["q"]).order_by().values("pk")
            actors = Actor.objects.named(wanted["q"]).order_by().values("pk")
            records = records.filter(Q(treaty__in=treaties) | Q(actor__in=actors))
        if "topic" in wanted:
            records = self.on_topic(records, wanted["topic"])
        if "years" in wanted:
            records = records.filter(begins_latest__lte=years_before(self.day, wanted["years"]))
        if "region" in wanted:
            records = records.filter(actor__region=wanted["region"])
        if "status" in wanted:
            records = records.alias(status_kind=self.column("status")).filter(
                status_kind=wanted["status"]
            )
        same = {name: wanted[name] for name in ("actor", "treaty") if name in wanted}
        return records.filter(**same)
