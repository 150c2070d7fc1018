"""Numbers for drafts: which record on record each restates, or that it is the next of its kind.

The natural key of an act ends in a number, which tells the second ratification of a treaty by a
State from its first; so do those of statements and memberships. Files do not tell it: the days of
an act do, or the words of a statement.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.choices import CONSENTS, SIGNATURES, ActionKind, StatementKind
from registry.dates import UncertainDate
from registry.importers.onrecord import Fields, Key
from registry.importers.rows import Draft, Outcome, Row
from registry.models import Membership, Record, Statement, TreatyAction

# What tells two of a kind apart.
MARKS: dict[type[Record], tuple[str, ...]] = {
    TreatyAction: ("deposited_on", "effective_on", "instrument_on"),
    Statement: ("text", "made_on"),
    Membership: ("since", "until"),
}
FAMILIES = (CONSENTS, SIGNATURES)


def number(
    model: type[Record], drafts: Iterable[tuple[Row, Draft]], stored: dict[Key, Fields]
) -> None:
    """Give each draft the number of the record that it restates, or the next free one.

    An act that stands in the files twice makes the second row wrong. Where another kind of consent
    or of signature is on record for that day (a ratification for an accession), the row is stopped;
    but if the file's word for the kind is loose, that act is meant. In the same way a statement
    means one in the same words, whatever its kind.
    """
    groups: dict[tuple, list[tuple[Row, Draft]]] = defaultdict(list)
    for row, draft in drafts:
        groups[_group(model, draft.fields)].append((row, draft))
    held: dict[tuple, list[Fields]] = defaultdict(list)
    for fields in stored.values():
        held[_group(model, fields)].append(fields)
    for group, members in groups.items():
        if len(members) == 1 and not stored:  # as most are in a large file of new treaties
            members[0][1].fields["number"] = 1
        else:
            _number_group(model, group, members, held)


def _group(model, fields):
    """Give the key of a record but for its number, which tells it from the others of its group."""
    *names, _number = model.key_fields()
    return tuple([part[0] if type(part := fields[name]) is list else part for name in names])


def _number_group(model, group, members, held):
    free = sorted(held.get(group, ()), key=lambda fields: fields["number"])
    used = {fields["number"] for fields in free}
    waiting = []
    seen: dict[tuple, Row] = {}
    for row, draft in members:
        marks = tuple(str(draft.fields.get(mark, "")) for mark in MARKS[model])
        first = seen.setdefault(marks, row)
        if first is not row:
            reason = _("It must stand in the files once; so does %(place)s.")
            row.stop(Outcome.WRONG, reason, place=first.place)
            continue
        same = next((one for one in free if _agrees(model, draft.fields, one)), None)
        if same:
            free.remove(same)
            draft.fields["number"] = same["number"]
        else:
            waiting.append((row, draft))
    # Whoever has left and is told to have acted on another day has acted again.
    has_left = model is TreatyAction and held.get((*group[:2], ActionKind.WITHDRAWAL.value))
    for row, draft in waiting:
        if row.outcome:
            continue
        if model is TreatyAction and (other := _other_kind(draft, held)):
            _settle_kind(row, draft, other)
        elif model is Statement and draft.is_loose and (other := _same_statement(draft, held)):
            draft.fields["kind"], draft.fields["number"] = other["kind"], other["number"]
        elif free and not has_left:
            draft.fields["number"] = free.pop(0)["number"]
        else:
            following = max(used, default=0) + 1
            used.add(following)
            draft.fields["number"] = following


def _agrees(model, stated, stored):
    if model is Statement:
        return same_words(stated.get("text", ""), stored["text"])
    for mark in MARKS[model]:
        one, other = stated.get(mark), stored[mark]
        if one and other:
            return UncertainDate(one).overlaps(UncertainDate(other))
    return False


def _same_statement(draft, held):
    """Find a statement of the actor in the same words on record, whatever its kind."""
    treaty, actor = draft.fields["treaty"][0], draft.fields["actor"][0]
    for kind in StatementKind:
        for fields in held.get((treaty, actor, kind.value), ()):
            if _agrees(Statement, draft.fields, fields):
                return fields
    return None


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts differ in case, spaces, lines and punctuation at most."""
    return one == other or _letters(one) == _letters(other)


def _letters(text):
    return "".join(filter(str.isalnum, text.casefold()))


def _other_kind(draft, held):
    """Find an act of the same sort on record that day under another of the words for it."""
    treaty, actor = draft.fields["treaty"][0], draft.fields["actor"][0]
    kind = draft.fields["kind"]
    for family in FAMILIES:
        if kind in family:
            for other in sorted(family - {kind}):
                for fields in held.get((treaty, actor, other), ()):
                    if _agrees(TreatyAction, draft.fields, fields):
                        return fields
    return None


def _settle_kind(row, draft, other):
    said, known = ActionKind(draft.fields["kind"]), ActionKind(other["kind"])
    if draft.is_loose:
        draft.fields["kind"], draft.fields["number"] = known.value, other["number"]
        return
    reason = _(
        "The file says %(said)s; on record is %(known)s, %(day)s (source: %(source)s). "
        "One of them must be corrected first."
    )
    row.stop(
        Outcome.REFUSED,
        reason,
        said=said.label.lower(),
        known=known.label.lower(),
        day=other["deposited_on"] or other["effective_on"],
        source=(other["source"] or [pgettext("source", "none")])[0],
    )
