"""Co-operation that no treaty seals: programs, partnerships, missions, published figures."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.choices import FigureMeasure, PartnershipEnd, ProgramKind
from registry.dates import Answer, UncertainDateField
from registry.models.actors import Actor
from registry.models.base import (
    PeriodQuerySet,
    Record,
    addresses,
    ends_after_it_begins,
    held,
    soonest,
)
from registry.models.sources import Sourced


class PartnershipProgram(Sourced, Record):
    """A scheme of co-operation that no treaty seals."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ProgramKind)
    sponsors = models.ManyToManyField(Actor, blank=True, related_name="programs_sponsored")
    since = UncertainDateField(_("from"), blank=True)
    until = UncertainDateField(_("until"), blank=True)
    legal_form = models.CharField(max_length=300, blank=True)
    objectives = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership program")
        ordering = ["name", "slug"]
        constraints = [ends_after_it_begins("partnershipprogram")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return addresses("registry:program_detail")(self.slug)

    def existed(self, day: date) -> Answer:
        """Tell whether the program had begun by that day, ended or not."""
        return self.since.by(day) if self.since else Answer.NOT_KNOWN


class Activity(Record):
    """A kind of work that partnerships and missions do."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = _("activities")
        ordering = ["name", "slug"]

    def __str__(self):
        return self.name


class PartnershipQuerySet(PeriodQuerySet):
    def with_itself(self):
        """Keep the partnerships of which an actor stands on both sides."""
        leads = self.model.leads.through.objects.using(self.db).filter(partnership=OuterRef("pk"))
        partners = self.model.partners.through.objects.using(self.db)
        same = partners.filter(partnership=OuterRef("partnership"), actor=OuterRef("actor"))
        return self.filter(Exists(leads.filter(Exists(same))))

    def of_one_alone(self):
        """Keep the partnerships that nobody leads and in which no two are partners."""
        leads = self.model.leads.through.objects.using(self.db).filter(partnership=OuterRef("pk"))
        partners = self.model.partners.through.objects.using(self.db)
        other = partners.filter(partnership=OuterRef("partnership"), pk__gt=OuterRef("pk"))
        pairs = partners.filter(Exists(other), partnership=OuterRef("pk"))
        return self.filter(~Exists(leads), ~Exists(pairs))


class Partnership(Sourced, Record):
    """A pairing under a program: who leads, and with whom; among equals nobody leads."""

    IMPOSSIBLE = (
        (
            "with_itself",
            ("leads", "partners"),
            _("Nobody is a partner of itself: each actor stands on one side of a partnership."),
        ),
        (
            "of_one_alone",
            ("leads", "partners"),
            _("A partnership joins at least two: who leads and a partner, or two equal partners."),
        ),
    )

    slug = models.SlugField(max_length=150, unique=True)
    program = models.ForeignKey(PartnershipProgram, models.CASCADE, related_name="partnerships")
    leads = models.ManyToManyField(
        Actor,
        blank=True,
        related_name="partnerships_led",
        help_text=_("Such as the California National Guard; nobody, where the partners are equal."),
    )
    partners = models.ManyToManyField(
        Actor, related_name="partnerships", help_text=_("Such as Ukraine.")
    )
    region = models.CharField(max_length=60, blank=True)
    since = UncertainDateField(_("from"), blank=True)
    until = UncertainDateField(_("until"), blank=True)
    end_ground = models.CharField(_("ground"), max_length=20, choices=PartnershipEnd, blank=True)
    document = models.CharField(_("founding document"), max_length=300, blank=True)
    activities = models.ManyToManyField(Activity, blank=True, related_name="partnerships")
    note = models.TextField(blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["program__slug", soonest("since"), "slug"]
        constraints = [ends_after_it_begins("partnership")]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return f"{reverse('registry:partnership_list')}?status=any&q={self.slug}#{self.slug}"

    @property
    def never_began(self) -> bool:
        return self.end_ground == PartnershipEnd.NEVER_STARTED

    def held(self, day: date) -> Answer:
        """Tell whether the partnership ran on that day; one that never began never did."""
        if self.never_began:
            return Answer.NO
        since = self.since.by(day) if self.since else Answer.NOT_KNOWN
        return since & held(None, self.until, day)


class PublishedFigure(Sourced, Record):
    """A total that somebody published, to hold against the one counted here."""

    KEY = ("program__slug", "measure", "counted_on", "value")

    program = models.ForeignKey(PartnershipProgram, models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=20, choices=FigureMeasure)
    counted_on = UncertainDateField(_("on"))
    value = models.PositiveIntegerField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("published figure")
        ordering = ["program__slug", soonest("counted"), "measure", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "measure", "counted_on", "value"],
                name="publishedfigure_is_recorded_once",
                violation_error_message=_("This figure is already recorded."),
            ),
        ]

    def __str__(self):
        return f"{self.value} {self.get_measure_display().lower()}"


class Vessel(Sourced, Record):
    """A ship that sails on missions."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=100)
    hull_number = models.CharField(max_length=30, blank=True)
    operator = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="vessels"
    )
    is_hospital_ship = models.BooleanField(_("hospital ship"), default=False)

    class Meta:
        ordering = ["name", "slug"]

    def __str__(self):
        return self.name


class Mission(Sourced, Record):
    """One edition of a mission series."""

    slug = models.SlugField(max_length=100, unique=True)
    program = models.ForeignKey(PartnershipProgram, models.CASCADE, related_name="missions")
    name = models.CharField(max_length=200)
    iteration = models.PositiveSmallIntegerField(null=True, blank=True)
    since = UncertainDateField(_("from"), blank=True)
    until = UncertainDateField(_("until"), blank=True)
    vessels = models.ManyToManyField(Vessel, blank=True, related_name="missions")
    partner_nations = models.ManyToManyField(Actor, blank=True, related_name="missions_joined")
    organizations = models.TextField(blank=True, help_text=_("One organization a line."))
    commander = models.CharField(max_length=200, blank=True)
    personnel = models.CharField(max_length=200, blank=True)
    activities = models.ManyToManyField(Activity, blank=True, related_name="missions")
    note = models.TextField(blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["program__slug", soonest("since"), "slug"]
        constraints = [ends_after_it_begins("mission")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return addresses("registry:mission_detail")(self.slug)

    def existed(self, day: date) -> Answer:
        """Tell whether the mission had begun by that day, ended or not."""
        return self.since.by(day) if self.since else Answer.NOT_KNOWN


class MissionOutcome(Sourced, Record):
    """A figure about a mission, in its source's own words (29 or 49 projects are two claims)."""

    KEY = ("mission__slug", "measure", "value")

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="outcomes")
    measure = models.CharField(max_length=100)
    value = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("mission outcome")
        ordering = ["mission__slug", "measure", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "measure", "value"],
                name="missionoutcome_is_recorded_once",
                violation_error_message=_("This outcome is already recorded."),
            ),
        ]

    def __str__(self):
        return f"{self.measure}: {self.value}"


class MissionStop(Sourced, Record):
    """A call of a mission in a host country."""

    KEY = ("mission__slug", "number")

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="stops")
    number = models.PositiveSmallIntegerField(help_text=_("The order of the stops."))
    host = models.ForeignKey(Actor, models.PROTECT, related_name="mission_stops")
    place = models.CharField(max_length=200, blank=True)
    arrived_on = UncertainDateField(_("arrived"), blank=True)
    departed_on = UncertainDateField(_("departed"), blank=True)
    lead = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stops_led",
        verbose_name=_("lead nation"),
    )
    vessels = models.ManyToManyField(Vessel, blank=True, related_name="stops")
    partner_nations = models.ManyToManyField(Actor, blank=True, related_name="stops_joined")
    figures = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("mission stop")
        ordering = ["mission__slug", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "number"],
                name="missionstop_has_its_own_number",
                violation_error_message=_("Another stop of this mission has this number."),
            ),
            models.CheckConstraint(
                name="missionstop_departs_after_it_arrives",
                condition=Q(departed_latest=None)
                | Q(arrived_earliest=None)
                | Q(departed_latest__gte=models.F("arrived_earliest")),
                violation_error_message=_("A ship cannot depart before it arrives."),
            ),
        ]

    def __str__(self):
        return self.place or f"{self._meta.verbose_name} {self.number}"
