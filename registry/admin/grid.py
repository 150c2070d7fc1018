"""The grid: the acts of one day, or of a pasted table, entered together and saved all or none."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from registry.admin.grid_forms import (
    AWAITED,
    MEMBERS,
    NAMES,
    PARTIES,
    SIGNERS,
    ActForm,
    RowForm,
    Rows,
)
from registry.admin.warned import still_to_come
from registry.choices import Standing
from registry.dates import Answer, UncertainDate
from registry.importers.fixtures import Finding
from registry.importers.fixtures.rules import check_findings, clean_findings, value_findings
from registry.importers.names import Names, Unmatched, fold
from registry.importers.pasted import read
from registry.models import Actor, ActorName, Participation, Treaty, TreatyAction
from registry.models.base import ENGLISH
from registry.models.participation import rebuild
from registry.queries import sets
from registry.queries.outlook import Outlook, outlook
from registry.queries.participants import spells_of
from registry.queries.quality import Item, faults
from registry.sentences import say

# What a row takes from the boxes above all rows.
SHARED = ("effective_on", "place", "depositary", "source", "pinpoint")


@dataclass
class Row:
    """A row: what stands in its boxes, whom it means, the act it makes, what is to be known."""

    form: RowForm
    actor: Actor | None = None
    name: str = ""
    suggestions: list[Actor] = field(default_factory=list)
    act: TreatyAction | None = None
    errors: list[str] = field(default_factory=list)
    misnamed: str = ""
    warnings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    outcome: str = ""

    @property
    def is_taken(self) -> bool:
        return bool(self.form.cleaned_data.get("take"))

    @property
    def typed(self) -> str:
        """Give the name that people typed; of an actor of a set there is none."""
        text = self.form.data.get(self.form.add_prefix("who"), "")
        return "" if self.actor and text == self.actor.slug else text

    @property
    def day(self) -> UncertainDate | None:
        return self.form.cleaned_data.get("on")

    @property
    def day_text(self) -> str:
        return str(self.day or self.form.data.get(self.form.add_prefix("on"), ""))

    @property
    def kind_text(self) -> str:
        return self.form.data.get(self.form.add_prefix("kind"), "")


class Consequences(NamedTuple):
    """What follows from saving, for the treaty as a whole: before, after, and what to judge."""

    before: Outlook
    after: Outlook
    warnings: list[Item]


def listed(who: dict, treaty: Treaty, day: date) -> list[dict]:
    """List the rows of a set as the boxes of the grid hold them; who may be in it is not ticked."""
    chosen, about = who["who"], who.get("treaty") or treaty
    if chosen == NAMES:
        return [
            {
                "take": True,
                "who": act.name,
                "kind": str(act.kind.label) if act.kind else "",
                "on": str(act.day or ""),
            }
            for act in read(who["pasted"])
        ]
    if chosen == MEMBERS:
        found = sets.members(who["alliance"], day)
    elif chosen == SIGNERS:
        found = sets.signers(about, day)
    elif chosen == AWAITED:
        found = sets.awaited(treaty, day)
    else:
        wanted = Standing.PARTY if chosen == PARTIES else Standing.SIGNATORY
        found = sets.with_standing(about, [wanted], day)
    return [
        {"take": member.answer is Answer.YES, "who": member.actor.slug}
        for member in found
        if member.answer is not Answer.NO
    ]


def as_posted(rows: list[dict]) -> dict[str, str]:
    """Write rows as a browser would post them."""
    prefix = Rows.get_default_prefix()
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        for name, value in row.items():
            if value:
                data[f"{prefix}-{number}-{name}"] = "on" if value is True else value
    return data


class Grid:
    """The rows of one post, checked: `is_sound` tells whether all that are ticked can be saved."""

    def __init__(self, treaty: Treaty, act: ActForm, formset):
        self.treaty = treaty
        self.act_form = act
        self.formset = formset
        self.is_sound = act.is_valid() & (not formset.non_form_errors())
        self.names = Names.stored()
        self.book = ActorName.objects.book()
        with override(ENGLISH):
            self.english = ActorName.objects.book()
        self.rows = [self._row(form) for form in formset.forms]
        if act.is_valid():
            self._make_acts()
        any_wrong = act.errors or any(row.errors for row in self.rows)
        self.is_sound = self.is_sound and not any_wrong

    @property
    def acts(self) -> list[TreatyAction]:
        """Give the acts that can be written."""
        if self.act_form.errors:
            return []
        return [row.act for row in self.rows if row.act and not row.errors]

    def save(self, day: date) -> Consequences:
        """Write the acts, derive what follows and compare; a preview rolls this back."""
        before, known = outlook(self.treaty.pk, day), self._faults()
        written = TreatyAction.objects.bulk_create(self.acts)
        rebuild([self.treaty.pk])
        told = {item.key for item in known}
        warnings = [item for item in self._faults() if item.key not in told]
        rows = {row.act.pk: row for row in self.rows if row.act in written}
        warnings += [
            Item("name_not_in_use", row.misnamed, self.treaty, row.actor, row.act, "actor")
            for row in rows.values()
            if row.misnamed
        ]
        warnings += [
            Item("day_to_come", sentence, self.treaty, row.actor, row.act, "deposited_on")
            for row in rows.values()
            if (sentence := still_to_come(row.act.deposited_on))
        ]
        for item in warnings:
            if isinstance(item.record, TreatyAction) and item.record.pk in rows:
                rows[item.record.pk].warnings.append(item.message)
        self._tell_outcomes(day)
        return Consequences(before, outlook(self.treaty.pk, day), warnings)

    def refuse(self, told: Iterable[tuple[Finding, str]]) -> None:
        """Say what the acts would make wrong: in the row that does, or above all rows."""
        rows = {row.act.pk: row for row in self.rows if row.act}
        for finding, sentence in told:
            is_act = isinstance(finding.record, TreatyAction)
            if is_act and (row := rows.get(finding.record.pk)):
                row.errors.append(finding.reason)
            else:
                self.act_form.add_error(None, sentence)
        self.is_sound = False

    def _faults(self) -> list[Item]:
        return faults(treaties=[self.treaty.pk])

    # Each row

    def _row(self, form: RowForm) -> Row:
        row = Row(form)
        if not form.is_bound:
            return row
        if row.is_taken:
            row.errors += [error for errors in form.errors.values() for error in errors]
        given = form.cleaned_data
        text = given.get("who", "")
        row.actor = self.names.by_slug.get(text)
        day = given.get("on") or self._shared("deposited_on")
        if row.actor is None and text:
            self._find(row, text, given.get("pick"), day)
        if row.actor:
            self._name(row, text, day)
        return row

    def _find(self, row: Row, text: str, picked: str, day: UncertainDate | None):
        try:
            row.actor = self.names.find(text, day)
        except Unmatched as unmatched:
            row.suggestions = unmatched.suggestions
            row.actor = self.names.by_slug.get(picked)
            if row.actor is None and row.is_taken:
                message = _("%(reason)s Choose whom it means, or correct it, or untick the row.")
                row.errors.append(message % {"reason": unmatched.reason})

    def _name(self, row: Row, text: str, day: UncertainDate | None):
        """Name the actor as it was named that day, and say so where the row names it otherwise."""
        last = day and (day.latest or day.earliest)
        row.name = self.book.name(row.actor, last)
        in_use = {
            fold(name)
            for book in (self.book, self.english)
            for name in (book.name(row.actor, last), book.official_name(row.actor, last))
        }
        if text == row.actor.slug or fold(text) in in_use:
            return
        if fold(text) in self._names_borne(row.actor):
            message = _("“%(text)s” was not its name that day: it was %(name)s.")
            row.misnamed = message % {"text": text, "name": row.name}

    def _names_borne(self, actor):
        entries = self.book.borne_by(actor)
        texts = [actor.name, actor.official_name]
        texts += [text for entry in entries for text in (entry.name, entry.official_name)]
        return {fold(text) for text in texts if text}

    def _shared(self, name):
        return getattr(self.act_form, "cleaned_data", {}).get(name)

    # The acts

    def _make_acts(self):
        on_record, numbers = {}, Counter()
        for act in self.treaty.actions.all():
            key = act.actor_id, act.kind
            on_record[key] = act
            numbers[key] = max(numbers[key], act.number)
        shared = []
        for row in self.rows:
            if row.is_taken and row.actor and not row.form.errors:
                shared += self._make_act(row, on_record, numbers)
        for name, reason in dict.fromkeys(shared):
            self.act_form.add_error(name, reason)

    def _make_act(self, row: Row, on_record: dict, numbers: Counter) -> list[tuple[str, str]]:
        """Make the act of a row; give what must hold for the boxes above all rows, by box."""
        kind = row.form.cleaned_data.get("kind") or self._shared("kind")
        if not kind:
            row.errors.append(_("Choose a kind of act, here or for all rows."))
            return []
        key = row.actor.pk, kind
        if key in on_record and self._is_left_out(row, on_record[key]):
            return []
        numbers[key] += 1
        act = TreatyAction(
            treaty=self.treaty,
            actor=row.actor,
            kind=kind,
            number=numbers[key],
            deposited_on=row.day or self._shared("deposited_on"),
            **{name: self._shared(name) for name in SHARED},
        )
        on_record.setdefault(key, act)
        row.act = act
        shared = []
        for finding in chain(value_findings(act), check_findings(act), clean_findings(act)):
            if len(finding.values) == 1 and finding.values.keys() <= set(SHARED):
                shared.append((*finding.values, finding.reason))
            else:
                row.errors.append(finding.reason)
        return shared

    def _is_left_out(self, row: Row, known: TreatyAction) -> bool:
        """Say what the row repeats, on record or further up, and where its own day is another."""
        is_left, is_new = self._shared("again") == "leave", known.pk is None
        differs = row.day and row.day != known.deposited_on
        if is_left and is_new and differs:
            sentence = _("It stands further up with another day (%(act)s): untick one of the two.")
            row.errors.append(sentence % {"act": known})
        elif is_left and differs:
            sentence = _("On record with another day: %(act)s. It stays as it is.")
            row.warnings.append(sentence % {"act": known})
        else:
            sentence = (
                _("Further up already: %(act)s.") if is_new else _("Already on record: %(act)s.")
            )
            row.remarks.append(sentence % {"act": known})
        return is_left

    def _tell_outcomes(self, day: date):
        """Say beside each row where its actor stands once all of them are saved."""
        actors = {act.actor_id for act in self.acts}
        spells = spells_of(Participation.objects.filter(treaty=self.treaty, actor__in=actors))
        for row in self.rows:
            if row.act and row.act.pk:
                own = sorted(spells[row.actor.pk], key=lambda spell: spell.begins)
                row.outcome = say(own[-1].reason) if own else _("No standing follows.")


def in_short(items: list[Item]) -> list[str]:
    """Say each warning once, with how many rows it is about."""
    counted = Counter(item.message for item in items)
    return [
        message
        if number == 1
        else ngettext("%(message)s (%(number)d row)", "%(message)s (%(number)d rows)", number)
        % {"message": message, "number": number}
        for message, number in counted.items()
    ]
