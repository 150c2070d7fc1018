"""What staff keep for their own work; no fixture carries it and no public page shows it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedFilterQuerySet(models.QuerySet):
    def seen_by(self, user):
        """Keep a person's own, and those that others share."""
        return self.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")


class SavedFilter(models.Model):
    """A list of the admin, narrowed: its path and query, under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Shown on every colleague's desk.")
    )

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="savedfilter_is_named_once_by_its_owner",
                violation_error_message=_("You already have a filter with this name."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
