"""Alliances that treaties seal: their names, their memberships, what members promise."""

from collections.abc import Mapping
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.choices import AllianceKind, MembershipKind, ObligationKind
from registry.dates import Answer, UncertainDateField
from registry.models.actors import Actor, spoken_order
from registry.models.base import (
    ENGLISH,
    PeriodQuerySet,
    Record,
    RecordQuerySet,
    addresses,
    ends_after_it_begins,
    held,
    soonest,
    unended,
)
from registry.models.sources import Sourced
from registry.models.treaties import Treaty, possibly_made


def open_on(day: date) -> models.Q:
    """Match the alliances that take new members: none that has certainly ended by the day does."""
    return models.Q(is_open=True) & unended(day)


class AllianceQuerySet(RecordQuerySet):
    def formed(self, *, by: date):
        """Keep the alliances whose founding treaty may have been concluded by that day."""
        return self.filter(possibly_made(by, of="treaty__"))

    def with_spoken_order(self, letters: Mapping[str, str]):
        """Annotate what sorts by the present name in the language of the page."""
        names = AllianceName.objects.filter(alliance=models.OuterRef("pk"))
        return self.annotate(spoken_order=spoken_order(names, letters))


class Alliance(Sourced, Record):
    """A formal promise of support sealed by a treaty."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=300)
    abbreviation = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=AllianceKind)
    treaty = models.ForeignKey(
        Treaty,
        models.PROTECT,
        related_name="alliances",
        verbose_name=_("founding treaty"),
        help_text=_("Its parties are the members, unless memberships below say otherwise."),
    )
    organization = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="alliances_served"
    )
    seat = models.CharField(max_length=100, blank=True)
    since = UncertainDateField(_("from"), blank=True)
    until = UncertainDateField(_("until"), blank=True)
    is_open = models.BooleanField(
        _("open to new members"), default=False, help_text=_("Its treaty makes room to grow.")
    )
    opening = models.CharField(
        max_length=300, blank=True, help_text=_("Who may join, and the article that says so.")
    )
    summary = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects = AllianceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "slug"]
        constraints = [ends_after_it_begins("alliance")]

    def __str__(self):
        return self.abbreviation or self.name

    def get_absolute_url(self):
        return addresses("registry:alliance_detail")(self.slug)

    def existed(self, day: date) -> Answer:
        """Tell whether the founding treaty had been concluded by that day, in force or not."""
        return self.treaty.existed(day)

    def takes_members(self, day: date) -> bool:
        """Tell whether new members may join: none joins what has certainly ended by the day."""
        return self.is_open and held(None, self.until, day) is not Answer.NO


class AllianceName(Sourced, Record):
    """A name that the alliance bore for a time, or bears in another language than English."""

    KEY = ("alliance__slug", "name")

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="names")
    language = models.CharField(
        max_length=10, default=ENGLISH, help_text=_("Language tag, such as fr.")
    )
    name = models.CharField(max_length=300)
    since = UncertainDateField(_("used from"), blank=True)
    until = UncertainDateField(_("used until"), blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["alliance__slug", soonest("since"), "name"]
        constraints = [
            ends_after_it_begins("alliancename"),
            models.UniqueConstraint(
                fields=["alliance", "name"],
                name="alliancename_is_recorded_once",
                violation_error_message=_("This name is already recorded."),
            ),
        ]

    def __str__(self):
        return self.name


class Membership(Sourced, Record):
    """A spell that the founding treaty's parties do not tell.

    A spell of kind member replaces, for its actor, what the treaty says; the other kinds stand
    beside it: France left NATO's command from 1966 to 2009 and never the treaty.
    """

    KEY = ("alliance__slug", "actor__slug", "kind", "number")

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="memberships")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=20, choices=MembershipKind)
    number = models.PositiveSmallIntegerField(default=1)
    toward = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships_toward",
        help_text=_("The other member, where obligations are suspended between two only."),
    )
    since = UncertainDateField(_("from"), blank=True)
    until = UncertainDateField(_("until"), blank=True)
    note = models.TextField(blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["alliance__slug", "actor__slug", "kind", "number"]
        constraints = [
            ends_after_it_begins("membership"),
            models.UniqueConstraint(
                fields=["alliance", "actor", "kind", "number"],
                name="membership_is_recorded_once",
                violation_error_message=_(
                    "This actor already has such a spell in this alliance. "
                    "If it came again, give it the next number."
                ),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def held(self, day: date) -> Answer:
        """Tell whether the spell held on a day; undated, it begins and ends with the alliance."""
        since, until = self.since or self.alliance.since, self.until or self.alliance.until
        answer = held(since, until, day)
        return answer if since else answer & self.alliance.existed(day)


class Obligation(Sourced, Record):
    """What the members promise one another, with the article."""

    KEY = ("alliance__slug", "kind", "article")

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="obligations")
    kind = models.CharField(max_length=20, choices=ObligationKind)
    article = models.CharField(max_length=60, blank=True)
    is_conditional = models.BooleanField(_("conditional"), default=False)
    by = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations_owed",
        help_text=_("Empty: by every member."),
    )
    to = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations_held",
        help_text=_("Empty: to every other member."),
    )
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["alliance__slug", "kind", "article"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "kind", "article"],
                name="obligation_is_recorded_once",
                violation_error_message=_("This obligation is already recorded."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
