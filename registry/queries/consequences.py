"""What the derived tables say of some treaties, by which two states can be compared.

Thousands of rows follow for an actor of many treaties: only those that differ are said.
"""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import NamedTuple, Self

from django.utils.translation import gettext as _

from registry.choices import Standing, uncapped
from registry.dates import UncertainDate
from registry.models import Actor, EntryIntoForce, Participation, Problem, Treaty
from registry.sentences import Sentence, say, say_all

Consequence = tuple[str, str]  # the treaty's name, and what is derived for it


class Force(NamedTuple):
    """Whether a treaty is in force, where that is told."""

    treaty: int
    actor: None
    on: UncertainDate | None

    def said(self, _actor: str) -> str:
        return _("In force: %(day)s.") % {"day": say(self.on) if self.on else _("no")}


class Spell(NamedTuple):
    treaty: int
    actor: int
    standing: str
    since: UncertainDate | None
    until: UncertainDate | None

    def in_words(self) -> str:
        told = {
            "standing": uncapped(Standing(self.standing).label),
            "since": say(self.since) if self.since else "",
            "until": say(self.until) if self.until else "",
        }
        if self.since and self.until:
            return _("%(standing)s, since %(since)s, until %(until)s") % told
        if self.since:
            return _("%(standing)s, since %(since)s") % told
        if self.until:
            return _("%(standing)s, until %(until)s") % told
        return told["standing"]


class Doubt(NamedTuple):
    treaty: int
    actor: int | None
    message: Sentence

    def said(self, actor: str) -> str:
        whose = f"{actor}: " if actor else ""
        return _("To be checked: %(problem)s") % {"problem": f"{whose}{say(self.message)}"}


Row = Force | Spell | Doubt


class Following(NamedTuple):
    """What follows for some treaties, in order, and what they and their actors are called.

    The names are read with the rows: of what is taken back afterwards nothing else is left.
    """

    rows: dict[Row, None]
    treaties: dict[int, str]
    actors: dict[int, str]

    def with_more(self, other: Self) -> Self:
        return Following(*(own | more for own, more in zip(self, other, strict=True)))

    def said(self, rows: Iterable[Row]) -> list[Consequence]:
        """Say rows in their order, all spells of an actor under a treaty in one sentence."""
        told = {}
        for (treaty, actor, kind), own in groupby(rows, lambda one: (*one[:2], type(one))):
            name = self.actors.get(actor)
            if kind is Spell:
                spells = say_all(one.in_words() for one in own)
                sentences = [_("%(actor)s: %(spells)s.") % {"actor": name, "spells": spells}]
            else:
                sentences = [one.said(name) for one in own]
            told |= dict.fromkeys((self.treaties[treaty], sentence) for sentence in sentences)
        return list(told)


def following(treaty_ids: Collection[int]) -> Following:
    """Read each entry into force, spell and problem; asks five queries."""
    of_treaties = {"treaty__in": treaty_ids}
    forces = EntryIntoForce.objects.filter(**of_treaties)
    rows: dict[Row, None] = {
        Force(treaty, None, on): None
        for treaty, on, is_told in forces.values_list("treaty_id", "in_force_on", "is_told")
        if on or is_told
    }
    spells = Participation.objects.filter(**of_treaties).order_by("treaty", "actor", "pk")
    for spell in spells.values_list("treaty_id", "actor_id", "standing", "since", "until"):
        rows[Spell(*spell)] = None
    problems = Problem.objects.filter(**of_treaties).order_by("treaty", "pk")
    for problem in problems.values_list("treaty_id", "actor_id", "message"):
        rows[Doubt(*problem)] = None
    treaties = Treaty.objects.filter(pk__in=treaty_ids).order_by()
    named = {row.actor for row in rows} - {None}
    actors = Actor.objects.filter(pk__in=named).order_by().values_list("pk", "name")
    return Following(rows, {one.pk: str(one) for one in treaties}, dict(actors))


def differing(before: Following, after: Following) -> dict[str, list[Consequence]]:
    """Say what is no longer said of the treaties, and what is new."""
    return {
        "gone": before.said(row for row in before.rows if row not in after.rows),
        "new": after.said(row for row in after.rows if row not in before.rows),
    }
