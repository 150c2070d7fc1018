"""What a change to some rows makes wrong in others, asked before the change is kept.

A row is checked by itself when it is saved. Here are the rules that the save of another row can
break: a chain that comes back to itself, an act that others refer to, a claim about what is gone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Q
from django.utils.translation import gettext as _

from registry.choices import ChangeKind
from registry.importers.changes import Capture, read_whole
from registry.importers.fixtures import MODELS, Finding
from registry.importers.fixtures.keys import parts_of, width_of
from registry.importers.fixtures.rules import clean_findings, cycle_findings
from registry.importers.fixtures.stored import foreign_keys, plain, plain_key
from registry.models import (
    Actor,
    Change,
    Claim,
    EntryIntoForceClause,
    EntryIntoForceCondition,
    Partnership,
    RatificationProtocol,
    Record,
    Statement,
    Succession,
    Treaty,
    TreatyAction,
    claim_key,
)
from registry.models.sources import KEY_SEPARATOR
from registry.queries.changes import NOUNS

# Where one of these fields of a row changes, the rows that point at it so are asked again.
ASKED_AGAIN: list[tuple[type[Record], set[str], type[Record], str]] = [
    (TreatyAction, {"treaty"}, TreatyAction, "refers_to"),
    (TreatyAction, {"treaty", "actor", "deposited_on"}, Statement, "action"),
    (Statement, {"treaty", "actor"}, Statement, "objects_to"),
    (EntryIntoForceClause, {"treaty"}, EntryIntoForceCondition, "clause"),
]
JOINED_BY = {"treaty", "actor", "kind", "deposited_on", "toward"}


def broken_by(changes: Collection[Change]) -> list[Finding]:
    """Tell what these changes have made wrong, but for what a row says by itself.

    What was wrong before, and of which they change nothing, is left out.
    """
    return [
        *_chains(changes),
        *_referring(changes),
        *_without_clause(changes),
        *_impossible(changes),
        *_impossible_alone(changes),
        *_dangling(changes),
    ]


def _chains(changes: Collection[Change]) -> Iterator[Finding]:
    """Follow what was made to refer to its own kind; nothing refers to a new row yet."""
    for model in {NOUNS[change.model] for change in changes}:
        for relation in foreign_keys(model):
            if relation.related_model is model:
                numbers = _changed(changes, model, {relation.name})
                nexts = _followed(relation, numbers)
                yield from cycle_findings(relation, nexts, nexts.keys() - numbers)


def _followed(relation: ForeignKey, numbers: Collection[int]) -> dict[int, int]:
    nexts, ahead = {}, set(numbers)
    while ahead:
        rows = relation.model._base_manager.filter(pk__in=ahead).exclude(**{relation.name: None})
        nexts |= (found := dict(rows.values_list("pk", relation.attname)))
        ahead = set(found.values()) - nexts.keys()
    return nexts


def _referring(changes: Collection[Change]) -> Iterator[Finding]:
    for model, names, other, relation in ASKED_AGAIN:
        if numbers := _changed(changes, model, names):
            for record in other._base_manager.filter(**{f"{relation}__in": numbers}):
                yield from clean_findings(record)


def _without_clause(changes: Collection[Change]) -> Iterator[Finding]:
    left = _before(changes, EntryIntoForceClause, "treaty")
    for record in RatificationProtocol.objects.filter(treaty__slug__in=left) if left else ():
        yield from clean_findings(record)


def _impossible(changes: Collection[Change]) -> Iterator[Finding]:
    """Ask of the acts beside those that were touched what a file is refused for.

    Whether one may be toward another depends on the form of its treaty too.
    """
    touched = [
        change
        for change in changes
        if NOUNS[change.model] is TreatyAction
        and JOINED_BY & (change.after or change.before).keys()
    ]
    asked = Q(
        treaty__in={change.under_pk for change in touched}
        | _numbers(Treaty, _before(touched, TreatyAction, "treaty")),
        actor__in={change.actor_pk for change in touched}
        | _numbers(Actor, _before(touched, TreatyAction, "actor")),
    )
    if left := _before(changes, Succession, "successor"):
        asked |= Q(actor__in=_numbers(Actor, left))
    formed = _changed(changes, Treaty, {"form"})
    for method, names, reason in TreatyAction.IMPOSSIBLE if touched or left or formed else ():
        rows = getattr(TreatyAction.objects, method)()
        of_form = Q(treaty__in=formed if method == "ending_toward_one" else ())
        for record in rows.filter(asked | of_form):
            yield Finding(record, dict.fromkeys(names), str(reason))


def _impossible_alone(changes: Collection[Change]) -> Iterator[Finding]:
    """Ask of the rows that were touched themselves what their own links make impossible."""
    sides = {"leads", "partners"}
    numbers = _changed(changes, Partnership, sides, (ChangeKind.ADD, ChangeKind.CHANGE))
    for method, names, reason in Partnership.IMPOSSIBLE if numbers else ():
        for record in getattr(Partnership.objects, method)().filter(pk__in=numbers):
            yield Finding(record, dict.fromkeys(names), str(reason))


def _dangling(changes: Collection[Change]) -> Iterator[Finding]:
    """Ask of the claims that were touched, or whose record was deleted, what they speak of."""
    gone = defaultdict(list)
    for change in changes:
        if change.kind == ChangeKind.DELETE:
            gone[change.model].append(change.key)
    kinds = ChangeKind.ADD, ChangeKind.CHANGE
    touched = _changed(changes, Claim, {"model", "key", "field"}, kinds)
    asked = Q(pk__in=touched) if touched else Q()
    for model, keys in gone.items():
        asked |= Q(model=model, key__in=keys)
    for claim in Claim.objects.filter(asked) if asked else ():
        if fault := claim_fault(claim, lambda claim: is_there(claim.model, claim.key)):
            name, reason = fault
            yield Finding(claim, {name: getattr(claim, name)}, reason)


def claim_fault(claim: Claim, has_record: Callable[[Claim], bool]) -> tuple[str, str] | None:
    """Tell which field of a claim leads nowhere, and what must hold for it."""
    if claim.model not in NOUNS:
        return "model", _("It must be a kind of record.")
    if not has_record(claim):
        return "key", _("The record must exist.")
    if claim.field not in {field.name for field in NOUNS[claim.model]._meta.get_fields()}:
        return "field", _("It must be a field of the record.")
    return None


def is_there(model: str, key: str) -> bool:
    """Tell whether there is the record that a claim names by its model and natural key."""
    kind = NOUNS[model]
    parts = zip(kind.KEY, key.split(KEY_SEPARATOR), strict=False)
    try:
        rows = list(kind._base_manager.filter(**{path: part for path, part in parts if part}))
    except (ValueError, ValidationError):
        return False
    return any(claim_key(row) == (model, key) for row in rows)


def _changed(
    changes: Collection[Change],
    model: type[Record],
    names: set[str],
    kinds: Collection[ChangeKind] = (ChangeKind.CHANGE,),
) -> set[int]:
    return {
        change.object_pk
        for change in changes
        if change.kind in kinds and NOUNS[change.model] is model and names & change.after.keys()
    }


def _numbers(model: type[Record], slugs: Collection[str]) -> set[int]:
    return {*model.objects.filter(slug__in=slugs).values_list("pk", flat=True)} if slugs else set()


def _before(changes: Collection[Change], model: type[Record], name: str) -> set[str]:
    """Give the slugs that a relation of rows named before they were changed or deleted."""
    return {
        change.before[name][0]
        for change in changes
        if NOUNS[change.model] is model and change.before and change.before.get(name)
    }


# Claims follow their records


def move_claims(changes: Collection[Change], capture: Capture) -> bool:
    """Let claims follow the records that they are about to their new natural keys.

    The changes come as they were made: a part was watched once its whole had its new key. Tells
    whether there was anything to move.
    """
    has_moved = False
    for change in changes:
        model = NOUNS[change.model]
        names = {part.name for part in parts_of(model)}
        if change.kind == ChangeKind.CHANGE and names & change.before.keys():
            _move(model, *_was_and_is(change), capture)
            has_moved = True
    return has_moved


def _was_and_is(change: Change) -> tuple[list[str], list[str]]:
    model = NOUNS[change.model]
    record = read_whole(model._base_manager.filter(pk=change.object_pk)).get()
    keys = [], []
    for part in parts_of(model):
        value = getattr(record, part.name)
        now = list(plain_key(value)) if part.target else [plain(value)]
        was = change.before.get(part.name, now)
        for key, values in zip(keys, (was if isinstance(was, list) else [was], now), strict=True):
            key += ["" if one is None else str(one) for one in values]
    return keys


def _move(model: type[Record], was: list[str], now: list[str], capture: Capture) -> None:
    starts = {other._meta.model_name: [*_starts(model, other)] for other in MODELS}
    about = [name for name, found in starts.items() if found]
    claims = Claim.objects.filter(model__in=about, key__contains=KEY_SEPARATOR.join(was))
    for claim in claims:
        parts = claim.key.split(KEY_SEPARATOR)
        for start in starts[claim.model] if len(parts) == width_of(NOUNS[claim.model]) else ():
            end = start + len(was)
            if parts[start:end] == was:
                parts[start:end] = now
        if (key := KEY_SEPARATOR.join(parts)) != claim.key:
            capture.watch(Claim, [claim.pk])
            claim.key = key
            claim.save(update_fields=["key"])


def _starts(model: type[Record], within: type[Record]) -> Iterator[int]:
    """Tell at which parts of one natural key that of another model begins."""
    if within is model:
        yield 0
    at = 0
    for part in parts_of(within):
        if part.target:
            yield from (at + start for start in _starts(model, part.target))
        at += part.width
