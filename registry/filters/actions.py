from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.choices import TreatyStatus
from registry.filters.base import ActorField, by_date, by_text, offered, regions_of
from registry.filters.treaties import TopicFilter
from registry.models import Actor, Treaty
from registry.queries.periods import years_before
from registry.queries.status import status_kind


class TreatyField(forms.CharField):
    """A treaty, by its slug or by exactly its title or short title."""

    def __init__(self, **kwargs):
        super().__init__(max_length=500, **kwargs)

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        titled = Q(slug=words) | Q(title__iexact=words) | Q(short_title__iexact=words)
        found = list(Treaty.objects.filter(titled)[:3])
        treaties = [treaty for treaty in found if treaty.slug == words] or found
        if len(treaties) != 1:
            raise ValidationError(
                _("“%(words)s” names no treaty of the registry.") % {"words": words}
            )
        return treaties[0]


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
    treaty = TreatyField(label=_("Treaty"), required=False)
    years = forms.IntegerField(
        label=_("At least so many years"), min_value=1, max_value=999, required=False
    )
    status = forms.ChoiceField(
        label=_("Status of the treaty"), choices=offered(TreatyStatus.choices), required=False
    )
    region = forms.ChoiceField(label=_("Region"), choices=regions_of(Actor), required=False)

    @cached_property
    def status_column(self):
        return status_kind(self.day, of="treaty__")

    def column(self, name):
        return self.status_column if name == "status" else super().column(name)

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
            records = records.alias(status_kind=self.status_column).filter(
                status_kind=wanted["status"]
            )
        same = {name: wanted[name] for name in ("actor", "treaty") if name in wanted}
        return records.filter(**same)
