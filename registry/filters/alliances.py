from django import forms
from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from registry.choices import AllianceKind
from registry.filters.base import ActorField, FilterForm, by_date, by_text, offered
from registry.models import AllianceName
from registry.models.alliances import open_on
from registry.queries.members import joined_by


class AllianceFilter(FilterForm):
    sorts = {
        **by_text("name", _("Name"), "spoken_order", "slug"),
        **by_date("since", _("Beginning"), "since", "slug"),
        **by_date("until", _("End"), "until", "slug"),
    }
    facets = {"kind": "kind", "open": ""}

    kind = forms.ChoiceField(label=_("Kind"), choices=offered(AllianceKind.choices), required=False)
    open = forms.ChoiceField(
        label=_("Open to new members"),
        choices=offered([("yes", _("Yes")), ("no", _("No"))]),
        required=False,
    )
    party = ActorField(label=_("Member"), required=False)

    def column(self, name):
        if name != "open":
            return super().column(name)
        yes = When(open_on(self.day), then=Value("yes"))
        return Case(yes, default=Value("no"), output_field=CharField())

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            once = AllianceName.objects.filter(name__icontains=words).values("alliance")
            records = records.filter(
                Q(name__icontains=words) | Q(abbreviation__icontains=words) | Q(pk__in=once)
            )
        if "kind" in wanted:
            records = records.filter(kind=wanted["kind"])
        if "open" in wanted:
            taking = open_on(self.day)
            records = records.filter(taking if wanted["open"] == "yes" else ~taking)
        if "party" in wanted:
            records = records.filter(joined_by(wanted["party"], self.day))
        return records
