"""What every noun shares: a natural key, a source, a period."""

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from django.db import models
from django.db.models import F, OrderBy, Q
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.dates import Answer

# The language of the names that stand on the records themselves.
ENGLISH = "en"


class RecordQuerySet(models.QuerySet):
    def get_by_natural_key(self, *values):
        """Fetch the row whose `KEY` columns hold these values, as fixtures name it."""
        return self.get(**dict(zip(self.model.KEY, values, strict=True)))


class Record(models.Model):
    """A row that fixtures carry: `KEY` names the columns that identify it outside this database.

    A column of another record is written as a path (`treaty__slug`).
    """

    KEY: tuple[str, ...] = ("slug",)
    # The relations without which `clean` finds nothing, and how far it follows them; of a model
    # that names none, each row is asked.
    CLEAN_ASKS: tuple[str, ...] = ()
    # What a file is refused for, asked once of all rows: a method of the manager that keeps those
    # which others make impossible, the fields at fault, and what must hold.
    IMPOSSIBLE: tuple[tuple[str, tuple[str, ...], str], ...] = ()

    # Whether a record that names this one in a link of many keeps it from being deleted, as one
    # that names it in a column does; otherwise it only no longer names it.
    KEPT_BY_LINKS = False

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self):
        return tuple(_follow(self, path) for path in self.KEY)

    @classmethod
    @cache
    def key_fields(cls) -> tuple[str, ...]:
        """Name the fields of which the natural key consists, in its order."""
        return tuple(dict.fromkeys(path.partition("__")[0] for path in cls.KEY))

    @classmethod
    def key_relations(cls):
        """List the relations that the natural key crosses, for `select_related`."""
        return [path.rpartition("__")[0] for path in cls.KEY if "__" in path]


def _follow(record, path):
    for name in path.split("__"):
        record = getattr(record, name)
    return record


def addresses(name: str) -> Callable[[str], str]:
    """Make the addresses of many records: to ask for each would take longer than to fetch it."""
    return _addresses(name, get_language(), get_script_prefix())


@lru_cache
def _addresses(name: str, _language: str | None, _prefix: str) -> Callable[[str], str]:
    before, after = reverse(name, args=["-"]).rsplit("-", 1)
    return lambda slug: f"{before}{slug}{after}"


def soonest(column: str) -> OrderBy:
    """Sort by the first possible day, the undated last on every database."""
    return F(f"{column}_earliest").asc(nulls_last=True)


def newest(column: str) -> OrderBy:
    """Sort by the first possible day, the latest first and the undated last."""
    return F(f"{column}_earliest").desc(nulls_last=True)


def certainly(column: str, *, by: date) -> Q:
    """Match rows whose uncertain date `column` had certainly come by that day."""
    return Q(**{f"{column}_latest__lte": by})


def possibly(column: str, *, by: date, text: str | None = None) -> Q:
    """Match rows whose uncertain date may have come by that day; an empty one never has.

    `text` names the column of the date itself where it ends in `_on`.
    """
    return ~Q(**{text or column: ""}) & (
        Q(**{f"{column}_earliest": None}) | Q(**{f"{column}_earliest__lte": by})
    )


def certainly_held(day: date, *, beginning: str = "since") -> Q:
    """Match periods that certainly held on that day: an empty `until` has not ended."""
    begun = Q(**{beginning: ""}) | certainly(beginning, by=day)
    return begun & (Q(until="") | Q(until_earliest__gt=day))


def possibly_held(day: date, *, beginning: str = "since") -> Q:
    """Match periods that held on that day, or may have."""
    begun = Q(**{beginning: ""}) | possibly(beginning, by=day)
    return begun & unended(day)


def unended(day: date) -> Q:
    """Match periods that have not certainly ended by that day."""
    return Q(until="") | Q(until_latest=None) | Q(until_latest__gt=day)


class PeriodQuerySet(RecordQuerySet):
    """Rows with `since` and `until`: an empty `since` is "always", an empty `until` "not ended"."""

    def on(self, day: date):
        """Keep the rows that certainly held on that day."""
        return self.filter(certainly_held(day))

    def possibly_on(self, day: date):
        """Keep the rows that held on that day, or may have."""
        return self.filter(possibly_held(day))

    def begun(self, *, by: date):
        """Keep the rows that may have begun by that day, ended or not."""
        return self.filter(Q(since="") | possibly("since", by=by))


def held(since, until, day: date) -> Answer:
    """Tell whether a period held on a day, three ways; it ends at the start of its last day."""
    begun = since.by(day) if since else Answer.YES
    ended = until.by(day) if until else Answer.NO
    return begun & ~ended


def ends_after_it_begins(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{model}_ends_after_it_begins",
        condition=Q(until_latest=None)
        | Q(since_earliest=None)
        | Q(until_latest__gte=F("since_earliest")),
        violation_error_message=_("A period cannot end before it begins."),
    )
