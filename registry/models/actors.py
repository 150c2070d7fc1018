"""Who acts under treaties, what each was called and when, and who took whose place."""

from collections.abc import Mapping
from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Replace
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.choices import ActorKind, SuccessionKind
from registry.dates import Answer, UncertainDateField
from registry.models.base import (
    ENGLISH,
    PeriodQuerySet,
    Record,
    addresses,
    ends_after_it_begins,
    held,
    soonest,
)
from registry.models.sources import Sourced


def language_now() -> str:
    """Tell the language in which names are wanted."""
    return get_language() or ENGLISH


def spoken_order(names: models.QuerySet, letters: Mapping[str, str]) -> models.Expression:
    """Give a record's present name in the language of the page, one of `names`, as it is sorted.

    What has ended keeps the name that it bore until then.
    `letters` are those with a mark and the same without: databases put the former after Z.
    """
    order = F("name")
    if language_now() != ENGLISH:
        last = Q(until="") | Q(until=OuterRef("until"))
        spoken = names.filter(last, language=language_now()).values("name")
        order = Coalesce(Subquery(spoken[:1]), order)
    for marked, plain in letters.items():
        order = Replace(order, Value(marked), Value(plain))
    return order


class ActorQuerySet(PeriodQuerySet):
    def with_spoken_order(self, letters: Mapping[str, str]):
        """Annotate what sorts by the present name in the language of the page."""
        names = ActorName.objects.filter(actor=OuterRef("pk"))
        return self.annotate(spoken_order=spoken_order(names, letters))

    def named(self, words: str):
        """Keep the actors that bear these words in any name they have or had."""
        return self.filter(
            Q(name__icontains=words)
            | Q(official_name__icontains=words)
            | Q(names__name__icontains=words)
            | Q(names__official_name__icontains=words)
        ).distinct()


class Actor(Sourced, Record):
    """A State, organization, territory, sub-state body or armed service."""

    KEPT_BY_LINKS = True

    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=30, choices=ActorKind)
    name = models.CharField(
        max_length=200, help_text=_("The short name of today, or the last one.")
    )
    official_name = models.CharField(max_length=300, blank=True)
    iso2 = models.CharField(_("ISO alpha-2"), max_length=2, blank=True)
    iso3 = models.CharField(_("ISO alpha-3"), max_length=3, blank=True)
    cow_code = models.PositiveSmallIntegerField(_("COW code"), null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text=_("A territory's responsible State, the country of a National Guard or service."),
    )
    region = models.CharField(max_length=60, blank=True)
    since = UncertainDateField(_("existed from"), blank=True)
    until = UncertainDateField(_("existed until"), blank=True)
    summary = models.TextField(blank=True)

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "slug"]
        constraints = [
            ends_after_it_begins("actor"),
            models.UniqueConstraint(
                fields=["iso3"],
                condition=~Q(iso3="") & Q(until=""),
                name="actor_iso3_is_used_once",
                violation_error_message=_("Another actor that still exists has this ISO code."),
            ),
            models.CheckConstraint(
                name="actor_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=models.F("pk")),
                violation_error_message=_("An actor cannot be its own parent."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return addresses("registry:actor_detail")(self.slug)

    def pair_url(self, other: "Actor") -> str:
        return pair_url(self.slug, other.slug)

    def existed(self, day: date) -> Answer:
        return held(self.since, self.until, day)


def pair_url(one: str, other: str) -> str:
    """Give the page of what binds two actors, named by their slugs."""
    return reverse("registry:pair_detail", kwargs={"a": one, "b": other})


class ActorNameQuerySet(PeriodQuerySet):
    def book(self):
        """Fetch the names once, for a page that prints many actors: those in its language too."""
        names, spoken = {}, {}
        wanted = self.filter(language__in={ENGLISH, language_now()})
        for name in wanted.order_by(soonest("since"), "name"):
            book = names if name.language == ENGLISH else spoken
            book.setdefault(name.actor_id, []).append(name)
        return NameBook(names, spoken)


class NameBook:
    """The names that actors bore, by day (a page prints the name of the day).

    `spoken` holds those in the language of the page, where that is not English. A name that is not
    recorded in it is given in English: an old name never stands for a later one.
    """

    def __init__(self, names: dict[int, list], spoken: dict[int, list]):
        self._names, self._spoken = names, spoken
        self._all = {
            actor: [*spoken.get(actor, ()), *names.get(actor, ())] for actor in names | spoken
        }

    def name(self, actor: Actor, day: date | None) -> str:
        """Give the name in use on that day; the current name where none is recorded for it."""
        entry = self._entry(actor.pk, day)
        return entry.name if entry else actor.name

    def current_name(self, actor: Actor) -> str:
        """Give the name of today, or the last one."""
        spoken = self._spoken.get(actor.pk, ())
        last = (one for one in spoken if not one.until or one.until == actor.until)
        entry = next(last, None)
        return entry.name if entry else actor.name

    def official_name(self, actor: Actor, day: date | None) -> str:
        """Give the official name in use on that day; the present one where none is recorded."""
        return self.official_name_of(actor, day) or actor.official_name

    def official_name_of(self, actor: Actor, day: date | None) -> str:
        """Give the official name that is recorded for the day, or nothing."""
        entry = self._entry(actor.pk, day)
        return entry.official_name if entry else ""

    def borne_by(self, actor: Actor) -> list:
        """List the names that are recorded beside the actor's present one, in order."""
        return self._names.get(actor.pk, [])

    def _entry(self, actor_id, day):
        if day is None:
            return next((one for one in self._spoken.get(actor_id, ()) if not one.until), None)
        for entry in self._all.get(actor_id, ()):
            if held(entry.since, entry.until, day) is Answer.YES:
                return entry
        return None


class ActorName(Sourced, Record):
    """A name that an actor bore for a time, or bears in another language than English.

    Today's English name stands on the actor itself.
    """

    KEY = ("actor__slug", "name", "since")

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="names")
    language = models.CharField(
        max_length=10, default=ENGLISH, help_text=_("Language tag, such as fr.")
    )
    name = models.CharField(max_length=200)
    official_name = models.CharField(max_length=300, blank=True)
    since = UncertainDateField(_("used from"), blank=True)
    until = UncertainDateField(_("used until"), blank=True)
    note = models.TextField(blank=True)

    objects = ActorNameQuerySet.as_manager()

    class Meta:
        ordering = ["actor__slug", soonest("since"), "name"]
        constraints = [
            ends_after_it_begins("actorname"),
            models.UniqueConstraint(
                fields=["actor", "name", "since"],
                name="actorname_is_recorded_once",
                violation_error_message=_("This name is already recorded from this day."),
            ),
        ]

    def __str__(self):
        return self.name


class Succession(Sourced, Record):
    """One State's place taken by another (continuation, succession, separation, union)."""

    KEY = ("predecessor__slug", "successor__slug", "kind")

    predecessor = models.ForeignKey(Actor, models.CASCADE, related_name="successors")
    successor = models.ForeignKey(Actor, models.CASCADE, related_name="predecessors")
    kind = models.CharField(max_length=20, choices=SuccessionKind)
    happened_on = UncertainDateField(_("on"), blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["predecessor__slug", "successor__slug", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "kind"],
                name="succession_is_recorded_once",
                violation_error_message=_("This succession is already recorded."),
            ),
            models.CheckConstraint(
                name="succession_joins_two_actors",
                condition=~Q(predecessor=models.F("successor")),
                violation_error_message=_("An actor cannot succeed itself."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
