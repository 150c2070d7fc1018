"""Where facts were read, and claims: what another source says of a fact."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.choices import SourceRank
from registry.dates import UncertainDateField
from registry.models.base import Record

web_address = URLValidator(
    schemes=["http", "https"], message=_("A web address starts with http:// or https://.")
)


class Source(Record):
    """A page, gazette or data set in which a fact was read."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.CharField(_("web address"), max_length=1000, blank=True, validators=[web_address])
    archived_url = models.CharField(
        _("archived copy"), max_length=1000, blank=True, validators=[web_address]
    )
    published_on = UncertainDateField(_("published"), blank=True)
    retrieved_on = UncertainDateField(_("retrieved"), blank=True)
    rank = models.CharField(
        max_length=20,
        choices=SourceRank,
        help_text=_(
            "How close the source stands to the fact: the depositary first, the press last."
        ),
    )

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["url"],
                condition=~models.Q(url=""),
                name="source_page_is_recorded_once",
                violation_error_message=_("A source with this web address is already recorded."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return source_url(self.slug)


def source_url(slug: str) -> str:
    """Give the place of a source in the list of them."""
    return f"{reverse('registry:source_list')}?q={slug}#{slug}"


class Sourced(models.Model):
    """A record whose facts were read somewhere; without a source it is shown as unsourced."""

    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        help_text=_("Where the fact was read. Left empty, the fact is shown as unsourced."),
    )
    pinpoint = models.CharField(
        max_length=200, blank=True, help_text=_("Page, article or entry within the source.")
    )

    class Meta:
        abstract = True


class Claim(Record):
    """What another source says of a fact: the record keeps the preferred value, this the other.

    The record is named by its model and natural key, because a claim may be about any noun.
    """

    KEY = ("model", "key", "field", "source__slug", "value")

    model = models.CharField(
        max_length=40, help_text=_("The kind of record in question, such as partnership.")
    )
    key = models.CharField(
        _("natural key"),
        max_length=300,
        help_text=_("The record's natural key, its parts joined by a vertical bar."),
    )
    field = models.CharField(max_length=60, help_text=_("The fact in question, such as since."))
    value = models.CharField(max_length=300, help_text=_("What this source says."))
    source = models.ForeignKey(Source, models.PROTECT, related_name="claims")
    pinpoint = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["model", "key", "field", "source__slug", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "key", "field", "source", "value"],
                name="claim_is_made_once_by_a_source",
                violation_error_message=_(
                    "This source's claim about this fact is already recorded."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.model} {self.key}: {self.field} = {self.value}"

    def clean(self):
        """Refuse what is no date where the fact in question is one, with the words of its field."""
        try:
            field = apps.get_model("registry", self.model)._meta.get_field(self.field)
        except (LookupError, FieldDoesNotExist):
            return
        if isinstance(field, UncertainDateField) and self.value:
            try:
                field.clean(self.value, None)
            except ValidationError as error:
                raise ValidationError({"value": error.messages}) from error


KEY_SEPARATOR = "|"


def claim_key(record: Record) -> tuple[str, str]:
    """Give the model and key under which claims about this record are kept.

    A date that is not known is an empty part.
    """
    parts = ("" if part is None else str(part) for part in record.natural_key())
    return record._meta.model_name, KEY_SEPARATOR.join(parts)
