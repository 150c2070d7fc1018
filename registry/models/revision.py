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
                "SELECT id, number, changed_at, listed_at FROM registry_revision "
                "ORDER BY id LIMIT 1"
            )
            row = cursor.fetchone()
        if row is None:
            return None
        pk, number, *moments = row
        if timezone.is_naive(moments[0]):  # as SQLite keeps them
            moments = [moment.replace(tzinfo=UTC) for moment in moments]
        return Revision(pk, number, *moments)


class Revision(models.Model):
    """How often what the public sees has changed, and when it last did: one row.

    It moves in the transaction of the change: whoever reads a number reads what it stands for. Its
    time goes forward, though a clock may go back: readers ask what has changed since they asked.
    """

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    # When last something changed by which long lists sort or count treaties.
    listed_at = models.DateTimeField(_("lists changed"), default=timezone.now)

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
        moments = self.changed_at.timestamp(), self.listed_at.timestamp()
        return "-".join([str(self.number), *(f"{moment:.6f}" for moment in moments)])


def lists_of(revision: str | None) -> str | None:
    """Name what long lists sort and count treaties by, which most revisions leave as it was."""
    return revision and f"lists {revision.rpartition('-')[2]}"


def publish(
    treaty_ids: Collection[int] | None = None,
    *,
    treaties_only: bool = False,
    moves_lists: bool = True,
) -> int:
    """Index what these treaties (None: all) and all other nouns are found by; move the revision.

    `treaties_only` is for who knows that no other noun is found by anything new, `moves_lists` is
    false for who knows that nothing changed by which lists sort or count treaties. Returns how many
    entries of the index changed. Every door calls it, after `rebuild` and in the same transaction.
    """
    changed = index(treaty_ids, treaties_only=treaties_only)
    now = Value(timezone.now(), output_field=models.DateTimeField())
    moment = Case(
        When(changed_at__gte=now, then=F("changed_at") + timedelta(seconds=1)), default=now
    )
    moved = Revision.objects.filter(pk=THE_ONE).update(
        number=F("number") + 1,
        changed_at=moment,
        **({"listed_at": moment} if moves_lists else {}),
    )
    if not moved:
        Revision.objects.create(pk=THE_ONE, number=1)
    return changed
