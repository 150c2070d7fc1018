"""The revision of the registry: it moves with every change that the public can see."""

from collections.abc import Collection
from datetime import UTC, timedelta

from django.db import connections, models
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.models.search import index

THE_ONE = 1


class RevisionManager(models.Manager):
    def current(self) -> "Revision | None":
        """Read the revision: each public page asks first of all, so in the fewest steps."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "SELECT id, number, changed_at FROM registry_revision ORDER BY id LIMIT 1"
            )
            row = cursor.fetchone()
        if row is None:
            return None
        pk, number, changed_at = row
        if timezone.is_naive(changed_at):  # as SQLite keeps it
            changed_at = changed_at.replace(tzinfo=UTC)
        return Revision(pk, number, changed_at)


class Revision(models.Model):
    """How often what the public sees has changed, and when it last did: one row.

    It moves in the transaction of the change: whoever reads a number reads what it stands for. Its
    time goes forward, though a clock may go back: readers ask what has changed since they asked.
    """

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = RevisionManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"revision {self.number}"

    @property
    def name(self) -> str:
        """Name it as no other state is named, also after an older copy was put back.

        A number alone comes again when a registry goes on from a copy.
        """
        return f"{self.number}-{self.changed_at.timestamp():.6f}"


def publish(treaty_ids: Collection[int] | None = None) -> int:
    """Index what these treaties (None: all) are found by, and move the revision.

    Returns how many entries of the index changed. Every door calls it, after `rebuild` and in the
    same transaction.
    """
    changed = index(treaty_ids)
    now = Value(timezone.now(), output_field=models.DateTimeField())
    moved = Revision.objects.filter(pk=THE_ONE).update(
        number=F("number") + 1,
        changed_at=Case(
            When(changed_at__gte=now, then=F("changed_at") + timedelta(seconds=1)), default=now
        ),
    )
    if not moved:
        Revision.objects.create(pk=THE_ONE, number=1)
    return changed
