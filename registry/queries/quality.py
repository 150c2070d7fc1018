"""What is wrong in the record, for people to judge: one list for the desk and for what is saved.

`registry.law.problems` tells what contradicts itself in a treaty's acts, and its findings are
stored with the derived rows; the other checks are queries over the rows as they are.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db.models import (
    CharField,
    Count,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from registry.models import (
    Actor,
    ActorName,
    DomesticStep,
    Membership,
    Problem,
    Statement,
    Succession,
    Treaty,
    TreatyAction,
)
from registry.models.tables import batches
from registry.queries.composed import Question
from registry.queries.contradictions import CONTRADICTION, LABELS, MENDED_IN
from registry.queries.doubtful import (
    answering_nothing,
    before_adoption,
    outside,
    overlapping,
    pending,
    unsourced,
    without_actor,
    without_name,
)
from registry.queries.happened import HAPPENED, still_to_come
from registry.queries.known import known
from registry.sentences import say

MOST_KEYS = 500  # so many rows are asked for at once
ANY_DAY = date.max  # lasting faults do not depend on the day


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
    kinds = {check.code: check for check in CHECKS}
    if code in kinds:
        return kinds[code]
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
    """Select the lasting faults as rows (code, key)."""
    return _union(
        [
            _coded(check.found(ANY_DAY, **about), check.code).values_list("fault", "pk")
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
    for batch in batches(sorted(keys), MOST_KEYS):
        yield from _rows_of(model).records(batch)


@cache
def _rows_of(model: type[Model]) -> Question:
    """Ask for rows of a model by their keys, with what an item reads beside them."""
    every = [check for check in _lasting().values() if check.model is model]
    related = {path for check in every for path in check.related}
    return Question(
        lambda keys: model._default_manager.filter(pk__in=[keys]).select_related(*related)
    )


def with_faults(treaties: QuerySet) -> QuerySet:
    """Count each kind of lasting fault of each treaty, in the query that reads it."""
    return treaties.annotate(
        **{f"faults_{check.code}": _counted(check) for check in _of_treaties()}
    )


def fault_numbers(treaty: Treaty) -> list[tuple[Check, int]]:
    """Give what `with_faults` counts, for the kinds that the treaty has."""
    if not hasattr(treaty, f"faults_{_of_treaties()[0].code}"):
        treaty = with_faults(Treaty.objects.filter(pk=treaty.pk)).get()
    numbers = [(check, getattr(treaty, f"faults_{check.code}")) for check in _of_treaties()]
    return [(check, number) for check, number in numbers if number]


def _of_treaties() -> list[Check]:
    return [check for check in (*CHECKS, law_check()) if check.treaty and check.is_lasting]


def _counted(check: Check) -> Coalesce:
    rows = check.rows(ANY_DAY).filter(**{check.treaty: OuterRef("pk")}).order_by()
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

    label = LABELS.get(code, CONTRADICTION)
    return Check(code or "contradiction", label, "", "", Problem, rows)


def _ahead(code, label, model, treaty="treaty", actor="actor"):
    """Make a check of what stands as done: it is warned of as it is typed (`admin/warned.py`).

    No fault that lasts: the day comes.
    """
    message = _("What has not happened is not recorded yet.")
    field, rows = HAPPENED[model][0], still_to_come(model)
    return Check(code, label, message, field, model, rows, treaty, actor, is_lasting=False)


CHECKS = [
    Check(
        "act_without_source",
        _("Act without a source"),
        _("Every act names the source in which it was read."),
        "source",
        TreatyAction,
        unsourced,
    ),
    Check(
        "deposit_before_adoption",
        _("Act before adoption"),
        _("A treaty is signed, and an instrument deposited, once its text is adopted."),
        "deposited_on",
        TreatyAction,
        before_adoption,
    ),
    Check(
        "actor_did_not_exist",
        _("Act by an actor that did not exist"),
        _("An actor acts only while it exists."),
        "actor",
        TreatyAction,
        without_actor,
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
        without_name,
    ),
    Check(
        "consent_of_no_party",
        _("Consent of one that is no party"),
        _(
            "A protocol asks for the consent of those bound by the treaty that it opens or "
            "changes: on that day this actor was none of them."
        ),
        "actor",
        TreatyAction,
        outside,
    ),
    Check(
        "overlapping_names",
        _("Overlapping names"),
        _("An actor bears one name at a time."),
        "since",
        ActorName,
        overlapping(ActorName, "actor", "language"),
        treaty=None,
    ),
    Check(
        "overlapping_memberships",
        _("Overlapping memberships"),
        _("A membership begins after the one before has ended."),
        "since",
        Membership,
        overlapping(Membership, "alliance", "actor", "kind"),
        treaty=None,
    ),
    Check(
        "objection_to_nothing",
        _("Objection to nothing on record"),
        _("An objection names the statement to which it objects."),
        "objects_to",
        Statement,
        answering_nothing,
    ),
    _ahead("treaty_to_come", _("Treaty of a day still to come"), Treaty, treaty="", actor=None),
    _ahead("act_to_come", _("Act of a day still to come"), TreatyAction),
    _ahead("statement_to_come", _("Statement of a day still to come"), Statement),
    _ahead("step_to_come", _("Domestic step of a day still to come"), DomesticStep),
    _ahead(
        "succession_to_come",
        _("Succession of a day still to come"),
        Succession,
        treaty=None,
        actor="successor",
    ),
    Check(
        "pending_for_long",
        _("Pending for more than a year"),
        _("A treaty signed more than a year ago is not in force: look for acts that are missing."),
        "stated_in_force_on",
        Treaty,
        pending,
        treaty="",
        actor=None,
        is_lasting=False,
    ),
]
