"""Protocols that change a treaty once enough of its parties have accepted them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models.actors import Actor
from registry.models.base import Record, addresses
from registry.models.treaties import Treaty


class RatificationProtocol(Record):
    """An instrument that changes a treaty once enough of its parties have accepted it.

    Its progress is derived from its clause and the acts under it; the candidate's own accession
    is an act under the treaty that it changes.
    """

    KEY = ("treaty__slug",)
    CLEAN_ASKS = ("treaty__clause",)

    treaty = models.OneToOneField(
        Treaty,
        models.CASCADE,
        related_name="ratification_protocol",
        help_text=_("The protocol itself."),
    )
    amends = models.ForeignKey(
        Treaty,
        models.PROTECT,
        related_name="ratification_protocols",
        help_text=_("The treaty that it opens or changes."),
    )
    candidates = models.ManyToManyField(
        Actor,
        blank=True,
        related_name="candidacies",
        help_text=_("Who accedes to the treaty once the protocol is in force."),
    )
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("ratification protocol")
        ordering = ["treaty__slug"]
        constraints = [
            models.CheckConstraint(
                name="ratificationprotocol_changes_another_treaty",
                condition=~Q(treaty=F("amends")),
                violation_error_message=_("A protocol changes another treaty, not itself."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return addresses("registry:protocol_detail")(self.treaty.slug)

    def clean(self):
        if self.treaty_id and not hasattr(self.treaty, "clause"):
            raise ValidationError(
                {
                    "treaty": _(
                        "A ratification protocol has an entry-into-force clause: add it first."
                    )
                }
            )
