"""What the derived tables say of some treaties, in sentences that two states can be compared by."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from registry.models import EntryIntoForce, Participation, Problem
from registry.sentences import say

Sentence = tuple[str, str]  # the treaty's name, and what is derived for it


def derived_sentences(treaty_ids: Collection[int]) -> dict[Sentence, None]:
    """Say each spell, entry into force and problem, in order; asks three queries."""
    sentences: dict[Sentence, None] = {}
    forces = EntryIntoForce.objects.filter(treaty__in=treaty_ids).select_related("treaty")
    for force in forces:
        if force.in_force_on or force.is_told:
            day = say(force.in_force_on) if force.in_force_on else _("no")
            sentences[str(force.treaty), _("In force: %(day)s.") % {"day": day}] = None
    spells = Participation.objects.filter(treaty__in=treaty_ids)
    for spell in spells.select_related("treaty", "actor").order_by("treaty", "actor", "pk"):
        sentences[str(spell.treaty), _spell(spell)] = None
    problems = Problem.objects.filter(treaty__in=treaty_ids)
    for problem in problems.select_related("treaty", "actor").order_by("treaty", "pk"):
        whose = f"{problem.actor}: " if problem.actor else ""
        words = _("To be checked: %(problem)s") % {"problem": f"{whose}{say(problem.message)}"}
        sentences[str(problem.treaty), words] = None
    return sentences


def _spell(spell: Participation) -> str:
    told = {
        "actor": spell.actor,
        "standing": spell.get_standing_display().lower(),
        "since": say(spell.since) if spell.since else "",
        "until": say(spell.until) if spell.until else "",
    }
    if spell.since and spell.until:
        return _("%(actor)s: %(standing)s, since %(since)s, until %(until)s.") % told
    if spell.since:
        return _("%(actor)s: %(standing)s, since %(since)s.") % told
    if spell.until:
        return _("%(actor)s: %(standing)s, until %(until)s.") % told
    return _("%(actor)s: %(standing)s.") % told
