"""Who changed what, when and why. What is proposed stands here alone until it is published.

The tables of the nouns hold published records only, so that no page, count, feed or file can show
a draft. A published set is the history of what it changed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from registry.choices import ChangeKind, ChangeState, Door
from registry.models.base import Record


class ChangeSetQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=ChangeState.PUBLISHED).order_by("-published_at", "-pk")

    def waiting(self):
        """Keep the sets that await a reviewer, the longest first."""
        return self.filter(state=ChangeState.IN_REVIEW).order_by("sent_at", "pk")

    def of(self, record: Record):
        """Keep the sets that touch a record or its parts."""
        return self.filter(pk__in=Change.objects.of(record).order_by().values("change_set"))


class ChangeSet(models.Model):
    """What one person did in one go, to however many rows: published whole or not at all."""

    state = models.CharField(max_length=20, choices=ChangeState, default=ChangeState.DRAFT)
    door = models.CharField(_("way"), max_length=20, choices=Door, default=Door.ADMIN)
    subject = models.CharField(max_length=300, blank=True)
    reason = models.TextField(
        blank=True,
        help_text=_(
            "Why the record is changed, such as the notification or page that says so. "
            "It is published with the correction."
        ),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_sets",
        help_text=_("Empty where a command did it."),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_sets_reviewed",
    )
    note = models.TextField(
        _("note of the reviewer"), blank=True, help_text=_("For the author; it is never published.")
    )
    reverts = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reverted_by"
    )
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent for review"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("change set")
        ordering = ["-pk"]
        permissions = [("publish_changeset", "Can publish changes to the public registry")]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="changeset_by_state_and_moment"),
        ]
        constraints = [
            models.CheckConstraint(
                name="changeset_is_published_at_a_moment",
                condition=Q(state=ChangeState.PUBLISHED, published_at__isnull=False)
                | ~Q(state=ChangeState.PUBLISHED) & Q(published_at=None),
                violation_error_message=_("What is published bears the moment, and nothing else."),
            ),
        ]

    def __str__(self):
        return self.subject or f"{capfirst(self._meta.verbose_name)} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Tell whether it may still be published or withdrawn."""
        return self.state in (ChangeState.DRAFT, ChangeState.IN_REVIEW)


IS_RUN = Q(last_pk__gt=models.F("object_pk"))


class ChangeQuerySet(models.QuerySet):
    def published(self):
        return self.filter(change_set__state=ChangeState.PUBLISHED)

    def of(self, record: Record):
        """Keep the changes of a record, and of the parts that its page shows."""
        name, pk = record._meta.model_name, record.pk
        in_a_run = IS_RUN & Q(object_pk__lte=pk, last_pk__gte=pk)
        itself = Q(model=name) & (Q(object_pk=pk) | in_a_run)
        return self.filter(itself | Q(under_model=name, under_pk=pk))

    def about(self, actor: Record):
        """Keep the changes of an actor and its parts, and of what it did elsewhere."""
        return self.filter(pk__in=self.of(actor).order_by().values("pk")) | self.filter(
            actor_pk=actor.pk
        )

    def corrections(self):
        """Keep what was published first and changed or deleted later."""
        return self.published().exclude(kind=ChangeKind.ADD)


class Change(models.Model):
    """What happens to one row, its values written as a fixture writes them.

    `before` and `after` hold the fields that differ; all of them, where the row is added or
    deleted. The many rows of a load are not told one by one: an unbroken run of added keys, from
    `object_pk` to `last_pk`, is one change without values, because the rows themselves hold them
    until something changes them. A row that is still a draft has a number below zero.
    """

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    model = models.CharField(max_length=40)
    key = models.CharField(_("natural key"), max_length=600, blank=True)
    label = models.CharField(max_length=300, blank=True)
    object_pk = models.BigIntegerField()
    last_pk = models.BigIntegerField()
    # The record on whose page the row stands, and the actor that it is about. Not foreign keys:
    # history outlives the rows.
    under_model = models.CharField(max_length=40, blank=True)
    under_pk = models.BigIntegerField(null=True)
    actor_pk = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["model", "object_pk"], name="change_by_row"),
            models.Index(fields=["model", "last_pk"], condition=IS_RUN, name="change_by_run"),
            models.Index(fields=["under_model", "under_pk"], name="change_by_record"),
            models.Index(fields=["actor_pk"], name="change_by_actor"),
        ]
        constraints = [
            models.CheckConstraint(
                name="change_of_a_run_adds",
                condition=Q(last_pk=models.F("object_pk")) | Q(kind=ChangeKind.ADD),
                violation_error_message=_("Only added rows are told as a run."),
            ),
        ]

    def __str__(self):
        return self.label or f"{self.model} {self.key}".strip()

    @property
    def rows(self) -> int:
        return self.last_pk - self.object_pk + 1
