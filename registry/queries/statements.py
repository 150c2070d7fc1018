"""Reservations and what was answered to them, from the rows to the law."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from registry.choices import StatementKind
from registry.dates import Answer, UncertainDate
from registry.law import statements as law
from registry.models import Statement


def statement_of(row: Statement) -> law.Statement:
    """Read a stored statement (fetched with `action`) as the law does.

    Without a day of its own it was made with its act.
    """
    return law.Statement(
        key=row.pk,
        actor=row.actor_id,
        kind=StatementKind(row.kind),
        made_on=row.made_on or (row.action and row.action.deposited_on),
        articles=(row.articles,) if row.articles else (),
        objects_to=row.objects_to_id,
        opposes_entry_into_force=row.opposes_entry_into_force,
        withdrawn_on=row.withdrawn_on,
    )


class Answers(NamedTuple):
    """Who has objected to a statement by a day, and the last day to do so.

    The last day is told of a reservation only, and for those that had consented by then; whoever
    consents later may object until it does (VCLT art. 20(5)).
    """

    objections: list[Statement]
    window_closes_on: UncertainDate | None


def answers_by(row: Statement, day: date, among: Iterable[Statement]) -> Answers:
    """Tell the answers to a statement, fetched with `action`, among those of its treaty."""
    statement = statement_of(row)
    return Answers(
        [
            objection
            for objection in among
            if objection.objects_to_id == row.pk
            and (not objection.made_on or objection.made_on.by(day) is not Answer.NO)
        ],
        law.window_closes(statement.made_on)
        if statement.kind == StatementKind.RESERVATION and statement.made_on
        else None,
    )
