"""Reservations, declarations and objections."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.choices import StatementKind
from registry.dates import UncertainDateField
from registry.models.actions import TreatyAction
from registry.models.actors import Actor
from registry.models.base import Record, soonest
from registry.models.sources import Sourced
from registry.models.treaties import Treaty

WITHDRAWN_TOO_EARLY = _("A statement cannot be withdrawn before it is made.")


class Statement(Sourced, Record):
    """A reservation, declaration or objection under a treaty (VCLT arts. 19 to 23)."""

    KEY = ("treaty__slug", "actor__slug", "kind", "number")
    CLEAN_ASKS = ("action", "objects_to")

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="statements")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=30, choices=StatementKind)
    number = models.PositiveSmallIntegerField(
        default=1, help_text=_("1, or the next number where the actor makes another of the kind.")
    )
    action = models.ForeignKey(
        TreatyAction,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="statements",
        help_text=_("The act that it came with."),
    )
    made_on = UncertainDateField(
        _("made"), blank=True, help_text=_("Empty where it was made with the act.")
    )
    articles = models.CharField(
        max_length=200, blank=True, help_text=_("The articles it speaks of.")
    )
    text = models.TextField(blank=True)
    objects_to = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="objections",
        help_text=_("Another actor's statement under the same treaty."),
    )
    opposes_entry_into_force = models.BooleanField(
        default=False,
        help_text=_(
            "The objecting State definitely says that the treaty shall not enter into force "
            "between the two (VCLT art. 20(4)(b))."
        ),
    )
    withdrawn_on = UncertainDateField(_("withdrawn"), blank=True)

    class Meta:
        ordering = ["treaty_id", soonest("made"), "id"]
        indexes = [
            models.Index(fields=["kind", "made_latest"], name="statement_by_kind_and_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "actor", "kind", "number"],
                name="statement_is_recorded_once",
                violation_error_message=_(
                    "This actor already has such a statement under this "
                    "treaty. If it made another, give it the next number."
                ),
            ),
            models.CheckConstraint(
                name="statement_only_an_objection_objects",
                condition=Q(objects_to=None) | Q(kind=StatementKind.OBJECTION),
                violation_error_message=_("Only an objection answers another statement."),
            ),
            models.CheckConstraint(
                name="statement_only_an_objection_opposes",
                condition=Q(opposes_entry_into_force=False) | Q(kind=StatementKind.OBJECTION),
                violation_error_message=_("Only an objection opposes entry into force."),
            ),
            models.CheckConstraint(
                name="statement_is_withdrawn_after_it_is_made",
                condition=Q(withdrawn_latest=None)
                | Q(made_earliest=None)
                | Q(withdrawn_latest__gte=F("made_earliest")),
                violation_error_message=WITHDRAWN_TOO_EARLY,
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def clean(self):
        errors = {}
        if self.action and (self.action.treaty_id, self.action.actor_id) != (
            self.treaty_id,
            self.actor_id,
        ):
            errors["action"] = _("A statement comes with an act of the same actor and treaty.")
        if self.objects_to and self.objects_to.treaty_id != self.treaty_id:
            errors["objects_to"] = _("An objection answers a statement under the same treaty.")
        elif self.objects_to and self.objects_to.actor_id == self.actor_id:
            errors["objects_to"] = _("An actor objects to another actor's statement.")
        # Without a day of its own it was made with the act.
        if self.action and self.withdrawn_latest and not self.made_on:
            made = self.action.deposited_earliest
            if made and self.withdrawn_latest < made:
                errors["withdrawn_on"] = WITHDRAWN_TOO_EARLY
        if errors:
            raise ValidationError(errors)
