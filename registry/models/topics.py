"""What treaties are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.base import Record


class Topic(Record):
    """A subject of treaties; topics form a tree."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering = ["name", "slug"]

    def __str__(self):
        return self.name


class TopicName(Record):
    """What a topic is called in another language than English."""

    KEY = ("topic__slug", "language")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="names")
    language = models.CharField(max_length=10, help_text=_("Language tag, such as fr."))
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["topic__slug", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "language"],
                name="topicname_is_recorded_once",
                violation_error_message=_("This topic is already named in this language."),
            ),
        ]

    def __str__(self):
        return self.name
