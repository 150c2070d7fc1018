"""Reservations and what was answered to them, from the rows to the law."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from registry.choices import StatementKind
from registry.dates import Answer, UncertainDate, dated
from registry.law import statements as law
from registry.models import Statement, Treaty
from registry.queries.composed import Question


def made_on(row: Statement) -> UncertainDate | None:
    """Tell when a statement (fetched with `action`) was made: without its own day, with its act."""
    return row.made_on or (row.action and row.action.deposited_on)


def statement_of(row: Statement) -> law.Statement:
    """Read a stored statement (fetched with `action`) as the law does."""
    return law.Statement(
        key=row.pk,
        actor=row.actor_id,
        kind=StatementKind(row.kind),
        made_on=made_on(row),
        articles=(row.articles,) if row.articles else (),
        objects_to=row.objects_to_id,
        opposes_entry_into_force=row.opposes_entry_into_force,
        withdrawn_on=row.withdrawn_on,
    )


class StatementRow(NamedTuple):
    """A statement as its row tells it, with what it answers.

    `made_on` is the day of the act that it came with where it has none of its own.
    """

    pk: int
    actor_id: int
    kind: str
    number: int
    made_on: UncertainDate | None
    withdrawn_on: UncertainDate | None
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


def statements_under(treaty: Treaty, day: date) -> list[StatementRow]:
    """Fetch what may have been stated under a treaty by a day, the first to be made first.

    What a statement answers is told as actor, kind and number.
    """
    found = [
        StatementRow(
            *row[:4],
            *(dated(row[4] or row[6]), dated(row[5])),
            *row[7:13],
            row[13:] if row[12] is not None else None,
        )
        for row in _STATEMENTS.rows(treaty.pk)
    ]
    made = [row for row in found if not row.made_on or row.made_on.by(day) is not Answer.NO]
    return sorted(made, key=lambda row: (row.made_on and row.made_on.earliest) or date.max)


class Answers(NamedTuple):
    """Who has objected to a statement by a day, and the last day to do so.

    The last day is told of a reservation only, and for those that had consented by then; whoever
    consents later may object until it does (VCLT art. 20(5)).
    """

    objections: list[StatementRow]
    window_closes_on: UncertainDate | None


def answers_to(row: StatementRow, among: Iterable[StatementRow]) -> Answers:
    """Tell the answers to a statement among those made under its treaty by a day."""
    is_open = row.kind == StatementKind.RESERVATION and row.made_on
    return Answers(
        [objection for objection in among if objection.objects_to_id == row.pk],
        law.window_closes(row.made_on) if is_open else None,
    )
