"""What the derived tables say of some treaties, in sentences that two states can be compared by."""

from collections.abc import Collection

from registry.models import EntryIntoForce, Participation, Problem

Sentence = tuple[str, str]  # the treaty's name, and what is derived for it


def derived_sentences(treaty_ids: Collection[int]) -> dict[Sentence, None]:
    """Say each spell, entry into force and problem, in order; asks three queries."""
    sentences: dict[Sentence, None] = {}
    forces = EntryIntoForce.objects.filter(treaty__in=treaty_ids).select_related("treaty")
    for force in forces:
        if force.in_force_on or force.is_told:
            day = force.in_force_on.in_words() if force.in_force_on else "no"
            sentences[str(force.treaty), f"In force: {day}."] = None
    spells = Participation.objects.filter(treaty__in=treaty_ids)
    for spell in spells.select_related("treaty", "actor").order_by("treaty", "actor", "pk"):
        since = f", since {spell.since.in_words()}" if spell.since else ""
        until = f", until {spell.until.in_words()}" if spell.until else ""
        words = f"{spell.actor}: {spell.get_standing_display().lower()}{since}{until}."
        sentences[str(spell.treaty), words] = None
    problems = Problem.objects.filter(treaty__in=treaty_ids)
    for problem in problems.select_related("treaty", "actor").order_by("treaty", "pk"):
        whose = f"{problem.actor}: " if problem.actor else ""
        sentences[str(problem.treaty), f"To be checked: {whose}{problem.message}"] = None
    return sentences
