"""What is wrong in the record, for people to judge: one list for the desk and for what is saved.

`registry.law.problems` tells what contradicts itself in a treaty's acts, and its findings are
stored with the derived rows; the other checks are queries over the rows as they are.
"""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import CharField, Count, Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from registry.models import Actor, ActorName, Membership, Problem, Treaty, TreatyAction

YEAR = timedelta(days=365)

# Which field of an act mends what the law finds; otherwise it is its day.
MENDED_IN = {
    "accession_after_signature": "kind",
    "ratification_without_signature": "kind",
    "effect_before_deposit": "effective_on",
    "second_consent": "number",
}


class Item(NamedTuple):
    """One fault: what must hold, of which treaty and actor, the record and field that mend it."""

    code: str
    message: str
    treaty: Treaty | None
    actor: Actor | None
    record: Model
    field: str

    @property
    def key(self) -> tuple:
        """Tell one fault from another, also before and after a change."""
        return self.code, self.record._meta.model_name, self.record.pk, self.message


class Check(NamedTuple):
    """A kind of fault: the rows that have it on a day, and which of their fields mends it.

    `treaty` and `actor` are paths from such a row to what it is about: "" is the row itself, None
    nothing. `is_lasting` faults stand until somebody mends them; others come with the years.
    """

    code: str
    label: str
    message: str
    field: str
    rows: Callable[[date], QuerySet]
    treaty: str | None = "treaty"
    actor: str | None = "actor"
    is_lasting: bool = True

    def found(
        self,
        day: date,
        *,
        treaties: Collection[int] | QuerySet | None = None,
        actors: Collection[int] | QuerySet | None = None,
    ) -> QuerySet:
        """Fetch the rows with this fault: of these treaties and actors, where any are given."""
        rows = self.rows(day)
        for path, wanted in ((self.treaty, treaties), (self.actor, actors)):
            if wanted is not None:
                kept = {f"{path or 'pk'}__in": wanted}
                rows = rows.none() if path is None else rows.filter(**kept)
        related = [path for path in (self.treaty, self.actor) if path]
        return rows.select_related(*related)

    def item(self, row: Model) -> Item:
        treaty, actor = (
            path and getattr(row, path) if path != "" else row for path in (self.treaty, self.actor)
        )
        if not isinstance(row, Problem):
            return Item(self.code, self.message, treaty, actor, row, self.field)
        if row.act:
            field = MENDED_IN.get(row.code, "deposited_on")
            return Item(row.code, row.message, treaty, actor, row.act, field)
        return Item(row.code, row.message, treaty, actor, treaty, "stated_in_force_on")


def checks(day: date) -> list[Check]:
    """List every kind of fault that there is, those that the law finds among them."""
    codes = Problem.objects.order_by("code").values_list("code", flat=True).distinct()
    return [*CHECKS, *map(law_check, codes)]


def check_of(code: str) -> Check | None:
    """Find a kind of fault by its code; None where nothing has it."""
    known = {check.code: check for check in CHECKS}
    if code in known:
        return known[code]
    return law_check(code) if Problem.objects.filter(code=code).exists() else None


def counts(day: date) -> list[tuple[Check, int]]:
    """Count the faults of each kind that has any, the most frequent first."""
    found = [(check, check.rows(day).count()) for check in CHECKS]
    by_code = Problem.objects.order_by().values_list("code").annotate(number=Count("pk"))
    found += [(law_check(code), number) for code, number in by_code]
    return sorted(
        ((check, number) for check, number in found if number),
        key=lambda pair: (-pair[1], pair[0].code),
    )


def faults(
    day: date,
    *,
    treaties: Collection[int] | None = None,
    actors: Collection[int] | None = None,
) -> list[Item]:
    """List the lasting faults of these treaties or actors, in a number of queries that is fixed."""
    every = [check for check in CHECKS if check.is_lasting]
    every.append(law_check())
    return [
        check.item(row)
        for check in every
        for row in check.found(day, treaties=treaties, actors=actors)
    ]


def law_check(code: str | None = None) -> Check:
    """Make a check of what the law finds: of one code, or of all."""

    def rows(day):
        found = Problem.objects.select_related("act__actor", "act__treaty")
        return found.filter(code=code) if code else found

    label = (code or "contradiction").replace("_", " ").capitalize()
    return Check(code or "", label, "", "", rows)


def _unsourced(day):
    return TreatyAction.objects.filter(source=None)


def _before_adoption(day):
    return TreatyAction.objects.filter(deposited_latest__lt=F("treaty__adopted_earliest"))


def _without_actor(day):
    return TreatyAction.objects.filter(
        Q(deposited_latest__lt=F("actor__since_earliest"))
        | Q(deposited_earliest__gt=F("actor__until_latest"))
    )


def _without_name(day):
    """Find acts of a day before the present name, on which no recorded name was borne."""
    names = ActorName.objects.filter(actor=OuterRef("actor"))
    later = names.filter(until_earliest__gt=OuterRef("deposited_latest"))
    borne = names.exclude(since_earliest__gt=OuterRef("deposited_latest")).exclude(
        until_latest__lte=OuterRef("deposited_earliest")
    )
    return TreatyAction.objects.filter(Exists(later), ~Exists(borne))


def _overlapping(model, *same):
    """Find the periods that certainly overlap one that was entered before."""
    others = model._default_manager.filter(
        pk__lt=OuterRef("pk"), **{name: OuterRef(name) for name in same}
    ).alias(own_since=_text("since"), own_until=_text("until"))
    begun = Q(own_since="") | Q(until="") | Q(until_earliest__gt=OuterRef("since_latest"))
    not_over = Q(own_until="") | Q(since="") | Q(since_latest__lt=OuterRef("until_earliest"))
    return lambda day: model._default_manager.filter(Exists(others.filter(begun, not_over)))


def _text(name):
    return Cast(OuterRef(name), CharField())


def _pending(day):
    """Find treaties signed more than a year ago that have certainly not entered into force."""
    return Treaty.objects.filter(
        force__is_told=True,
        force__in_force_on="",
        force__met_on="",
        ended_on="",
        force__signed_latest__lt=day - YEAR,
    )


CHECKS = [
    Check(
        "act_without_source",
        "Act without a source",
        "Every act names the source in which it was read.",
        "source",
        _unsourced,
    ),
    Check(
        "deposit_before_adoption",
        "Act before adoption",
        "A treaty is signed, and an instrument deposited, once its text is adopted.",
        "deposited_on",
        _before_adoption,
    ),
    Check(
        "actor_did_not_exist",
        "Act by an actor that did not exist",
        "An actor acts only while it exists.",
        "actor",
        _without_actor,
    ),
    Check(
        "name_not_in_use",
        "No name in use that day",
        "An actor has a name on the day of its act: none is recorded for that day, and the "
        "present one came later.",
        "actor",
        _without_name,
    ),
    Check(
        "overlapping_names",
        "Overlapping names",
        "An actor bears one name at a time.",
        "since",
        _overlapping(ActorName, "actor"),
        treaty=None,
    ),
    Check(
        "overlapping_memberships",
        "Overlapping memberships",
        "A membership begins after the one before has ended.",
        "since",
        _overlapping(Membership, "alliance", "actor", "kind"),
        treaty=None,
    ),
    Check(
        "pending_for_long",
        "Pending for more than a year",
        "A treaty signed more than a year ago is not in force: look for acts that are missing.",
        "stated_in_force_on",
        _pending,
        treaty="",
        actor=None,
        is_lasting=False,
    ),
]
