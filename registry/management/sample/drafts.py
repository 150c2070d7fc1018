"""What the parts of a sample share: a treaty in the making, and the form of a record."""

from datetime import date
from typing import Any, NamedTuple

# A record as a fixture file holds it.
Fixture = dict[str, Any]


class Draft(NamedTuple):
    """A treaty in the making: what its acts and clauses need to know of it."""

    number: int
    slug: str
    kind: str
    members: list[str]
    is_bilateral: bool
    signed: date
    in_force: date | None
    source: str


def record(model: str, **fields: Any) -> Fixture:
    return {"model": f"registry.{model}", "fields": fields}
