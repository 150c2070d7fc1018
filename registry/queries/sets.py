"""Sets of actors that have a name: the parties to a treaty, the members of an alliance on a day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from registry.choices import Standing
from registry.dates import Answer
from registry.law.progress import progress_on
from registry.models import Actor, Alliance, Participation, Treaty, TreatyAction
from registry.models.base import held
from registry.models.derivation import act_of, clauses_of, continuations, notice_of
from registry.models.participation import sets_for
from registry.queries.members import roll
from registry.queries.periods import begun


class Member(NamedTuple):
    """An actor that is in the set on the day, or (`NOT_KNOWN`) may be."""

    actor: Actor
    answer: Answer


def with_standing(treaty: Treaty, standings: Iterable[Standing], day: date) -> list[Member]:
    """List who has one of these standings under a treaty on a day."""
    spells = Participation.objects.possibly_on(day).filter(treaty=treaty, standing__in=standings)
    answers = {}
    for spell in spells.select_related("actor"):
        answer = held(spell.begins, spell.until, day)
        answers[spell.actor] = answers.get(spell.actor, Answer.NO) | answer
    return _by_name(answers)


def signers(treaty: Treaty, day: date) -> list[Member]:
    """List who had signed a treaty by a day, whatever it did afterwards."""
    answers = {}
    for act in TreatyAction.objects.signatures().filter(treaty=treaty).select_related("actor"):
        answer = begun(act.deposited_on, day)
        if answer is not Answer.NO:
            answers[act.actor] = answers.get(act.actor, Answer.NO) | answer
    return _by_name(answers)


def awaited(treaty: Treaty, day: date) -> list[Member]:
    """List whose instruments the treaty's clause still asks for on a day."""
    clause = clauses_of([treaty.pk], *sets_for([treaty.pk])).get(treaty.pk)
    if clause is None:
        return []
    acts = map(act_of, treaty.actions.all())
    progress = progress_on(
        day, clause, acts, notice=notice_of(treaty), continuations=continuations()
    )
    actors = Actor.objects.in_bulk([*progress.outstanding, *progress.uncertain])
    outstanding = dict.fromkeys(map(actors.get, progress.outstanding), Answer.YES)
    uncertain = dict.fromkeys(map(actors.get, progress.uncertain), Answer.NOT_KNOWN)
    return _by_name(outstanding | uncertain)


def members(alliance: Alliance, day: date) -> list[Member]:
    return [Member(member.actor, member.answer) for member in roll(alliance, day).members]


def _by_name(answers: dict[Actor, Answer]) -> list[Member]:
    found = sorted(answers.items(), key=lambda item: (item[0].name, item[0].slug))
    return [Member(*item) for item in found]
