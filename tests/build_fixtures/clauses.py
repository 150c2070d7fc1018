"""Entry-into-force clauses as data."""

from decimal import Decimal

from tests.build_fixtures.facts import FactError, hand_document


def record_clauses(book, shelf, lists: dict[str, list[str] | dict[str, Decimal]]):
    """Record the clauses of clauses.toml; `lists` holds the sets that a table spells out.

    A set with shares is a dictionary.
    """
    for treaty, said in hand_document("clauses.toml").items():
        where = f"clauses.toml, [{treaty}]"
        anchor, joiner_kind, joiner_delay = said.get("joiner", ("entry_into_force", "days", 0))
        record_clause(
            book,
            where,
            treaty,
            article=said.get("article", ""),
            wording=said["wording"],
            source=shelf.page(said.get("source", ""), where),
            delay_kind=said.get("delay_kind", "days"),
            delay=said.get("delay", 0),
            appointed_on=said.get("appointed_on"),
            joiner_anchor=anchor,
            joiner_delay_kind=joiner_kind,
            joiner_delay=joiner_delay,
            note=said.get("note", ""),
            conditions=[_listed(condition, lists, where) for condition in said["conditions"]],
        )


def record_clause(book, where, treaty, *, conditions, **fields):
    clause = book.add("EntryIntoForceClause", where=where, treaty=treaty, **fields)
    for position, condition in enumerate(conditions, 1):
        _record_condition(book, where, clause, position, dict(condition))


def _record_condition(book, where, clause, position, condition):
    actors = condition.pop("actors", ())
    if "share" in condition:
        condition["share"] = Decimal(condition["share"])
    place = {"group": condition.pop("group", 1), "position": position}
    key = book.add("EntryIntoForceCondition", where=where, clause=clause, **place, **condition)
    shares = actors if isinstance(actors, dict) else dict.fromkeys(actors)
    for actor, share in shares.items():
        book.add("ListedActor", where=where, condition=key, actor=actor, weight=share)


def _listed(condition, lists, where):
    name = condition.pop("listed", None)
    if name is None:
        return condition
    if name not in lists:
        raise FactError(f"{where}: no table lists {name}")
    return condition | {"actors": lists[name]}
