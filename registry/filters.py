"""One GET form per public list; a value that means nothing narrows nothing."""

from datetime import date

from django import forms
from django.db.models import Q, QuerySet

from registry.choices import (
    ActorKind,
    AllianceKind,
    PartnershipEnd,
    ProgramKind,
    SourceRank,
    TreatyForm,
    TreatyKind,
    TreatyStatus,
)
from registry.models import (
    Actor,
    Alliance,
    AllianceName,
    Change,
    Depositary,
    Mission,
    MissionStop,
    Participation,
    Partnership,
    PartnershipProgram,
    Topic,
    Treaty,
)
from registry.models.base import newest, soonest
from registry.queries.members import alliances_of
from registry.queries.status import having_status


class FilterForm(forms.Form):
    """The reader's wishes for a list: `sorts` names the orders, `narrow` applies the rest."""

    sorts: dict[str, tuple[str, list]] = {}

    q = forms.CharField(label="Words", required=False, max_length=200)

    def __init__(self, data, *, day: date):
        super().__init__(data, label_suffix="", use_required_attribute=False, auto_id="filter-%s")
        self.day = day
        if self.sorts:
            choices = [(name, label) for name, (label, _) in self.sorts.items()]
            self.fields["sort"] = forms.ChoiceField(
                label="Order", choices=[("", "As listed"), *choices], required=False
            )
        self.is_valid()

    def apply(self, records: QuerySet) -> QuerySet:
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        sort = wanted.pop("sort", None)
        if wanted:
            records = self.narrow(records, wanted)
        return records.order_by(*self.sorts[sort][1]) if sort else records

    def narrow(self, records: QuerySet, wanted: dict) -> QuerySet:
        raise NotImplementedError

    def complaints(self) -> list[str]:
        """Say which wishes were not understood; they narrowed nothing."""
        return [
            f"{self[name].label}: {' '.join(messages)}" for name, messages in self.errors.items()
        ]

    def is_narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "sort")


class ActorField(forms.CharField):
    """An actor, by its slug or by any name it bears or bore."""

    def __init__(self, **kwargs):
        super().__init__(max_length=100, **kwargs)

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        actors = list(Actor.objects.filter(slug=words)[:1])
        actors = actors or list(Actor.objects.called(words)[:2])
        if len(actors) != 1:
            raise forms.ValidationError(f"“{words}” names no actor of the registry.")
        return actors[0]


class TreatyFilter(FilterForm):
    sorts = {
        "title": ("Title", ["title", "slug"]),
        "-concluded": ("Latest first", [newest("concluded"), "slug"]),
        "in_force": ("Entry into force", [soonest("force__in_force"), "slug"]),
    }

    topic = forms.ModelChoiceField(
        Topic.objects.all(), to_field_name="slug", empty_label="Any", required=False
    )
    kind = forms.ChoiceField(choices=[("", "Any"), *TreatyKind.choices], required=False)
    form = forms.ChoiceField(choices=[("", "Any"), *TreatyForm.choices], required=False)
    status = forms.ChoiceField(choices=[("", "Any"), *TreatyStatus.choices], required=False)
    party = ActorField(label="Party", required=False)
    depositary = ActorField(label="Depositary", required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            records = records.titled(wanted["q"])
        if "topic" in wanted:
            topic = wanted["topic"]
            topics = Topic.objects.filter(Q(pk=topic.pk) | Q(parent=topic))
            records = records.filter(
                pk__in=Treaty.topics.through.objects.filter(topic__in=topics).values("treaty")
            )
        if "kind" in wanted:
            records = records.filter(kind=wanted["kind"])
        if "form" in wanted:
            records = records.filter(form=wanted["form"])
        if "party" in wanted:
            records = records.filter(
                pk__in=Participation.objects.parties()
                .possibly_on(self.day)
                .filter(actor=wanted["party"])
                .values("treaty")
            )
        if "depositary" in wanted:
            records = records.filter(
                pk__in=Depositary.objects.filter(actor=wanted["depositary"]).values("treaty")
            )
        if "status" in wanted:
            records = having_status(records, wanted["status"], self.day)
        return records


class ProtocolFilter(FilterForm):
    sorts = {
        "-concluded": ("Latest first", [newest("treaty__concluded"), "treaty__slug"]),
        "in_force": ("Entry into force", [soonest("treaty__force__in_force"), "treaty__slug"]),
    }

    status = forms.ChoiceField(choices=[("", "Any"), *TreatyStatus.choices], required=False)
    candidate = ActorField(label="Candidate", required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            treaties = Treaty.objects.titled(wanted["q"])
            records = records.filter(treaty__in=treaties)
        if "status" in wanted:
            treaties = having_status(Treaty.objects.all(), wanted["status"], self.day)
            records = records.filter(treaty__in=treaties)
        if "candidate" in wanted:
            records = records.filter(candidates=wanted["candidate"])
        return records


def regions_of(model):
    """Offer the regions that the records name, read anew for each form."""

    def offered():
        named = model.objects.exclude(region="").order_by("region")
        return [
            ("", "Any"),
            *((name, name) for name in named.values_list("region", flat=True).distinct()),
        ]

    return offered


class ActorFilter(FilterForm):
    sorts = {
        "name": ("Name", ["name", "slug"]),
        "since": ("Oldest first", [soonest("since"), "slug"]),
        "-since": ("Newest first", [newest("since"), "slug"]),
    }

    kind = forms.ChoiceField(choices=[("", "Any"), *ActorKind.choices], required=False)
    region = forms.ChoiceField(choices=regions_of(Actor), required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            records = records.filter(pk__in=Actor.objects.named(wanted["q"]).values("pk"))
        same = {name: wanted[name] for name in ("kind", "region") if name in wanted}
        return records.filter(**same)


class AllianceFilter(FilterForm):
    sorts = {
        "name": ("Name", ["name", "slug"]),
        "since": ("Oldest first", [soonest("since"), "slug"]),
        "-since": ("Newest first", [newest("since"), "slug"]),
    }

    kind = forms.ChoiceField(choices=[("", "Any"), *AllianceKind.choices], required=False)
    party = ActorField(label="Member", required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            once = AllianceName.objects.filter(name__icontains=words).values("alliance")
            records = records.filter(
                Q(name__icontains=words) | Q(abbreviation__icontains=words) | Q(pk__in=once)
            )
        if "kind" in wanted:
            records = records.filter(kind=wanted["kind"])
        if "party" in wanted:
            joined = alliances_of(wanted["party"], self.day)
            records = records.filter(
                pk__in=[alliance.pk for alliance, roll in joined if roll.members]
            )
        return records


class ProgramFilter(FilterForm):
    sorts = {
        "name": ("Name", ["name", "slug"]),
        "since": ("Oldest first", [soonest("since"), "slug"]),
        "-since": ("Newest first", [newest("since"), "slug"]),
    }

    kind = forms.ChoiceField(choices=[("", "Any"), *ProgramKind.choices], required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(Q(name__icontains=words) | Q(objectives__icontains=words))
        if "kind" in wanted:
            records = records.filter(kind=wanted["kind"])
        return records


class PartnershipFilter(FilterForm):
    """Without a wish for a status, the list holds what runs, or may run, on the day."""

    sorts = {
        "since": ("Oldest first", [soonest("since"), "slug"]),
        "-since": ("Newest first", [newest("since"), "slug"]),
    }

    program = forms.ModelChoiceField(
        PartnershipProgram.objects.all(), to_field_name="slug", required=False
    )
    region = forms.ChoiceField(choices=regions_of(Partnership), required=False)
    party = ActorField(label="Lead or partner", required=False)
    status = forms.ChoiceField(
        choices=[("", "Running"), ("ended", "Ended or never begun"), ("any", "Any")],
        required=False,
    )

    def apply(self, records):
        records = super().apply(records)
        status = self.cleaned_data.get("status")
        running = records.possibly_on(self.day).exclude(end_ground=PartnershipEnd.NEVER_STARTED)
        if status == "ended":
            return records.exclude(pk__in=running.order_by().values("pk"))
        return records if status == "any" else running

    def narrow(self, records, wanted):
        if "q" in wanted:
            records = records.filter(self.between(Actor.objects.named(wanted["q"]), wanted["q"]))
        if "party" in wanted:
            records = records.filter(self.between([wanted["party"]]))
        same = {name: wanted[name] for name in ("program", "region") if name in wanted}
        return records.filter(**same)

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
        "since": ("Oldest first", [soonest("since"), "slug"]),
        "-since": ("Newest first", [newest("since"), "slug"]),
    }

    program = forms.ModelChoiceField(
        PartnershipProgram.objects.all(), to_field_name="slug", required=False
    )
    party = ActorField(label="Host or partner", required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(
                Q(name__icontains=words)
                | Q(organizations__icontains=words)
                | Q(pk__in=MissionStop.objects.filter(place__icontains=words).values("mission"))
                | Q(pk__in=self.with_vessels(words))
                | Q(pk__in=self.visiting(Actor.objects.named(words)))
            )
        if "party" in wanted:
            party = wanted["party"]
            joined = Mission.partner_nations.through.objects.filter(actor=party)
            records = records.filter(
                Q(pk__in=self.visiting([party])) | Q(pk__in=joined.values("mission"))
            )
        if "program" in wanted:
            records = records.filter(program=wanted["program"])
        return records

    def with_vessels(self, words):
        sailing = Mission.vessels.through.objects.filter(vessel__name__icontains=words)
        return sailing.values("mission")

    def visiting(self, hosts):
        return MissionStop.objects.filter(host__in=hosts).values("mission")


class SourceFilter(FilterForm):
    sorts = {
        "title": ("Title", ["title", "slug"]),
        "-published": ("Latest first", [newest("published"), "slug"]),
        "-facts": ("Most facts first", ["-facts", "slug"]),
    }

    rank = forms.ChoiceField(choices=[("", "Any"), *SourceRank.choices], required=False)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(
                Q(title__icontains=words) | Q(publisher__icontains=words) | Q(slug=words)
            )
        if "rank" in wanted:
            records = records.filter(rank=wanted["rank"])
        return records


class NamedField(forms.CharField):
    """A record, by its slug."""

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(max_length=200, required=False, **kwargs)

    def clean(self, value):
        slug = super().clean(value)
        record = self.model.objects.filter(slug=slug).first() if slug else None
        if slug and record is None:
            noun = self.model._meta.verbose_name
            raise forms.ValidationError(f"“{slug}” names no {noun} of the registry.")
        return record


class ChangeFilter(FilterForm):
    """Which published changes: of a record with its parts, about an actor, one set alone."""

    treaty = NamedField(Treaty, label="Treaty")
    actor = ActorField(label="Actor", required=False)
    alliance = NamedField(Alliance, label="Alliance")
    program = NamedField(PartnershipProgram, label="Program")
    mission = NamedField(Mission, label="Mission")
    set = forms.IntegerField(label="Number", required=False, min_value=1, max_value=2**63 - 1)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(Q(subject__icontains=words) | Q(reason__icontains=words))
        if "set" in wanted:
            records = records.filter(pk=wanted["set"])
        for name in ("treaty", "actor", "alliance", "program", "mission"):
            if name in wanted:
                records = records.filter(pk__in=self.changes().order_by().values("change_set"))
                break
        return records

    def changes(self):
        """Give the changes that are asked about, whatever their sets hold beside them."""
        changes = Change.objects.all()
        for name in ("treaty", "alliance", "program", "mission"):
            if record := self.cleaned_data.get(name):
                changes = changes.of(record)
        if actor := self.cleaned_data.get("actor"):
            changes = changes.about(actor)
        return changes
