"""How a treaty's record tells its participants and their acts."""

from datetime import date
from operator import itemgetter
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.choices import (
    NO_STANDING,
    STANDING_NOT_KNOWN,
    ActionKind,
    Standing,
    StatementKind,
)
from registry.dates import UncertainDate
from registry.models import NameBook
from registry.models.actors import pair_url
from registry.models.base import addresses
from registry.queries.cited import Sources
from registry.queries.participants import Chart
from registry.queries.particulars import Particulars
from registry.queries.periods import may_have_come
from registry.queries.statements import StatementRow, answers_to
from registry.sentences import say
from registry.views.base import labels
from registry.views.citing import Footnotes, cite

# The orders of the chart, each with the value of a line that it sorts by; lines come by name.
SORTS = {
    "name": None,
    "signed": itemgetter("signed_on"),
    "consent": lambda line: line["consent"] and line["consent"]["deposited_on"],
    "since": itemgetter("in_force_since"),
    "until": lambda line: line["in_force_until"] or line["until"],
    "standing": itemgetter("standing_label"),
}


class Order:
    """The order that the address asks for; one that is not offered changes nothing."""

    def __init__(self, asked: str):
        self.sorts = [sign + name for name in SORTS for sign in ("", "-")]
        self.asked = asked if asked in self.sorts else "name"

    def sort(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Sort lines that stand in the order of names; those without a value stay at the end."""
        value = SORTS[self.asked.lstrip("-")]
        if value is None:
            return lines[::-1] if self.asked.startswith("-") else lines
        told = [line for line in lines if value(line)]
        told.sort(key=value, reverse=self.asked.startswith("-"))
        return told + [line for line in lines if not value(line)]


def tell_participants(chart: Chart, sources: Sources, footnotes: Footnotes) -> list[dict[str, Any]]:
    language, day = get_language(), chart.day
    standings, kinds = labels(Standing, language), labels(ActionKind, language)
    address = addresses("registry:actor_detail")
    open_label, none_label = _("Not known"), _("No standing")
    told = []
    for line in chart.participants:
        signature, consent, actor = line.signature, line.consent, line.actor
        act = consent or signature
        standing, possible, spell = line.standing
        bound = line.as_party
        source = sources.get(line.source_id)
        if standing:
            code, label = standing.value, standings[standing]
        elif possible:
            code, label = STANDING_NOT_KNOWN, open_label
        else:
            code, label = NO_STANDING, none_label
        told.append(
            {
                "actor": actor.slug,
                "url": address(actor.slug),
                "name": line.name,
                "current_name": line.current_name,
                "standing": code,
                "standing_label": label,
                "not_known": [standings[one] for one in possible] if possible else [],
                "signed_on": signature and signature.deposited_on,
                "consent": consent
                and {
                    "kind": consent.kind,
                    "label": kinds[consent.kind],
                    "deposited_on": consent.deposited_on,
                },
                "since": spell and spell.since,
                "until": chart.until(line),
                "in_force_since": bound and bound.since,
                "in_force_until": bound and known(bound.until, day),
                "reason": (spell and say(spell.reason)) or say(line.gone),
                "territories": [
                    {
                        "actor": territory.slug,
                        "url": address(territory.slug),
                        "name": name,
                        "applies": reach.answer,
                        "reason": say(reach.reason),
                    }
                    for territory, name, reach in line.territories
                ],
                "source": source and source.slug,
                "note_number": footnotes.number(sources.get(act.source_id), act.pinpoint)
                if act
                else None,
            }
        )
    return told


def tell_other_acts(
    chart: Chart, names: NameBook, sources: Sources, footnotes: Footnotes
) -> list[dict[str, Any]]:
    """Tell each act by the name that its actor bore when it was done."""
    kinds, address = labels(ActionKind, get_language()), addresses("registry:actor_detail")
    told = []
    for act in chart.other_acts:
        actor, toward = chart.actors[act.actor_id], chart.actors.get(act.toward_id)
        on, source = act.deposited_on, sources.get(act.source_id)
        day = on and on.latest
        told.append(
            {
                "actor": actor.slug,
                "url": address(actor.slug),
                "name": names.name(actor, day),
                "kind": act.kind,
                "kind_label": kinds[act.kind],
                "deposited_on": on,
                "effective_on": act.effective_on,
                "toward": toward and names.name(toward, day),
                "remark": act.remark,
                **cite(footnotes, source, act.pinpoint),
            }
        )
    return told


def tell_problems(chart: Chart, names: NameBook, small: Particulars) -> list[dict[str, Any]]:
    kinds = labels(ActionKind, get_language())
    return [
        {
            "code": problem.code,
            "message": say(problem.message),
            "acts": [
                f"{names.name(chart.actors[act.actor_id], chart.day)}: "
                + ", ".join(filter(None, [kinds[act.kind], say(act.deposited_on)]))
                for act in acts
            ],
        }
        for problem, acts in chart.problems(
            len(small.depositaries), {int(row["actor"]) for row in small.contradicted}
        )
    ]


def tell_statements(
    found: list[StatementRow],
    chart: Chart,
    names: NameBook,
    sources: Sources,
    footnotes: Footnotes,
) -> list[dict[str, Any]]:
    """Tell statements made by the day, each with what was answered to it."""
    kinds, address = labels(StatementKind, get_language()), addresses("registry:actor_detail")
    day, actors = chart.day, chart.actors

    def tell(row: StatementRow) -> dict[str, Any]:
        actor, answers = actors[row.actor_id], answers_to(row, found)
        answered = row.answered and actors[row.answered[0]]
        return {
            "statement": anchor(actor.slug, row.kind, row.number),
            "actor": actor.slug,
            "url": address(actor.slug),
            "name": names.name(actor, day),
            "kind": row.kind,
            "kind_label": kinds[row.kind],
            "made_on": row.made_on,
            "articles": row.articles,
            "text": row.text,
            "objects_to": answered and answered.slug,
            "objects_to_name": answered and names.name(answered, day),
            "objects_to_statement": answered and anchor(answered.slug, *row.answered[1:]),
            "opposes_entry_into_force": row.opposes_entry_into_force,
            "window_closes_on": answers.window_closes_on,
            "objections": [
                {
                    "statement": anchor(objecting.slug, objection.kind, objection.number),
                    "actor": objecting.slug,
                    "url": address(objecting.slug),
                    "pair_url": pair_url(actor.slug, objecting.slug),
                    "name": names.name(objecting, day),
                    "made_on": objection.made_on,
                    "opposes_entry_into_force": objection.opposes_entry_into_force,
                }
                for objection in answers.objections
                for objecting in [actors[objection.actor_id]]
            ],
            "withdrawn_on": known(row.withdrawn_on, day),
            **cite(footnotes, sources.get(row.source_id), row.pinpoint),
        }

    return [tell(row) for row in found]


def anchor(actor: str, kind: str, number: int) -> str:
    """Name a statement within its treaty, for links to it."""
    return f"{actor}-{kind}-{number}"


def answered(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put each objection under the statement that it answers, where that is told as well."""
    told = {statement["statement"] for statement in statements}
    objections: dict[str, list] = {}
    first = []
    for statement in statements:
        if statement["objects_to_statement"] in told:
            objections.setdefault(statement["objects_to_statement"], []).append(statement)
        else:
            first.append(statement)
    return [
        {"told": statement, "objections": objections.get(statement["statement"], [])}
        for statement in first
    ]


def known(on: UncertainDate | None, day: date) -> UncertainDate | None:
    """Give a date if it may have come by the day."""
    return on if on and may_have_come(on, day) else None
