"""What actors do under treaties: sign, consent, withdraw; and their steps to it at home."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from registry.choices import (
    CONSENTS,
    SIGNATURES,
    ActionKind,
    DomesticStage,
    StepOutcome,
    TreatyForm,
)
from registry.dates import UncertainDateField
from registry.models.actors import Actor, Succession
from registry.models.base import Record, RecordQuerySet, soonest
from registry.models.sources import Sourced
from registry.models.treaties import Treaty
from registry.sentences import say

JOINING = CONSENTS | SIGNATURES | {ActionKind.PROVISIONAL_START}
# What ends a treaty for its actor or for all, or takes that back (VCLT arts. 54 and 68).
ENDING = frozenset(
    {
        ActionKind.WITHDRAWAL,
        ActionKind.WITHDRAWAL_CANCELLED,
        ActionKind.REVOCATION,
        ActionKind.TERMINATION,
    }
)


class TreatyActionQuerySet(RecordQuerySet):
    def signatures(self):
        return self.filter(kind__in=SIGNATURES)

    def before_joining(self):
        """Keep the withdrawals that certainly came before all by which their actor joined.

        Whoever leaves was bound (VCLT art. 54). Nothing is said of an actor of which no such act
        is recorded, nor of one that may have joined by an act of the State that it succeeds.
        """
        own = TreatyAction.objects.filter(treaty=OuterRef("treaty"), actor=OuterRef("actor"))
        joined = own.filter(kind__in=JOINING)
        earlier = joined.exclude(deposited_earliest__gt=OuterRef("deposited_latest"))
        return self.filter(
            Exists(joined),
            ~Exists(earlier),
            ~Exists(Succession.objects.filter(successor=OuterRef("actor"))),
            kind=ActionKind.WITHDRAWAL,
            deposited_latest__isnull=False,
        )

    def ending_toward_one(self):
        """Keep what ends a treaty of more than two, but is recorded as toward one of the others.

        Whoever withdraws does so from the treaty, toward all, and a termination ends it for all
        (VCLT art. 54). What ends or changes between two of more leaves the treaty in force for both
        (arts. 41, 58 and 60(2)), and none of these kinds of acts says that.
        """
        between_two = Q(treaty__form=TreatyForm.BILATERAL)
        return self.filter(~between_two, kind__in=ENDING, toward__isnull=False)


class TreatyAction(Sourced, Record):
    """One legal act of one actor under one treaty (the UN's "treaty action")."""

    KEY = ("treaty__slug", "actor__slug", "kind", "number")
    CLEAN_ASKS = ("refers_to",)
    IMPOSSIBLE = (
        (
            "before_joining",
            ("deposited_on",),
            _(
                "A withdrawal comes after the act by which its actor joined: record that act too, "
                "without a day if it is not known."
            ),
        ),
        (
            "ending_toward_one",
            ("kind", "toward"),
            _(
                "In a treaty of more than two, a withdrawal or a termination is toward nobody: it "
                "ends the treaty for its actor, or for all. Between two it is suspended: record a "
                "suspension; for a territory, an exclusion."
            ),
        ),
    )

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="actions")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="actions")
    kind = models.CharField(max_length=30, choices=ActionKind)
    number = models.PositiveSmallIntegerField(
        default=1,
        help_text=_(
            "1, or the next number where the same actor does the same again "
            "(rejoins, deposits in a second capital)."
        ),
    )
    instrument_on = UncertainDateField(
        _("instrument dated"), blank=True, help_text=_("The day that the instrument itself bears.")
    )
    deposited_on = UncertainDateField(
        _("signed or deposited"),
        blank=True,
        help_text=_("The day that counts: of signature, or on which the depositary received it."),
    )
    effective_on = UncertainDateField(
        _("effective as stated"),
        blank=True,
        help_text=_("Only where a source states it; otherwise it follows from the clause."),
    )
    place = models.CharField(max_length=100, blank=True)
    depositary = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="actions_received"
    )
    toward = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_toward",
        help_text=_(
            "The other party, where the act works between two only; or the territory of an "
            "extension or exclusion."
        ),
    )
    refers_to = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="referring_actions",
        help_text=_("The earlier act that this one revokes, cancels, confirms or extends."),
    )
    remark = models.TextField(blank=True)

    objects = TreatyActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("treaty action")
        ordering = ["treaty_id", soonest("deposited"), "id"]
        indexes = [
            models.Index(
                fields=["treaty", "deposited_earliest"], name="treatyaction_by_treaty_and_day"
            ),
            models.Index(fields=["deposited_earliest"], name="treatyaction_by_day"),
            models.Index(fields=["deposited_latest"], name="treatyaction_by_latest_day"),
            models.Index(fields=["kind", "toward"], name="treatyaction_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "actor", "kind", "number"],
                name="treatyaction_is_recorded_once",
                violation_error_message=_(
                    "This actor already has such an act under this treaty. "
                    "If it did the same again, give the act the next number."
                ),
            ),
            models.CheckConstraint(
                name="treatyaction_is_not_toward_oneself",
                condition=Q(toward=None) | ~Q(toward=F("actor")),
                violation_error_message=_("An act between two actors names the other one."),
            ),
            models.CheckConstraint(
                name="treatyaction_is_deposited_after_it_is_made",
                condition=Q(deposited_latest=None)
                | Q(instrument_earliest=None)
                | Q(deposited_latest__gte=F("instrument_earliest")),
                violation_error_message=_("An instrument cannot be deposited before it is made."),
            ),
        ]

    def __str__(self):
        day = f", {say(self.deposited_on)}" if self.deposited_on else ""
        return f"{self.get_kind_display()}{day}"

    def get_absolute_url(self):
        return f"{self.treaty.get_absolute_url()}#action-{self.pk}"

    def clean(self):
        other = self.refers_to
        if other and (other.treaty_id, other.pk == self.pk) != (self.treaty_id, False):
            raise ValidationError(
                {"refers_to": _("An act refers to another act under the same treaty.")}
            )


class DomesticStep(Sourced, Record):
    """A step at home towards consent; it never counts towards entry into force."""

    KEY = ("treaty__slug", "actor__slug", "stage", "number")

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="domestic_steps")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="domestic_steps")
    stage = models.CharField(max_length=20, choices=DomesticStage)
    number = models.PositiveSmallIntegerField(
        default=1, help_text=_("1, or the next number where the same stage comes again.")
    )
    happened_on = UncertainDateField(_("on"), blank=True)
    outcome = models.CharField(max_length=20, choices=StepOutcome)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        verbose_name = _("domestic step")
        ordering = ["treaty_id", soonest("happened"), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "actor", "stage", "number"],
                name="domesticstep_is_recorded_once",
                violation_error_message=_(
                    "This stage is already recorded for this actor. "
                    "If it came again, give the step the next number."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.get_outcome_display().lower()}"
