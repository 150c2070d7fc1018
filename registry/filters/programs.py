from django import forms
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from registry.choices import PartnershipEnd, ProgramKind
from registry.filters.base import ActorField, FilterForm, by_date, by_text, offered, regions_in
from registry.models import Actor, Mission, Partnership, PartnershipProgram
from registry.models.base import possibly_held
from registry.queries.partners import stops_by


class ProgramFilter(FilterForm):
    sorts = {
        **by_text("name", _("Name"), "name", "slug"),
        **by_date("since", _("Beginning"), "since", "slug"),
        **by_date("until", _("End"), "until", "slug"),
    }
    facets = {"kind": "kind"}

    kind = forms.ChoiceField(label=_("Kind"), choices=offered(ProgramKind.choices), required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(Q(name__icontains=words) | Q(objectives__icontains=words))
        return super().narrow(records, wanted)


def programs():
    """Offer the programs; the form remembers them for a revision."""
    return offered(PartnershipProgram.objects.values_list("slug", "name"))


def regions():
    """Offer the regions that partnerships name; the form remembers them for a revision."""
    named = Partnership.objects.exclude(region="").order_by("region")
    return regions_in(named.values_list("region", flat=True).distinct())


class PartnershipFilter(FilterForm):
    """Without a wish for a status, the list holds what runs, or may run, on the day."""

    sorts = {
        **by_date("since", _("Beginning"), "since", "slug"),
        **by_date("until", _("End"), "until", "slug"),
    }
    facets = {"status": "", "program": "program__slug", "region": "region"}

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("Running")), ("ended", _("Ended or never begun")), ("any", _("Any"))],
        required=False,
    )
    program = forms.ChoiceField(label=_("Program"), choices=programs, required=False)
    region = forms.ChoiceField(label=_("Region"), choices=regions, required=False)
    party = ActorField(label=_("Lead or partner"), required=False)

    def wanted(self):
        return {"status": ""} | super().wanted()

    def running(self) -> Q:
        return possibly_held(self.day) & ~Q(end_ground=PartnershipEnd.NEVER_STARTED)

    def column(self, name):
        if name != "status":
            return super().column(name)
        return Case(
            When(self.running(), then=Value("")), default=Value("ended"), output_field=CharField()
        )

    def totals(self, name, numbers):
        if name != "status":
            return super().totals(name, numbers)
        return {**numbers, "any": sum(numbers.values())}

    def narrow(self, records, wanted):
        if "q" in wanted:
            records = records.filter(self.between(Actor.objects.named(wanted["q"]), wanted["q"]))
        if "party" in wanted:
            records = records.filter(self.between([wanted["party"]]))
        match wanted.get("status"):
            case "":
                records = records.filter(self.running())
            case "ended":
                records = records.exclude(self.running())
        return super().narrow(records, wanted)

    def between(self, actors, slug=None) -> Q:
        """Match the partnerships in which one of these actors takes part, or the one so named."""
        led = Partnership.leads.through.objects.filter(actor__in=actors)
        joined = Partnership.partners.through.objects.filter(actor__in=actors)
        return (
            Q(pk__in=led.values("partnership"))
            | Q(pk__in=joined.values("partnership"))
            | Q(slug=slug)
        )


class MissionFilter(FilterForm):
    sorts = {
        **by_text("name", _("Name"), "name", "slug"),
        **by_date("since", _("Beginning"), "since", "slug"),
        **by_date("until", _("End"), "until", "slug"),
    }
    facets = {"program": "program__slug"}

    program = forms.ChoiceField(label=_("Program"), choices=programs, required=False)
    party = ActorField(label=_("Host or partner"), required=False)

    def narrow(self, records: QuerySet, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(
                Q(name__icontains=words)
                | Q(organizations__icontains=words)
                | Q(pk__in=stops_by(self.day).filter(place__icontains=words).values("mission"))
                | Q(pk__in=self.with_vessels(words))
                | Q(pk__in=self.visiting(Actor.objects.named(words)))
            )
        if "party" in wanted:
            party = wanted["party"]
            joined = Mission.partner_nations.through.objects.filter(actor=party)
            records = records.filter(
                Q(pk__in=self.visiting([party])) | Q(pk__in=joined.values("mission"))
            )
        return super().narrow(records, wanted)

    def with_vessels(self, words):
        sailing = Mission.vessels.through.objects.filter(vessel__name__icontains=words)
        return sailing.values("mission")

    def visiting(self, hosts):
        return stops_by(self.day).filter(host__in=hosts).values("mission")
