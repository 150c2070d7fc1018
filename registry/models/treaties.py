"""Treaties with their titles, texts, citations, depositaries, provisions and relations."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.choices import (
    CitationScheme,
    Coverage,
    DelayKind,
    EndGround,
    ProvisionKind,
    RelationKind,
    TreatyForm,
    TreatyKind,
)
from registry.dates import Answer, UncertainDateField
from registry.models.actors import Actor
from registry.models.base import (
    PeriodQuerySet,
    Record,
    RecordQuerySet,
    addresses,
    ends_after_it_begins,
    possibly,
    soonest,
)
from registry.models.sources import Source, Sourced, web_address
from registry.models.topics import Topic


def possibly_made(by: date, of: str = "") -> Q:
    """Match what may have been adopted or concluded by that day; `of` leads to the treaty."""
    adopted, concluded = f"{of}adopted", f"{of}concluded"
    undated = Q(**{f"{adopted}_on": "", f"{concluded}_on": ""})
    return (
        undated
        | possibly(adopted, by=by, text=f"{adopted}_on")
        | possibly(concluded, by=by, text=f"{concluded}_on")
    )


class TreatyQuerySet(RecordQuerySet):
    def made(self, *, by: date):
        """Keep the treaties that may have been adopted or concluded by that day."""
        return self.filter(possibly_made(by))

    def titled(self, words: str):
        """Keep the treaties that bear every one of these words in a title or a citation."""
        treaties = self
        for word in words.split():
            treaties = treaties.filter(
                Q(title__icontains=word)
                | Q(short_title__icontains=word)
                | Q(pk__in=TreatyTitle.objects.filter(title__icontains=word).values("treaty"))
                | Q(pk__in=Citation.objects.filter(value__icontains=word).values("treaty"))
            )
        return treaties


class Treaty(Sourced, Record):
    """A written agreement between subjects of international law (VCLT art. 2(1)(a))."""

    # By which long lists sort and count treaties, beside what is derived of them.
    LISTED = frozenset({"slug", "title", "kind", "form", "concluded_on", "topics"})

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=500)
    short_title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=TreatyKind)
    form = models.CharField(max_length=20, choices=TreatyForm)
    is_binding = models.BooleanField(
        _("binding"),
        default=True,
        help_text=_("An arrangement or memorandum that is not meant to bind is not a treaty."),
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="treaties")
    summary = models.TextField(blank=True)
    adopted_on = UncertainDateField(
        _("adopted"),
        blank=True,
        help_text=_("The day the text was fixed by a conference or an organ."),
    )
    adopted_by = models.CharField(max_length=300, blank=True)
    concluded_on = UncertainDateField(
        _("concluded"),
        blank=True,
        help_text=_("The day of signature, or of opening for signature."),
    )
    concluded_at = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Place or places of conclusion.")
    )
    dating_note = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("How the instrument dates itself."),
    )
    opens_on = UncertainDateField(_("opens for signature"), blank=True)
    closes_on = UncertainDateField(_("closes for signature"), blank=True)
    stated_in_force_on = UncertainDateField(
        _("entry into force as stated"),
        blank=True,
        help_text=_(
            "As the depositary or a treaty series states it, beside what the clause gives."
        ),
    )
    in_force_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries_into_force",
        help_text=_("Where the stated entry into force was read."),
    )
    ended_on = UncertainDateField(_("ended"), blank=True)
    end_ground = models.CharField(_("ground"), max_length=20, choices=EndGround, blank=True)
    ended_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="treaty_ends",
        help_text=_("Where the end was read."),
    )
    duration = models.CharField(max_length=300, blank=True)
    notice_kind = models.CharField(
        _("notice of withdrawal"), max_length=30, choices=DelayKind, blank=True
    )
    notice = models.PositiveSmallIntegerField(
        _("length of notice"),
        null=True,
        blank=True,
        help_text=_("How long after its notification a withdrawal takes effect (VCLT art. 56(2))."),
    )
    depositaries = models.ManyToManyField(Actor, through="Depositary", related_name="treaties_kept")
    coverage = models.CharField(
        _("acts on record"),
        max_length=10,
        choices=Coverage,
        default=Coverage.PARTIAL,
        help_text=_(
            "Whether every signature and consent is recorded. Otherwise counts are "
            "“at least”, and no absence is told as a no."
        ),
    )
    covered_until = models.DateField(
        _("complete until"),
        null=True,
        blank=True,
        help_text=_("The last day for which the record is complete; empty where it is kept up."),
    )
    note = models.TextField(blank=True)

    objects = TreatyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("treaties")
        ordering = [soonest("concluded"), "slug"]
        indexes = [
            # All that a list of all treaties asks before it shows fifty of them.
            models.Index(
                fields=["concluded_earliest", "slug", "kind", "form"], name="treaty_as_listed"
            ),
            models.Index(fields=["closes_earliest"], name="treaty_by_closing"),
        ]
        constraints = [
            models.CheckConstraint(
                name="treaty_is_in_force_after_adoption",
                condition=Q(stated_in_force_latest=None)
                | Q(adopted_earliest=None)
                | Q(stated_in_force_latest__gte=F("adopted_earliest")),
                violation_error_message=_("A treaty cannot enter into force before it is adopted."),
            ),
            models.CheckConstraint(
                name="treaty_ends_after_entry_into_force",
                condition=Q(ended_latest=None)
                | Q(stated_in_force_earliest=None)
                | Q(ended_latest__gte=F("stated_in_force_earliest")),
                violation_error_message=_("A treaty cannot end before it enters into force."),
            ),
            models.CheckConstraint(
                name="treaty_notice_has_a_kind_and_a_length",
                condition=Q(notice_kind="", notice=None) | (~Q(notice_kind="") & Q(notice__gte=0)),
                violation_error_message=_("The notice of withdrawal has both a kind and a length."),
            ),
            models.CheckConstraint(
                name="treaty_end_has_a_day_and_a_ground",
                condition=Q(ended_on="", end_ground="") | (~Q(ended_on="") & ~Q(end_ground="")),
                violation_error_message=_(
                    "The end of a treaty has both a date and a ground; "
                    "write ../.. where the day is unknown."
                ),
            ),
        ]

    def __str__(self):
        return self.short_title or self.title

    def get_absolute_url(self):
        return addresses("registry:treaty_detail")(self.slug)

    def is_covered(self, day: date) -> bool:
        """Tell whether every signature and consent up to that day is on record."""
        return self.coverage == Coverage.COMPLETE and (
            self.covered_until is None or day <= self.covered_until
        )

    def existed(self, day: date) -> Answer:
        return made(self, day)


def made(treaty, day: date) -> Answer:
    """Tell whether the text had been adopted or concluded by that day."""
    moments = [on for on in (treaty.adopted_on, treaty.concluded_on) if on]
    if not moments:
        return Answer.NOT_KNOWN
    answer = Answer.NO
    for moment in moments:
        answer |= moment.by(day)
    return answer


class TreatyTitle(Record):
    """Another title, in another language or as the treaty is also known."""

    KEY = ("treaty__slug", "language", "title")

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="titles")
    language = models.CharField(max_length=10, help_text=_("Language tag, such as fr."))
    title = models.CharField(max_length=500)

    class Meta:
        ordering = ["treaty__slug", "language", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "language", "title"],
                name="treatytitle_is_recorded_once",
                violation_error_message=_("This title is already recorded."),
            ),
        ]

    def __str__(self):
        return self.title


class TreatyText(Record):
    """A text of the treaty: a language version, authentic or not, as concluded or as amended."""

    KEY = ("treaty__slug", "language", "version")

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, help_text=_("Language tag, such as fr."))
    version = models.CharField(max_length=100, default="as concluded")
    is_authentic = models.BooleanField(
        _("authentic"),
        default=False,
        help_text=_("Equally binding under the treaty (VCLT art. 33)."),
    )
    url = models.CharField(_("web address"), max_length=1000, blank=True, validators=[web_address])
    checksum = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        ordering = ["treaty__slug", "language", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "language", "version"],
                name="treatytext_is_recorded_once",
                violation_error_message=_("This text is already recorded."),
            ),
        ]

    def __str__(self):
        return f"{self.language}, {self.version}"


# The schemes in which a number names one treaty.
IDENTIFYING = [CitationScheme.UN_REGISTRATION, CitationScheme.WIKIDATA, CitationScheme.MTDSG]


class Citation(Record):
    """Where the treaty stands in a series, or its number in a register."""

    KEY = ("treaty__slug", "scheme", "value")

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="citations")
    scheme = models.CharField(max_length=20, choices=CitationScheme)
    value = models.CharField(max_length=100)
    url = models.CharField(_("web address"), max_length=1000, blank=True, validators=[web_address])
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["treaty__slug", "scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "scheme", "value"],
                name="citation_is_recorded_once",
                violation_error_message=_("This citation is already recorded."),
            ),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(scheme__in=IDENTIFYING),
                name="citation_identifies_one_treaty",
                violation_error_message=_("Another treaty bears this number."),
            ),
        ]

    def __str__(self):
        return f"{self.get_scheme_display()} {self.value}"


class Depositary(Record):
    """A custodian of the treaty (VCLT art. 76); there may be several."""

    KEY = ("treaty__slug", "actor__slug")

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="depositary_roles")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="depositary_roles")
    title = models.CharField(
        max_length=200, blank=True, help_text=_("Who acts for it, such as the Secretary-General.")
    )
    since = UncertainDateField(_("from"), blank=True)
    until = UncertainDateField(_("until"), blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("depositaries")
        ordering = ["treaty__slug", "actor__slug"]
        constraints = [
            ends_after_it_begins("depositary"),
            models.UniqueConstraint(
                fields=["treaty", "actor"],
                name="depositary_is_recorded_once",
                violation_error_message=_("This depositary is already recorded."),
            ),
        ]

    def __str__(self):
        return self.title or str(self._meta.verbose_name)


class Provision(Sourced, Record):
    """An article that matters for how the treaty works, quoted in a sentence at most."""

    KEY = ("treaty__slug", "article", "kind")

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="provisions")
    article = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=ProvisionKind)
    quotation = models.CharField(max_length=500, blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["treaty__slug", "article", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "article", "kind"],
                name="provision_is_recorded_once",
                violation_error_message=_("This provision is already recorded."),
            ),
        ]

    def __str__(self):
        return f"{self.article}: {self.get_kind_display().lower()}"


class TreatyRelation(Sourced, Record):
    """What one treaty does to another: amends it, renews it, is a protocol to it."""

    KEY = ("treaty__slug", "kind", "other__slug")

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=30, choices=RelationKind)
    other = models.ForeignKey(Treaty, models.CASCADE, related_name="relations_from")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["treaty__slug", "kind", "other__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "kind", "other"],
                name="treatyrelation_is_recorded_once",
                violation_error_message=_("This relation is already recorded."),
            ),
            models.CheckConstraint(
                name="treatyrelation_joins_two_treaties",
                condition=~Q(treaty=F("other")),
                violation_error_message=_("A treaty has no relation to itself."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
