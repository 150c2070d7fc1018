"""How a record tells its entry-into-force clause."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import F

from registry.choices import DelayKind
from registry.law.delays import Delay
from registry.models import EntryIntoForceCondition, Treaty
from registry.queries.composed import Question
from registry.sentences import say

_CONDITIONS = Question(
    lambda clause: (
        EntryIntoForceCondition.objects.filter(clause=clause)
        .select_related("other_treaty")
        .annotate(listed=F("listed_actors__actor__slug"))
        .order_by("group", "position", "listed")
    )
)


def delays(treaty: Treaty) -> dict[str, str]:
    """Say how the clause counts, for the treaty and for a later joiner, where it counts at all."""
    clause = getattr(treaty, "clause", None)
    if clause is None:
        return {"delay_words": "", "joiner_words": ""}
    own = Delay(DelayKind(clause.delay_kind), clause.delay)
    joiner = Delay(DelayKind(clause.joiner_delay_kind), clause.joiner_delay)
    return {
        "delay_words": say(own.in_words()) if own else "",
        "joiner_words": say(joiner.in_words()) if joiner else "",
    }


def clause_in_words(treaty: Treaty, spoken: Mapping[int, str]) -> dict | None:
    """Tell the entry-into-force clause: its article, its wording, its conditions in words.

    `spoken` are the titles in the language of the page.
    """
    if not hasattr(treaty, "clause"):
        return None
    clause, conditions, listed = treaty.clause, {}, defaultdict(list)
    for condition in _CONDITIONS.records(clause.pk):  # once for each actor that it lists
        conditions[condition.pk] = condition
        listed[condition.pk] += [condition.listed] if condition.listed else []
    return {
        "article": clause.article,
        "wording": clause.wording,
        "is_silent": clause.is_silent,
        "delay": clause.delay,
        "delay_kind": clause.delay_kind,
        "conditions": [
            {
                "group": condition.group,
                "kind": condition.kind,
                "label": say(condition.in_words()),
                "number": condition.number,
                "set": condition.actor_set,
                "treaty": other and other.slug,
                "treaty_title": other and (spoken.get(other.pk) or str(other)),
                "actors": listed[condition.pk],
            }
            for condition in conditions.values()
            for other in [condition.other_treaty]
        ],
    }
