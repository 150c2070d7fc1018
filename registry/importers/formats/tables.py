"""Any tidy table of participants: a treaty, a participant, a signature, an act with its days."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import PurePath

from django.utils.text import slugify
from django.utils.translation import gettext as _

from registry.choices import CONSENTS, ActionKind, CitationScheme, Coverage, SourceRank
from registry.dates import Ambiguous, UncertainDate, read_date, what_must_hold
from registry.importers.desk import Desk
from registry.importers.formats import mapping as mappings
from registry.importers.formats.mapping import Mapping
from registry.importers.formats.marks import meaning
from registry.importers.formats.parts import (
    MONTH,
    NUMERALS,
    OPEN_YEAR,
    UNKNOWN,
    UNKNOWN_DAY,
    UNKNOWN_WHOLE,
    numerals,
    whole,
)
from registry.importers.formats.titles import kind_of
from registry.importers.names import fold
from registry.importers.reading import Cells, Given, Malformed, Table, cut
from registry.importers.rows import NotTaken, Refused, Row
from registry.models import Citation, Treaty, TreatyAction

NONE = {"", "NA", "N/A", "n/a", "-", "\u2013", "NULL", "null", "None"}
DELIMITERS = ",;\t"
KINDS = {
    "withdrawal": ActionKind.WITHDRAWAL,
    "denunciation": ActionKind.WITHDRAWAL,
    "declaration of continued application": ActionKind.SUCCESSION,
    "declaration notification of succession": ActionKind.SUCCESSION,
    "notification of succession": ActionKind.SUCCESSION,
    "declaration of succession": ActionKind.SUCCESSION,
}
TIME = re.compile(r"[T ]\d\d:\d\d(?::\d\d)?Z?$")
# The cells of a row by their roles, "" where nothing is told.
Said = dict[str, str]
YES, NO = {"1", "true", "yes", "y", "x"}, {"0", "false", "no", "n"}


def read(files: list[Given], desk: Desk) -> None:
    """Take the rows of tables as a mapping file or their own headings say."""
    mapping = mappings.read(desk.options.mapping)
    for file in files:
        with desk.file(file):
            needed = [mapping.columns["participant"]] if "participant" in mapping.columns else []
            delimiter = mapping.delimiter or delimiter_of(file, mapping.encoding)
            found = Table(file, needed, encodings=(mapping.encoding,), delimiter=delimiter)
            _Reader(file, found, mapping, desk).take()


def delimiter_of(file: Given, encoding: str) -> str:
    """Tell what parts the cells of the first line that is not empty: that which parts most."""
    with file.lines(encoding) as lines:
        first = next(line for line in lines if line.strip())

    def parted(by: str) -> int:
        return len(next(csv.reader([first], delimiter=by)))

    return max(DELIMITERS, key=parted)


@lru_cache(maxsize=5000)
def day_of(text: str) -> str:
    """Write a date as EDTF, whatever hour stands with it; raises ValueError if it is none."""
    return read_date(TIME.sub("", text)).text


def _is_plain(text: str) -> bool:
    """Tell whether a text is a whole day of the calendar, written as EDTF writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _last_day(told) -> UncertainDate | None:
    days = [UncertainDate(on) for _, on, _ in told if on and on != UNKNOWN_DAY]
    return max(days, default=None)


class _Reader:
    def __init__(self, file: Given, found: Table, mapping: Mapping, desk: Desk):
        self.file, self.found, self.mapping, self.desk = file, found, mapping, desk
        self.roles = mapping.roles(found.headings, file.name, found.line)
        self.named = PurePath(file.name.replace("\\", "/")).name
        self.acts = self._act_columns()
        self.is_of_one = bool(mapping.treaty or mapping.files.get(self.named))
        if "participant" not in self.roles:
            self._lacks("participant")
        if not self.is_of_one and not {"treaty", "number"} & self.roles.keys():
            self._lacks("treaty")
        if not self.acts and not {"signature", "date", "effect"} & self.roles.keys():
            self._lacks("signature, date or effect")
        self.treaties: dict[tuple[str, str], str] = {}
        self.source: list[str] = []
        self.kinds: dict[str, ActionKind] = {}

    def _lacks(self, role):
        reason = _(
            "The headings must name the %(role)s; the import command may be given a mapping that "
            "does (--mapping)."
        )
        raise Malformed(reason, self.found.line, self.file.name, role=role)

    def _act_columns(self) -> dict[str, ActionKind]:
        """Find the columns whose heading is itself the act of which they give the day."""
        taken = set(self.roles.values())
        if self.mapping.columns:
            return {}
        found = {}
        for heading in self.found.headings:
            words = re.sub(r"\b(date|of|on|year)\b", " ", fold(heading))
            act = meaning(" ".join(words.split())) if heading and heading not in taken else None
            if act and not act.words:
                found[heading] = act.kind
        return found

    def take(self) -> None:
        # Where columns are acts themselves, no other column says which act a row is of, and when.
        unread = {"kind", "date", "bound"} if self.acts else set()
        read = {heading for role, heading in self.roles.items() if role not in unread}
        read |= self.acts.keys()
        self.desk.passes_over(self.file, self.found.headings, read)
        participant = self.roles["participant"]
        roles = [one for one in self.roles.items() if one[0] != "participant"]
        for cells in self.found:
            values = cells.values
            name = values[participant]
            told = {
                role: "" if (text := values[heading]) in NONE else text for role, heading in roles
            }
            title = told.get("treaty") or told.get("number") or ""
            with self.desk.row(self.file.name, cells.line, f"{title} {name}".strip()) as row:
                self._take_row(row, cells, told, name)

    def _take_row(self, row: Row, cells: Cells, said: Said, name: str) -> None:
        if not name:
            raise Malformed(_("The participant must be named."))
        told = list(self._told(cells, said))
        day = None if self.desk.names.is_sole(name) else _last_day(told)
        actor = self.desk.actor(row, name, day)
        note = said.get("note", "")
        if self.acts and (text := said.get("effect")) and not any(effect for *_, effect in told):
            reason = _("%(heading)s: “%(text)s” is of no consent in this row.")
            row.leave(reason, heading=self.roles["effect"], text=cut(text))
        if not told:
            if note:
                raise NotTaken(_("No act stands in this row. Its note: %(note)s"), note=note)
            raise NotTaken(_("No act stands in this row."))
        treaty = self._treaty(row, said)
        source = self.cite(row)
        for kind, on, effect in told:
            row.say(
                TreatyAction,
                is_loose=kind in self.mapping.loose or kind == ActionKind.CONSENT_TO_BE_BOUND,
                treaty=[treaty],
                actor=[actor],
                kind=kind,
                deposited_on=on or None,
                effective_on=effect or None,
                remark=note or None,
                source=source,
                pinpoint=f"{self.named}, {cut(name)}"[:200],
            )

    def _told(self, cells: Cells, said: Said) -> Iterator[tuple[ActionKind, str, str]]:
        """Yield each act of a row: its kind, its day and its day of effect, "" where not told."""
        signed = self.day(said, "signature")
        if signed:
            yield ActionKind.SIGNATURE, signed, ""
        elif self.flag(said, "signatory"):
            yield ActionKind.SIGNATURE, UNKNOWN_DAY, ""
        for heading, kind in self.acts.items():
            if on := self.read_day(cells.get(heading), heading):
                yield kind, on, self.day(said, "effect") if kind in CONSENTS else ""
        if self.acts:
            return
        if OPEN_YEAR in said.get("date", ""):
            reason = _("“%(text)s” stands for a day that has not come.")
            raise NotTaken(reason, text=cut(said["date"]))
        kind, on, effect = self.kind(said), self.day(said, "date"), self.day(said, "effect")
        if kind is None and (on or self.flag(said, "bound")):
            kind = self._unnamed_kind()
        if kind is None and effect:
            kind = ActionKind.CONSENT_TO_BE_BOUND
        if kind:
            on = on or ("" if effect else UNKNOWN_DAY)
            yield kind, on, effect

    def _unnamed_kind(self) -> ActionKind:
        default = self.mapping.kinds.get("")
        if default:
            return ActionKind(default)
        reason = _(
            "The kind of the act is not told: a column may say it, or for all rows a mapping that "
            "the import command is given ([kinds])."
        )
        raise Refused(reason)

    def kind(self, said: Said) -> ActionKind | None:
        word = said.get("kind", "")
        if not word:
            return None
        if word not in self.kinds:
            self.kinds[word] = self._read_kind(word)
        return self.kinds[word]

    def _read_kind(self, word: str) -> ActionKind:
        if word in self.mapping.kinds:
            decided = self.mapping.kinds[word]
            if not decided:
                raise NotTaken(_("“%(word)s” is no act, as the mapping says."), word=word)
            return ActionKind(decided)
        act = meaning(word)
        kind = KINDS.get(fold(word)) or (act.kind if act and not act.words else None)
        if kind is None:
            reason = _(
                "“%(word)s” must be a known kind of act; a mapping that the import command is "
                "given may map it to one."
            )
            raise Malformed(reason, word=cut(word))
        return kind

    def flag(self, said: Said, role: str) -> bool:
        text = said.get(role, "")
        if not text:
            return False
        text = text.lower()
        if text in YES or text in NO:
            return text in YES
        raise Malformed(_("“%(text)s” must be 1 or 0, yes or no."), text=cut(text))

    def day(self, said: Said, role: str) -> str:
        text = said.get(role, "")
        return self.read_day(text, self.roles[role]) if text else ""

    def read_day(self, text: str, heading: str) -> str:
        if text in NONE or text in UNKNOWN or OPEN_YEAR in text:
            return ""
        if "*" in text or text == UNKNOWN_WHOLE:
            return whole(text)
        if _is_plain(text):
            return text
        bare = TIME.sub("", text)
        match = NUMERALS.fullmatch(bare)
        if match and self.mapping.day_first is not None:
            return numerals(bare, day_first=self.mapping.day_first)
        if MONTH.fullmatch(text):
            return numerals(text)
        try:
            return day_of(text)
        except ValueError as error:
            if match and isinstance(error, Ambiguous):
                reason = _(
                    "%(heading)s: “%(text)s” does not tell the day from the month: write it as "
                    "1949-04-03, or give the import command a mapping that says day_first = true "
                    "or false."
                )
                raise Refused(reason, heading=heading, text=text) from None
            raise Malformed(f"{heading}: {what_must_hold(error)}") from None

    # Treaties

    def _treaty(self, row: Row, said: Said) -> str:
        word, number = said.get("treaty", ""), said.get("number", "")
        if self.is_of_one:
            told = dict(self.mapping.treaty)
            if self.named in self.mapping.files:
                word = number = self.mapping.files[self.named]
                told = self.mapping.treaties.get(word, {"number": word})
        else:
            told = self.mapping.treaties.get(word) or self.mapping.treaties.get(number) or {}
        title = told.get("title") or word
        number = told.get("number") or number
        key = (number, title)
        if not title and not number:
            raise Malformed(_("The treaty must be named."))
        if key not in self.treaties:
            self.treaties[key] = self._find(row, told, title, number)
        return self.treaties[key]

    def _find(self, row, told, title, number) -> str:
        catalogue = self.desk.catalogue
        slug = told.get("slug") or (slugify(title) if slugify(title) in catalogue.slugs else "")
        if slug in catalogue.slugs:
            return slug
        cited = (CitationScheme.MTDSG.value, number) if number else None
        on = told.get("concluded_on")
        days = [UncertainDate(on)] if on else []
        found = catalogue.find(number=cited, title=title, days=days)
        if found is None:
            if not title or title == number:
                reason = _("No treaty has the number %(number)s, and the table has no title.")
                raise Refused(reason, number=number)
            found = catalogue.add(title, number=cited, days=days)
            # Its own words stay out of the row's fate: other rows refer to this treaty.
            with self.desk.row(self.file.name, row.line, title) as head:
                head.say(
                    Treaty,
                    slug=found,
                    title=title,
                    short_title=told.get("short_title"),
                    kind=kind_of(title),
                    form=self.mapping.form,
                    concluded_on=on,
                    concluded_at=told.get("concluded_at"),
                    coverage=Coverage.PARTIAL,
                    source=self.cite(head),
                )
                if cited:
                    head.say(Citation, treaty=[found], scheme=cited[0], value=number)
        return found

    def cite(self, row: Row) -> list[str]:
        if not self.source:
            self.source = self._cite(row)
        return self.source

    def _cite(self, row: Row) -> list[str]:
        given = {"rank": SourceRank.DATASET.value} | self.mapping.source
        if "slug" not in given:
            stem = self.named.removesuffix(".gz").rpartition(".")[0] or self.named
            given |= {"slug": f"table-{slugify(stem)}"[:120], "title": f"Table “{self.named}”"}
        return self.desk.cite(row, **given)
