from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.choices import ActorKind
from registry.filters.base import FilterForm, by_date, by_text, offered, regions_in
from registry.models import Actor
from registry.models.search import keys_of
from registry.queries.reference import reference
from registry.queries.standings import with_treaties


class ActorFilter(FilterForm):
    sorts = {
        **by_text("name", _("Name"), "spoken_order", "slug"),
        **by_date("since", _("Beginning"), "since", "slug"),
        **by_date("until", _("End"), "until", "slug"),
        "-treaties": (_("Party to most first"), ["-certain_treaties", "slug"]),
        "treaties": (_("Party to fewest first"), ["certain_treaties", "slug"]),
    }
    facets = {"kind": "kind", "region": "region"}

    kind = forms.ChoiceField(label=_("Kind"), choices=offered(ActorKind.choices), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)

    def offer(self):
        self.fields["region"].choices = regions_in(reference(self.revision).regions)
        super().offer()

    def narrow(self, records, wanted):
        if "q" in wanted:
            # A part of a name as it is written, or words of it as they are typed anywhere.
            parts = Actor.objects.named(wanted["q"]).order_by().values("pk")
            records = records.filter(Q(pk__in=parts) | Q(pk__in=keys_of("actor", wanted["q"])))
        return super().narrow(records, wanted)

    def sorted(self, records, sort):
        if sort.endswith("treaties"):
            records = with_treaties(records, self.day)
        return super().sorted(records, sort)
