"""What is wrong in the record, for people to judge: one list for the desk and for what is saved.

`registry.law.problems` tells what contradicts itself in a treaty's acts, and its findings are
stored with the derived rows; the other checks are queries over the rows as they are.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from registry.models import Actor, ActorName, Membership, Problem, Treaty, TreatyAction
from registry.models.base import ENGLISH
from registry.queries.composed import Question
from registry.queries.known import known
from registry.sentences import say

YEAR = timedelta(days=365)
MOST_KEYS = 500  # so many rows are asked for at once

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
    model: type[Model]
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
                kept = {f"{path}__pk__in" if path else "pk__in": wanted}
                rows = rows.none() if path is None else rows.filter(**kept)
        return rows.select_related(*self.related) if self.related else rows

    @property
    def related(self) -> list[str]:
        """Name what an item reads beside its row."""
        named = [path for path in (self.treaty, self.actor) if path]
        return [*named, "act__actor", "act__treaty"] if self.model is Problem else named

    def item(self, row: Model) -> Item:
        treaty, actor = (
            path and getattr(row, path) if path != "" else row for path in (self.treaty, self.actor)
        )
        if not isinstance(row, Problem):
            return Item(self.code, self.message, treaty, actor, row, self.field)
        if row.act:
            field = MENDED_IN.get(row.code, "deposited_on")
            return Item(row.code, say(row.message), treaty, actor, row.act, field)
        return Item(row.code, say(row.message), treaty, actor, treaty, "stated_in_force_on")


def check_of(code: str) -> Check | None:
    """Find a kind of fault by its code; None where nothing has it."""
    known = {check.code: check for check in CHECKS}
    if code in known:
        return known[code]
    return law_check(code) if Problem.objects.filter(code=code).exists() else None


def counts(day: date, **about: Collection[int] | QuerySet | None) -> list[tuple[Check, int]]:
    """Count the faults of each kind that has any, the most frequent first, in two queries.

    The first of them looks through all acts: it is asked once for a day and a revision.
    `about` names the treaties and actors, as `Check.found` takes them.
    """
    kinds = {check.code: check for check in CHECKS}
    totals = [
        _coded(check.found(day, **about), check.code).values("fault").annotate(number=Count("pk"))
        for check in CHECKS
    ]
    rows = _union(totals)
    counted = known(rows, lambda: list(rows))
    found = [(kinds[row["fault"]], row["number"]) for row in counted]
    problems = law_check().found(day, **about).order_by().select_related(None)
    by_code = problems.values_list("code").annotate(number=Count("pk"))
    found += [(law_check(code), number) for code, number in by_code]
    return sorted(
        ((check, number) for check, number in found if number),
        key=lambda pair: (-pair[1], pair[0].code),
    )


def faults(
    *, treaties: Collection[int] | None = None, actors: Collection[int] | None = None
) -> list[Item]:
    """List the lasting faults of some treaties, of some actors, or of these actors in these.

    One query tells which rows have any, and one more reads them for each model that has.
    """
    about = {"treaties": treaties, "actors": actors}
    given = {name: keys for name, keys in about.items() if keys is not None}
    found, wanted = defaultdict(list), defaultdict(set)
    for code, key in _WHICH[tuple(given)].rows(*given.values()):
        found[code].append(key)
        wanted[_lasting()[code].model].add(key)
    rows = {(model, row.pk): row for model, keys in wanted.items() for row in _read(model, keys)}
    return [
        check.item(rows[check.model, key])
        for code, check in _lasting().items()
        for key in sorted(found[code])
    ]


@cache
def _lasting() -> dict[str, Check]:
    return {check.code: check for check in (*CHECKS, law_check()) if check.is_lasting}


def _which(**about: list[Value]) -> QuerySet:
    """Select the lasting faults as rows (code, key); none of them depends on the day."""
    return _union(
        [
            _coded(check.found(date.max, **about), check.code).values_list("fault", "pk")
            for check in _lasting().values()
        ]
    )


# By what they are asked about.
_WHICH = {
    ("treaties",): Question(lambda treaties: _which(treaties=[treaties])),
    ("actors",): Question(lambda actors: _which(actors=[actors])),
    ("treaties", "actors"): Question(
        lambda treaties, actors: _which(treaties=[treaties], actors=[actors])
    ),
}


def _read(model: type[Model], keys: Collection[int]) -> Iterator[Model]:
    wanted = sorted(keys)
    for start in range(0, len(wanted), MOST_KEYS):
        yield from _rows_of(model).records(wanted[start : start + MOST_KEYS])


@cache
def _rows_of(model: type[Model]) -> Question:
    """Ask for rows of a model by their keys, with what an item reads beside them."""
    every = [check for check in _lasting().values() if check.model is model]
    related = {path for check in every for path in check.related}
    return Question(
        lambda keys: model._default_manager.filter(pk__in=[keys]).select_related(*related)
    )


def with_faults(treaties: QuerySet, day: date) -> QuerySet:
    """Count each kind of lasting fault of each treaty, in the query that reads it."""
    return treaties.annotate(
        **{f"faults_{check.code}": _counted(check, day) for check in _of_treaties()}
    )


def fault_numbers(treaty: Treaty) -> list[tuple[Check, int]]:
    """Give what `with_faults` counts, for the kinds that the treaty has."""
    if not hasattr(treaty, f"faults_{_of_treaties()[0].code}"):
        treaty = with_faults(Treaty.objects.filter(pk=treaty.pk), date.today()).get()
    numbers = [(check, getattr(treaty, f"faults_{check.code}")) for check in _of_treaties()]
    return [(check, number) for check, number in numbers if number]


def _of_treaties() -> list[Check]:
    return [check for check in (*CHECKS, law_check()) if check.treaty and check.is_lasting]


def _counted(check: Check, day: date) -> Coalesce:
    rows = check.rows(day).filter(**{check.treaty: OuterRef("pk")}).order_by()
    totals = rows.values(check.treaty).annotate(total=Count("pk"))
    return Coalesce(Subquery(totals.values("total")), 0)


def _coded(rows: QuerySet, code: str) -> QuerySet:
    return rows.order_by().select_related(None).annotate(fault=Value(code, CharField()))


def _union(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True).order_by()


def law_check(code: str | None = None) -> Check:
    """Make a check of what the law finds: of one code, or of all."""

    def rows(day):
        return Problem.objects.filter(code=code) if code else Problem.objects.all()

    label = (code or "contradiction").replace("_", " ").capitalize()
    return Check(code or "contradiction", label, "", "", Problem, rows)


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
    names = ActorName.objects.filter(actor=OuterRef("actor"), language=ENGLISH)
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
        _("Act without a source"),
        _("Every act names the source in which it was read."),
        "source",
        TreatyAction,
        _unsourced,
    ),
    Check(
        "deposit_before_adoption",
        _("Act before adoption"),
        _("A treaty is signed, and an instrument deposited, once its text is adopted."),
        "deposited_on",
        TreatyAction,
        _before_adoption,
    ),
    Check(
        "actor_did_not_exist",
        _("Act by an actor that did not exist"),
        _("An actor acts only while it exists."),
        "actor",
        TreatyAction,
        _without_actor,
    ),
    Check(
        "name_not_in_use",
        _("No name in use that day"),
        _(
            "An actor has a name on the day of its act: none is recorded for that day, and the "
            "present one came later."
        ),
        "actor",
        TreatyAction,
        _without_name,
    ),
    Check(
        "overlapping_names",
        _("Overlapping names"),
        _("An actor bears one name at a time."),
        "since",
        ActorName,
        _overlapping(ActorName, "actor", "language"),
        treaty=None,
    ),
    Check(
        "overlapping_memberships",
        _("Overlapping memberships"),
        _("A membership begins after the one before has ended."),
        "since",
        Membership,
        _overlapping(Membership, "alliance", "actor", "kind"),
        treaty=None,
    ),
    Check(
        "pending_for_long",
        _("Pending for more than a year"),
        _("A treaty signed more than a year ago is not in force: look for acts that are missing."),
        "stated_in_force_on",
        Treaty,
        _pending,
        treaty="",
        actor=None,
        is_lasting=False,
    ),
]
