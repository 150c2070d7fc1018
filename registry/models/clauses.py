"""Entry-into-force clauses as data: their conditions, and the actors that these list."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.choices import ActorSet, ConditionKind, DelayKind, JoinerAnchor
from registry.dates import UncertainDate
from registry.models.actors import Actor
from registry.models.base import Record
from registry.models.sources import Sourced
from registry.models.treaties import Treaty
from registry.sentences import Sentence, gettext_lazy, gettext_noop, ngettext_lazy

_OF = {
    ActorSet.SIGNATORIES: gettext_lazy("of the signatories"),
    ActorSet.PARTIES: gettext_lazy("of the parties to another treaty"),
    ActorSet.LIST: gettext_lazy("of the actors listed here"),
}
_OF_ALL = {
    ActorSet.SIGNATORIES: gettext_lazy("of all the signatories"),
    ActorSet.PARTIES: gettext_lazy("of all the parties to another treaty"),
    ActorSet.LIST: gettext_lazy("of all the actors listed here"),
}
_FRACTIONS = {
    False: gettext_noop("the instruments of at least {fraction} {whose}"),
    True: gettext_noop("the instruments of more than {fraction} {whose}"),
}
_SHARES = {
    False: gettext_noop("at least {share} % of {whole}"),
    True: gettext_noop("more than {share} % of {whole}"),
}


class EntryIntoForceClause(Sourced, Record):
    """When the treaty enters into force, as data (VCLT art. 24): conditions, then a delay.

    Conditions of one group must all hold; one group that holds is enough.
    """

    KEY = ("treaty__slug",)

    treaty = models.OneToOneField(Treaty, models.CASCADE, related_name="clause")
    article = models.CharField(max_length=60, blank=True)
    wording = models.CharField(
        max_length=500, blank=True, help_text=_("The clause in short; quote a sentence at most.")
    )
    is_silent = models.BooleanField(
        _("treaty is silent"),
        default=False,
        help_text=_(
            "The treaty does not say: it enters into force once all negotiating States have "
            "consented (VCLT art. 24(2))."
        ),
    )
    delay_kind = models.CharField(max_length=30, choices=DelayKind, default=DelayKind.DAYS)
    delay = models.PositiveSmallIntegerField(default=0)
    appointed_on = models.DateField(
        _("day named by the treaty"),
        null=True,
        blank=True,
        help_text=_(
            "If the conditions are met by this day, it enters into force on it, and the "
            "delay runs only if they are met later (Montreal Protocol art. 16(1))."
        ),
    )
    counts_organizations = models.BooleanField(
        _("counts integration organizations"),
        default=False,
        help_text=_(
            "Whether an integration organization's instrument counts on top of its members'."
        ),
    )
    joiner_anchor = models.CharField(
        max_length=20,
        choices=JoinerAnchor,
        default=JoinerAnchor.ENTRY_INTO_FORCE,
        help_text=_("A later joiner is whoever deposits after this moment."),
    )
    joiner_article = models.CharField(max_length=60, blank=True)
    joiner_delay_kind = models.CharField(max_length=30, choices=DelayKind, default=DelayKind.DAYS)
    joiner_delay = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("entry-into-force clause")
        ordering = ["treaty__slug"]

    def __str__(self):
        return self.article or self.wording or str(self._meta.verbose_name)


class EntryIntoForceCondition(Record):
    """One condition of the clause; `group` joins those that must hold together."""

    KEY = ("clause__treaty__slug", "group", "position")
    CLEAN_ASKS = ("other_treaty",)

    clause = models.ForeignKey(EntryIntoForceClause, models.CASCADE, related_name="conditions")
    group = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=ConditionKind)
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("How many instruments, or how many of the list.")
    )
    numerator = models.PositiveSmallIntegerField(null=True, blank=True)
    denominator = models.PositiveSmallIntegerField(null=True, blank=True)
    is_more_than = models.BooleanField(
        _("more than the fraction"), default=False, help_text=_("A majority is more than 1/2.")
    )
    actor_set = models.CharField(_("set"), max_length=20, choices=ActorSet, blank=True)
    other_treaty = models.ForeignKey(
        Treaty, models.PROTECT, null=True, blank=True, related_name="conditions_elsewhere"
    )
    is_live = models.BooleanField(
        _("live"),
        default=True,
        help_text=_(
            "The set grows and shrinks while the treaty waits (Sweden's protocol: 30 "
            "signatories, 31 acceptances). Otherwise it is the set of one day."
        ),
    )
    frozen_on = models.DateField(
        null=True, blank=True, help_text=_("The day of a set that is not live.")
    )
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    attribute = models.CharField(
        max_length=200, blank=True, help_text=_("What the share is a share of, such as emissions.")
    )
    not_before = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("entry-into-force condition")
        ordering = ["clause__treaty__slug", "group", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "group", "position"],
                name="entryintoforcecondition_has_its_own_place",
                violation_error_message=_("Another condition stands at this place of the group."),
            ),
            models.CheckConstraint(
                name="entryintoforcecondition_has_a_number",
                condition=~Q(kind__in=[ConditionKind.COUNT, ConditionKind.NAMED])
                | Q(number__gte=1),
                violation_error_message=_("This kind of condition needs a number of at least 1."),
            ),
            models.CheckConstraint(
                name="entryintoforcecondition_has_a_fraction",
                condition=~Q(kind=ConditionKind.FRACTION)
                | Q(numerator__gte=1, denominator__gte=1, numerator__lte=models.F("denominator")),
                violation_error_message=_(
                    "A fraction needs a numerator and a denominator, and is at most 1."
                ),
            ),
            models.CheckConstraint(
                name="entryintoforcecondition_has_a_set",
                condition=~Q(kind__in=[ConditionKind.ALL, ConditionKind.FRACTION])
                | ~Q(actor_set=""),
                violation_error_message=_("This kind of condition says of which set."),
            ),
            models.CheckConstraint(
                name="entryintoforcecondition_names_the_other_treaty",
                condition=(~Q(kind=ConditionKind.ANOTHER_TREATY) & ~Q(actor_set=ActorSet.PARTIES))
                | Q(other_treaty__isnull=False),
                violation_error_message=_("Name the other treaty."),
            ),
            models.CheckConstraint(
                name="entryintoforcecondition_has_a_share",
                condition=~Q(kind=ConditionKind.SHARE) | Q(share__gt=0, share__lte=100),
                violation_error_message=_("A share is a percentage above 0 and at most 100."),
            ),
            models.CheckConstraint(
                name="entryintoforcecondition_has_a_first_day",
                condition=~Q(kind=ConditionKind.NOT_BEFORE) | Q(not_before__isnull=False),
                violation_error_message=_("Say before which day it cannot enter into force."),
            ),
            models.CheckConstraint(
                name="entryintoforcecondition_freezes_its_set_on_a_day",
                condition=Q(is_live=True) | Q(frozen_on__isnull=False),
                violation_error_message=_("A set that is not live is the set of one day: name it."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def in_words(self) -> Sentence:
        """Say what the condition asks for, from its own columns alone."""
        which = ActorSet(self.actor_set) if self.actor_set else None
        more = self.is_more_than
        match self.kind:
            case ConditionKind.COUNT if which:
                return ngettext_lazy(
                    "1 instrument {whose}", "{n} instruments {whose}", self.number, _OF[which]
                )
            case ConditionKind.COUNT:
                return ngettext_lazy("1 instrument", "{n} instruments", self.number)
            case ConditionKind.ALL:
                return gettext_lazy("the instruments {whose}", _OF_ALL[which])
            case ConditionKind.FRACTION:
                return Sentence(
                    _FRACTIONS[more], (f"{self.numerator}/{self.denominator}", _OF[which])
                )
            case ConditionKind.NAMED:
                return gettext_lazy("the instruments of {n} of the actors listed", self.number)
            case ConditionKind.SHARE:
                whole = self.attribute or gettext_lazy("the whole")
                return Sentence(_SHARES[more], (f"{self.share.normalize():f}", whole))
            case ConditionKind.NOT_BEFORE:
                return gettext_lazy("not before {day:date}", UncertainDate.of(self.not_before))
        return gettext_lazy("another treaty in force")

    def clean(self):
        if (
            self.other_treaty_id
            and self.clause_id
            and self.other_treaty_id == self.clause.treaty_id
        ):
            raise ValidationError({"other_treaty": _("The condition speaks of another treaty.")})


class ListedActor(Record):
    """An actor named by a condition, with its share where the condition asks for one."""

    KEY = (
        "condition__clause__treaty__slug",
        "condition__group",
        "condition__position",
        "actor__slug",
    )

    condition = models.ForeignKey(
        EntryIntoForceCondition, models.CASCADE, related_name="listed_actors"
    )
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="conditions_named_in")
    weight = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("listed actor")
        ordering = ["condition", "actor__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "actor"],
                name="listedactor_is_listed_once",
                violation_error_message=_("This actor is already listed."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)
