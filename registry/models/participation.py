"""What follows from the acts: derived tables, never typed, rebuilt from the acts at any time.

Every door through which a record changes (the admin, `loaddata`, the importers) names the treaties
that it touched to `rebuild`, in the same transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.choices import Standing, SuccessionKind
from registry.dates import Count, UncertainDate, UncertainDateField
from registry.law.clauses import SetMember
from registry.models.actions import TreatyAction
from registry.models.actors import Actor, Succession
from registry.models.base import certainly_held, possibly_held
from registry.models.clauses import ListedActor
from registry.models.dependencies import asked_about, in_order
from registry.models.derivation import Brief, Derived, InForceOf, PartiesOf, derive
from registry.models.phases import ForceDates, Phase, has_no_party, phases
from registry.models.tables import Table
from registry.models.treaties import Treaty
from registry.sentences import Sentence, SentenceField, say

# Derived rows never hold back the deletion of an act: the rebuild that follows removes them.
AN_ACT = {
    "to": TreatyAction,
    "on_delete": models.DO_NOTHING,
    "db_constraint": False,
    "null": True,
}


class ParticipationQuerySet(models.QuerySet):
    def parties(self):
        return self.filter(standing=Standing.PARTY)

    def on(self, day: date):
        """Keep the spells that certainly held on that day."""
        return self.filter(certainly_held(day, beginning="begins"))

    def possibly_on(self, day: date):
        """Keep the spells that held on that day, or may have."""
        return self.filter(possibly_held(day, beginning="begins"))

    def begun(self, *, by: date):
        """Keep the spells that may have begun by that day, ended or not."""
        return self.filter(Q(begins_earliest=None) | Q(begins_earliest__lte=by))

    def unended(self, day: date) -> list[Self]:
        """Give in two parts the spells that may not have ended by that day.

        An index gives each of them as a range; asked for both at once, databases read all of it.
        """
        return [self.filter(until_latest=None), self.filter(until_latest__gt=day)]


class Participation(models.Model):
    """A spell of one actor's standing under one treaty, and the acts that it rests on.

    `since` is the legal effect; `begins` is the later of it and the deposit of the act, because
    a succession takes effect before anybody could know of it. Questions as at a day use `begins`.
    """

    # The indexes below begin with them; those that Django makes would be filled in vain.
    treaty = models.ForeignKey(
        Treaty, models.CASCADE, related_name="participations", db_index=False
    )
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="participations", db_index=False)
    standing = models.CharField(max_length=20, choices=Standing)
    since = UncertainDateField(_("since"), blank=True)
    begins = UncertainDateField(_("known since"), blank=True)
    until = UncertainDateField(_("until"), blank=True)
    basis = models.ForeignKey(**AN_ACT, db_index=False, related_name="participations_begun")
    ended_by = models.ForeignKey(**AN_ACT, db_index=False, related_name="participations_ended")
    reason = SentenceField()

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["treaty_id", "actor_id", "id"]
        indexes = [
            models.Index(
                fields=["treaty", "standing", "begins_latest"], name="participation_by_treaty"
            ),
            models.Index(
                fields=["actor", "standing", "begins_latest"], name="participation_by_actor"
            ),
            # The list of staff, narrowed to one standing.
            models.Index(fields=["standing", "treaty", "actor"], name="participation_as_listed"),
            # What comes to pass soon.
            models.Index(fields=["standing", "begins_earliest"], name="participation_by_beginning"),
            models.Index(
                fields=["standing", "until_earliest", "until_latest"], name="participation_by_end"
            ),
            # All that the list of signatures asks of a day before it shows fifty of them, and all
            # that counts them.
            models.Index(
                fields=[
                    *("standing", "until_latest", "begins_earliest", "treaty", "actor"),
                    *("begins_latest", "until_earliest", "begins", "until"),
                ],
                condition=Q(standing=Standing.SIGNATORY),
                name="participation_of_signatories",
            ),
        ]

    def __str__(self):
        return say(self.reason) or self.get_standing_display()


class EntryIntoForce(models.Model):
    """A treaty's entry into force: as its clause computes it, and as it is taken to be.

    What the depositary states wins over what is computed; the difference is shown to staff. The end
    of a treaty follows from its acts where none is stated.
    """

    treaty = models.OneToOneField(Treaty, models.CASCADE, primary_key=True, related_name="force")
    signed_on = UncertainDateField(_("first signed"), blank=True)
    met_on = UncertainDateField(_("conditions met"), blank=True)
    computed_on = UncertainDateField(_("computed"), blank=True)
    in_force_on = UncertainDateField(_("in force"), blank=True)
    ended_on = UncertainDateField(_("ended"), blank=True)
    is_told = models.BooleanField(
        default=False,
        help_text=_(
            "A date is stated, or the clause can be applied because all acts are on record. "
            "Otherwise nobody can say from this record that the treaty is not in force."
        ),
    )
    reason = SentenceField(blank=True)

    class Meta:
        verbose_name = _("entry into force")
        verbose_name_plural = _("entries into force")
        ordering = ["treaty_id"]
        indexes = [
            models.Index(fields=["in_force_latest", "treaty"], name="entryintoforce_by_day"),
            models.Index(fields=["in_force_earliest"], name="entryintoforce_by_first_day"),
        ]

    def __str__(self):
        return say(self.in_force_on) if self.in_force_on else gettext("not in force")


class Problem(models.Model):
    """What contradicts itself in a treaty's acts, or its stated against its computed entry into
    force: for people to judge, never mended by itself. `act` is the first of those concerned."""

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="problems")
    code = models.CharField(max_length=40)
    actor = models.ForeignKey(Actor, models.CASCADE, null=True, related_name="problems")
    act = models.ForeignKey(**AN_ACT, related_name="problems")
    message = SentenceField()

    class Meta:
        ordering = ["treaty_id", "id"]

    def __str__(self):
        return say(self.message)


def party_counts(treaties: Collection[Treaty], day: date) -> dict[int, Count]:
    """Count each treaty's parties on a day, as the depositary does: who has left is none.

    Fetch the treaties with `force`: where nobody can tell whether one is in force, nobody can tell
    how many are bound.
    """
    return _counts(
        Participation.objects.parties().filter(treaty__in=treaties),
        {treaty.pk: all_parties_told(treaty, day) for treaty in treaties},
        certain=certainly_held(day, beginning="begins"),
        possible=possibly_held(day, beginning="begins"),
    )


def all_parties_told(treaty: Treaty, day: date) -> bool:
    """Tell whether there is no party on a day but those on record."""
    if hasattr(treaty, "force") and has_no_party(treaty.force, day):
        return True
    return is_told(treaty) and treaty.is_covered(day)


def is_told(treaty: Treaty) -> bool:
    """Tell whether the record says when the treaty entered into force, or that it has not."""
    return hasattr(treaty, "force") and treaty.force.is_told


def signature_counts(treaties: Collection[Treaty], day: date) -> dict[int, Count]:
    """Count each treaty's signatures by a day, whether or not consent followed."""
    return _counts(
        TreatyAction.objects.signatures().filter(treaty__in=treaties),
        {treaty.pk: treaty.is_covered(day) for treaty in treaties},
        certain=Q(deposited_latest__lte=day),
        possible=Q(deposited_earliest=None) | Q(deposited_earliest__lte=day),
    )


def _counts(rows, whole: dict[int, bool], *, certain: Q, possible: Q) -> dict[int, Count]:
    """Count actors by treaty; of one that is not told whole there may be any number more."""
    actors = {
        "at_least": models.Count("actor", filter=certain, distinct=True),
        "at_most": models.Count("actor", filter=possible, distinct=True),
    }
    found = rows.order_by().values_list("treaty_id").annotate(**actors)
    counts = {treaty: Count(at_least, at_most) for treaty, at_least, at_most in found}
    told = {treaty: counts.get(treaty, Count(0, 0)) for treaty in whole}
    return {pk: count if whole[pk] else count.or_more() for pk, count in told.items()}


def resting_on(actors: Collection[int]) -> set[int]:
    """Tell the treaties for which something else may follow when these actors change.

    What a State took over from another shows in its participations alone; where it ceased before
    it could, only in the acts of whom it continues.
    """
    continued = defaultdict(set)
    rows = Succession._base_manager.filter(kind=SuccessionKind.CONTINUES).order_by()
    for predecessor, successor in rows.values_list("predecessor", "successor"):
        continued[successor].add(predecessor)
    asked, waiting = set(), set(actors)
    while waiting:
        asked |= waiting
        waiting = set().union(*(continued[actor] for actor in waiting)) - asked
    paths = {
        TreatyAction: "treaty",
        Participation: "treaty",
        ListedActor: "condition__clause__treaty",
    }
    treaties = set()
    for model, path in paths.items():
        rows = model._base_manager.filter(actor__in=asked)
        treaties.update(rows.order_by().values_list(path, flat=True).distinct())
    return treaties


def rebuild(
    treaty_ids: Iterable[int] | None = None, *, progress: Callable[[int], None] | None = None
) -> int:
    """Derive these treaties afresh, and those whose clauses ask about them; None means all.

    Returns how many treaties' derived rows changed. Call it inside the transaction of the change.
    `progress` is told how many treaties each batch held; a batch is written whole or not at all.
    """
    changed = 0
    for batch in in_order(None if treaty_ids is None else set(treaty_ids)):
        with transaction.atomic():
            changed += _write(batch, _derived(batch))
        if progress:
            progress(len(batch))
    return changed


def stale(treaty_ids: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """List the treaties whose derived rows are not what their acts give, and which rows differ."""
    differences = []
    for batch in in_order(None if treaty_ids is None else set(treaty_ids)):
        stored = _stored(batch)
        for treaty_id, rows in _derived(batch).items():
            differences += [
                (treaty_id, model._meta.verbose_name)
                for model in DERIVED
                if rows[model] != stored[treaty_id][model]
            ]
    return differences


def columns_of(model: type[models.Model], *names: str) -> list[str]:
    """List the columns of fields: those of an uncertain date as `stored_date` fills them."""
    fields = [model._meta.get_field(name) for name in names]
    return [name for field in fields for name in getattr(field, "columns", [field.attname])]


def stored_date(day: UncertainDate | None) -> tuple:
    return (day.text, day.earliest, day.latest) if day else ("", None, None)


def stored_sentence(sentence: Sentence | str) -> str:
    return sentence.as_text() if sentence else ""


DERIVED = {
    EntryIntoForce: columns_of(
        EntryIntoForce,
        *("signed_on", "met_on", "computed_on", "in_force_on", "ended_on", "is_told", "reason"),
    ),
    Participation: columns_of(
        Participation,
        *("actor", "standing", "since", "begins", "until", "basis", "ended_by", "reason"),
    ),
    Problem: columns_of(Problem, "code", "actor", "act", "message"),
    Phase: columns_of(Phase, "since", "until", "status", "reason", "in_force_on", "counts"),
}

# One treaty's derived rows by table, as plain tuples in order.
Rows = dict[type[models.Model], list[tuple]]


def sets_for(treaty_ids: Collection[int]) -> tuple[PartiesOf, InForceOf]:
    """Fetch what these treaties' clauses ask about other treaties, as it is stored."""
    return sets_of(asked_about(treaty_ids))


def sets_of(asked: Collection[int]) -> tuple[PartiesOf, InForceOf]:
    """Fetch the parties and the entry into force of treaties about which clauses ask."""
    spells = Participation.objects.parties().filter(treaty__in=asked).order_by("pk")
    parties_of = defaultdict(tuple)
    for treaty, *spell in spells.values_list("treaty", "actor", "begins", "until"):
        parties_of[treaty] += (SetMember(*spell),)
    derived = EntryIntoForce.objects.filter(treaty__in=asked)
    return parties_of, dict(derived.values_list("treaty", "in_force_on"))


def _derived(treaty_ids: list[int]) -> dict[int, Rows]:
    asked = asked_about(treaty_ids)
    told = derive(treaty_ids, asked, *sets_of(asked))
    return {brief.treaty.pk: _rows(brief, derived) for brief, derived in told}


def _rows(brief: Brief, derived: Derived) -> Rows:
    force = derived.force
    entry = (
        *stored_date(derived.signed_on),
        *stored_date(force and force.met_on),
        *stored_date(force and force.on),
        *stored_date(derived.in_force_on),
        *stored_date(derived.ended_on),
        derived.is_told,
        stored_sentence(force.reason) if force else "",
    )
    spells = [
        (
            spell.actor,
            spell.standing.value,
            *stored_date(spell.since),
            *stored_date(spell.begins),
            *stored_date(spell.until),
            next(iter(spell.basis), None),
            next(iter(spell.ended_by), None),
            stored_sentence(spell.reason),
        )
        for spell in derived.spells
    ]
    actors = {act.key: act.actor for act in brief.acts}
    problems = []
    for problem in derived.problems:
        act = next(iter(problem.keys), None)
        problems.append((problem.code, actors.get(act), act, stored_sentence(problem.message)))
    days = derived.signed_on, force and force.met_on, derived.in_force_on, derived.ended_on
    told = ForceDates(*days, derived.is_told)
    return {
        EntryIntoForce: [entry],
        Participation: spells,
        Problem: problems,
        Phase: list(phases(brief.treaty, told, brief.acts, derived.spells, brief.continuations)),
    }


def _stored(treaty_ids: list[int]) -> dict[int, Rows]:
    stored = {treaty_id: {model: [] for model in DERIVED} for treaty_id in treaty_ids}
    for model, columns in DERIVED.items():
        names = ["treaty_id", Table(model).key, *columns]
        rows = sorted(Table(model).rows(names, among=treaty_ids, by="treaty_id"))
        for treaty_id, _key, *row in rows:
            stored[treaty_id][model].append(tuple(row))
    return stored


def _write(treaty_ids: list[int], derived: dict[int, Rows]) -> int:
    """Replace the rows of the treaties for which they differ; return how many did."""
    stored = _stored(treaty_ids)
    changed = {pk: rows for pk, rows in derived.items() if rows != stored[pk]}
    for model, columns in DERIVED.items():
        table = Table(model)
        old = [pk for pk in changed if stored[pk][model]]
        if old:
            table.delete(old, by="treaty_id")
        table.insert(
            ["treaty_id", *columns],
            [(pk, *row) for pk, rows in changed.items() for row in rows[model]],
        )
    return len(changed)
