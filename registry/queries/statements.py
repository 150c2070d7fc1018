"""Reservations and what was answered to them, from the rows to the law."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from registry.choices import StatementKind
from registry.dates import Answer, UncertainDate
from registry.law import statements as law
from registry.models import Statement, Treaty
from registry.queries.composed import Question, dated


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


class StatementRow(NamedTuple):
    """A statement as its row tells it, with the act that it came with and what it answers."""

    pk: int
    actor_id: int
    kind: str
    number: int
    made_on: UncertainDate | None
    withdrawn_on: UncertainDate | None
    acted_on: UncertainDate | None
    articles: str
    text: str
    opposes_entry_into_force: bool
    source_id: int | None
    pinpoint: str
    objects_to_id: int | None
    answered: tuple[int, str, int] | None


_STATEMENTS = Question(
    lambda treaty: Statement.objects.filter(treaty=treaty).values_list(
        *("pk", "actor_id", "kind", "number", "made_on", "withdrawn_on", "action__deposited_on"),
        *("articles", "text", "opposes_entry_into_force", "source_id", "pinpoint"),
        *("objects_to_id", "objects_to__actor_id", "objects_to__kind", "objects_to__number"),
    )
)


def statements_under(treaty: Treaty) -> list[StatementRow]:
    """Fetch the statements under a treaty; what one answers is told as actor, kind and number."""
    return [
        StatementRow(
            *row[:4], *map(dated, row[4:7]), *row[7:13], row[13:] if row[12] is not None else None
        )
        for row in _STATEMENTS.rows(treaty.pk)
    ]


class Answers(NamedTuple):
    """Who has objected to a statement by a day, and the last day to do so.

    The last day is told of a reservation only, and for those that had consented by then; whoever
    consents later may object until it does (VCLT art. 20(5)).
    """

    objections: list[StatementRow]
    window_closes_on: UncertainDate | None


def answers_by(row: StatementRow, day: date, among: Iterable[StatementRow]) -> Answers:
    """Tell the answers to a statement among those of its treaty."""
    made_on = row.made_on or row.acted_on
    return Answers(
        [
            objection
            for objection in among
            if objection.objects_to_id == row.pk
            and (not objection.made_on or objection.made_on.by(day) is not Answer.NO)
        ],
        law.window_closes(made_on) if row.kind == StatementKind.RESERVATION and made_on else None,
    )
