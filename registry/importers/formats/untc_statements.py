"""What participants stated under one treaty, with the acts and statements that it refers to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, Self

from django.utils.translation import gettext as _

from registry.choices import CONSENTS, SIGNATURES, ActionKind, StatementKind
from registry.dates import UncertainDate
from registry.importers.desk import Desk
from registry.importers.formats.statements import Printed
from registry.importers.onrecord import on_record
from registry.importers.reading import cut
from registry.importers.rows import Draft, NotTaken, Row
from registry.models import Statement, TreatyAction

UPON = {"signing": "signature"}


class Act(NamedTuple):
    """An act that a statement may have come with: in the same files, or on record by its key."""

    kind: str
    on: str
    key: Draft | list

    @classmethod
    def stated(cls, draft: Draft) -> Self:
        return cls(draft.fields["kind"], draft.fields["deposited_on"], draft)


def acts_on_record(treaty: str) -> dict[str, list[Act]]:
    """Read the acts of a treaty, by actor."""
    found = defaultdict(list)
    for key, fields in on_record(TreatyAction, [treaty]).items():
        act = Act(fields["kind"], fields["deposited_on"], list(key))
        found[fields["actor"][0]].append(act)
    return found


class Statements:
    """The statements of one treaty's participants on their way to the desk, objections last.

    `on` is the day on which their names are looked up; `acts` are theirs under the treaty.
    """

    def __init__(
        self,
        desk: Desk,
        treaty: str,
        on: date | UncertainDate,
        acts: Mapping[str, list[Act]],
    ):
        self.desk, self.treaty, self.on, self.acts = desk, treaty, on, acts
        self._stated: dict[tuple[str, StatementKind], list[Draft]] = defaultdict(list)

    def take(
        self, row: Row, actor: str, found: Iterable[Printed], source: list[str], place: str = ""
    ) -> None:
        """Let the row state what is printed under an actor; `place` is where, before a heading."""
        if not found:
            raise NotTaken(_("Nothing is printed under this name."))
        for one in found:
            if one.is_mixed:
                row.leave(
                    _("“%(heading)s” parts nothing: recorded as a declaration."),
                    heading=cut(one.heading),
                )
            action = self._came_with(actor, one)
            draft = row.say(
                Statement,
                is_loose=not one.is_told and one.kind is StatementKind.DECLARATION,
                treaty=[self.treaty],
                actor=[actor],
                kind=one.kind,
                text=one.text,
                made_on=one.made_on.text if one.made_on else None,
                action=action.key if action else None,
                objects_to=self._answered(row, actor, one),
                opposes_entry_into_force=one.opposes or None,
                source=source,
                pinpoint=(place or one.heading)[:200],
            )
            self._stated[actor, one.kind].append(draft)

    def _came_with(self, actor: str, one: Printed) -> Act | None:
        """Find the act that a statement came with: as it says; else, if undated, the consent."""
        acts = self.acts.get(actor, [])
        is_objection = one.kind is StatementKind.OBJECTION
        if one.upon and not is_objection:
            word = UPON.get(one.upon.lower(), one.upon.lower()).replace(" ", "_")
            kinds = SIGNATURES if word == "signature" else {word}
            if word == "provisional_application":
                kinds = {ActionKind.PROVISIONAL_START}
        elif one.made_on:
            acts = [act for act in acts if act.on == one.made_on.text]
            kinds = CONSENTS | SIGNATURES
        else:
            kinds = frozenset() if is_objection else CONSENTS
        found = [act for act in acts if act.kind in kinds]
        return found[0] if len(found) == 1 else None

    def _answered(self, row: Row, actor: str, one: Printed) -> Draft | None:
        """Find the statement that an objection answers, where the text says whose, and of one."""
        if one.kind is not StatementKind.OBJECTION:
            return None
        found = []
        for name in one.answered:
            try:
                other = self.desk.names.find(name, self.on).slug
            except ValueError:
                continue
            for kind in (StatementKind.RESERVATION, StatementKind.DECLARATION):
                found += self._stated.get((other, kind), []) if other != actor else []
        if len(found) == 1:
            return found[0]
        row.leave(_("The statement that this objection answers is not told, or is one of several."))
        return None
