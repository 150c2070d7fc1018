from django import forms
from django.utils.translation import gettext_lazy as _

from registry.choices import ActorKind
from registry.filters.base import FilterForm, by_date, by_text, offered, regions_in
from registry.models import Actor
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
            records = records.filter(pk__in=Actor.objects.named(wanted["q"]).values("pk"))
        same = {name: wanted[name] for name in ("kind", "region") if name in wanted}
        return records.filter(**same)

    def sorted(self, records, sort):
        if sort.endswith("treaties"):
            records = with_treaties(records, self.day)
        return super().sorted(records, sort)
