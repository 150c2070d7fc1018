from django import forms
from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from registry.choices import AllianceKind
from registry.filters.base import ActorField, FilterForm, by_date, by_text, offered
from registry.models import AllianceName
from registry.models.alliances import open_on
from registry.models.base import certainly, possibly_held
from registry.queries.members import joined_by


class AllianceFilter(FilterForm):
    sorts = {
        **by_text("name", _("Name"), "spoken_order", "slug"),
        **by_date("since", _("Beginning"), "since", "slug"),
        **by_date("until", _("End"), "until", "slug"),
    }
    facets = {"status": "", "kind": "kind", "open": ""}

    status = forms.ChoiceField(
        label=_("Status"),
        choices=offered(
            [
                ("standing", _("In being")),
                ("ended", _("No longer in being")),
                ("not_yet", _("Not yet in being")),
            ]
        ),
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=offered(AllianceKind.choices), required=False)
    open = forms.ChoiceField(
        label=_("Open to new members"),
        choices=offered([("yes", _("Yes")), ("no", _("No"))]),
        required=False,
    )
    party = ActorField(label=_("Member"), required=False)

    def statuses(self) -> dict[str, Q]:
        """Match each status on the day; what may be in being counts as that."""
        standing, ended = possibly_held(self.day), certainly("until", by=self.day)
        return {"standing": standing, "ended": ended, "not_yet": ~(standing | ended)}

    def column(self, name):
        match name:
            case "status":
                cases = [When(met, then=Value(value)) for value, met in self.statuses().items()]
                return Case(*cases, output_field=CharField())
            case "open":
                yes = When(open_on(self.day), then=Value("yes"))
                return Case(yes, default=Value("no"), output_field=CharField())
        return super().column(name)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            once = AllianceName.objects.filter(name__icontains=words).values("alliance")
            records = records.filter(
                Q(name__icontains=words) | Q(abbreviation__icontains=words) | Q(pk__in=once)
            )
        if "status" in wanted:
            records = records.filter(self.statuses()[wanted["status"]])
        if "open" in wanted:
            taking = open_on(self.day)
            records = records.filter(taking if wanted["open"] == "yes" else ~taking)
        if "party" in wanted:
            records = records.filter(joined_by(wanted["party"], self.day))
        return super().narrow(records, wanted)


class AllyFilter(FilterForm):
    """Narrows the pairs of allies, which no table holds: whoever lists them applies the wishes."""

    sorts = by_date("since", _("Beginning"), "since")
    facets = {"kind": "kind"}

    q = None
    party = ActorField(label=_("Allies of"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=offered(AllianceKind.choices), required=False)
