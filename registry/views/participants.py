"""How a treaty's record tells its participants and their acts."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from registry.choices import Standing
from registry.dates import UncertainDate
from registry.models import NameBook, TreatyAction
from registry.queries.participants import Participant
from registry.queries.statements import answers_by
from registry.views.base import Footnotes
from registry.views.citing import cited

NOT_KNOWN = "not_known"

# The orders of the chart, each with the value of a line that it sorts by.
SORTS = {
    "name": lambda line: line["name"],
    "signed": lambda line: line["signed_on"],
    "consent": lambda line: line["consent"] and line["consent"]["deposited_on"],
    "since": lambda line: line["in_force_since"],
    "until": lambda line: line["in_force_until"] or line["until"],
    "standing": lambda line: line["standing_label"],
}


class Order:
    """The order that the address asks for; one that is not offered changes nothing."""

    def __init__(self, asked: str):
        self.sorts = [sign + name for name in SORTS for sign in ("", "-")]
        self.asked = asked if asked in self.sorts else "name"

    def sort(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Sort lines that stand in the order of names; those without a value stay at the end."""
        value = SORTS[self.asked.lstrip("-")]
        told = [line for line in lines if value(line)]
        told.sort(key=value, reverse=self.asked.startswith("-"))
        return told + [line for line in lines if not value(line)]


def tell_participant(line: Participant, day: date, footnotes: Footnotes) -> dict[str, Any]:
    signature, consent = line.signature, line.consent
    act = consent or signature
    standing = line.standing.standing
    bound = [spell for spell in line.spells if spell.standing == Standing.PARTY]
    return {
        "actor": line.actor.slug,
        "url": line.actor.get_absolute_url(),
        "name": line.name,
        "current_name": line.current_name,
        "standing": standing.value if standing else NOT_KNOWN,
        "standing_label": standing.label if standing else _("Not known"),
        "not_known": [possible.label for possible in line.standing.possible],
        "signed_on": signature and signature.deposited_on,
        "consent": consent
        and {
            "kind": consent.kind,
            "label": consent.get_kind_display(),
            "deposited_on": consent.deposited_on,
        },
        "since": line.since,
        "until": line.until(day),
        "in_force_since": bound[-1].since if bound else None,
        "in_force_until": known(bound[-1].until, day) if bound else None,
        "reason": line.standing.reason,
        "territories": [
            {
                "actor": territory.slug,
                "url": territory.get_absolute_url(),
                "name": name,
                "applies": reach.answer,
                "reason": reach.reason,
            }
            for territory, name, reach in line.territories
        ],
        "source": line.source and line.source.slug,
        "note_number": footnotes.number(act.source, act.pinpoint) if act else None,
    }


def tell_act(act: TreatyAction, names: NameBook, footnotes: Footnotes) -> dict[str, Any]:
    """Tell an act by the name that its actor bore when it was done."""
    on: UncertainDate | None = act.deposited_on
    day = on and on.latest
    return {
        "actor": act.actor.slug,
        "url": act.actor.get_absolute_url(),
        "name": names.name(act.actor, day),
        "kind": act.kind,
        "kind_label": act.get_kind_display(),
        "deposited_on": on,
        "effective_on": act.effective_on,
        "toward": act.toward and names.name(act.toward, day),
        "remark": act.remark,
        **cited(footnotes, act),
    }


def tell_statement(statement, names: NameBook, day: date, footnotes: Footnotes) -> dict[str, Any]:
    answered, told = (
        statement.objects_to,
        answers_by(statement, day, statement.treaty.statements.all()),
    )
    return {
        "statement": anchor(statement),
        "actor": statement.actor.slug,
        "url": statement.actor.get_absolute_url(),
        "name": names.name(statement.actor, day),
        "kind": statement.kind,
        "kind_label": statement.get_kind_display(),
        "made_on": statement.made_on,
        "articles": statement.articles,
        "text": statement.text,
        "objects_to": answered and answered.actor.slug,
        "objects_to_name": answered and names.name(answered.actor, day),
        "objects_to_statement": answered and anchor(answered),
        "opposes_entry_into_force": statement.opposes_entry_into_force,
        "window_closes_on": told.window_closes_on,
        "objections": [
            {
                "statement": anchor(objection),
                "actor": objection.actor.slug,
                "url": objection.actor.get_absolute_url(),
                "pair_url": statement.actor.pair_url(objection.actor),
                "name": names.name(objection.actor, day),
                "made_on": objection.made_on,
                "opposes_entry_into_force": objection.opposes_entry_into_force,
            }
            for objection in told.objections
        ],
        "withdrawn_on": known(statement.withdrawn_on, day),
        **cited(footnotes, statement),
    }


def anchor(statement) -> str:
    """Name a statement within its treaty, for links to it."""
    return f"{statement.actor.slug}-{statement.kind}-{statement.number}"


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


def may_have_come(on: UncertainDate | None, day: date) -> bool:
    """Tell whether a date may have come by the day; an undated thing may have been done."""
    return on is None or on.earliest is None or on.earliest <= day
