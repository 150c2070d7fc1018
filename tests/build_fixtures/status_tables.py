"""The status tables of the United Nations: who signed and consented, as a copy of a day prints it.

The copy of March 2015 gives the kind of each act. The tables read later call every consent after
signature a ratification, so only what came since the first copy is taken from them.
"""

import re
from datetime import date, datetime
from pathlib import Path

from tests.build_fixtures.acts import Acts
from tests.build_fixtures.facts import FactError, Row, hand_table, read_table

COPY = "untc-mtdsg-2015/treaties"
LATER = "ratification-tables-2026"
CELL = re.compile(r"(?P<day>\d{1,2} [A-Z][a-z]{2} \d{4})(?:\s+(?P<mark>[a-zA-Z]{1,2}))?")
MARKS = {
    "": "ratification",
    "a": "accession",
    "A": "acceptance",
    "AA": "approval",
    "c": "formal_confirmation",
    "d": "succession",
}
SUCCEEDED = "By succession to the signature of its predecessor."
BEFORE_IT_AROSE = "The act of a predecessor, which the table lists under this name."
CALLED_A_RATIFICATION = "The table calls every consent after signature a ratification."
ADMISSIONS = "1-2.csv"
CONSENTS = frozenset(MARKS.values())


# Of the table of admissions: those of one day are numbered in a row, and 57 (I) was of 1946.
MISPRINTS = {
    "1467 (XV)": "1476 (XV)",
    "21 75 (XXI)": "2175 (XXI)",
    "49/163": "49/63",
    "57 (I)": "57/1",
}


class StatusTables:
    """Enters the acts of the treaties that status_tables.csv names, each from its table."""

    def __init__(self, book, shelf, actors, data: Path):
        self.book, self.shelf, self.actors, self.data = book, shelf, actors, data
        self.acts = Acts(book)

    def record(self):
        for said in hand_table("status_tables.csv"):
            rows = list(read_table(self.data / said["file"]))
            if said["file"].startswith(LATER):
                self._record_later(said, rows)
            elif said["file"].endswith(ADMISSIONS):
                self._record_admissions(said, rows)
            else:
                self._record_copy(said, rows)

    def _record_copy(self, said: Row, rows: list[Row]):
        for row in rows:
            actor = self.actors.named(row["Participant"], row.where)
            for column, cell in row.items():
                if column != "Participant" and cell:
                    self._record_cell(said, row, actor, column, cell)

    def _record_cell(self, said, row, actor, column, cell):
        on, mark = read_cell(cell, row)
        if column.startswith("Signature"):
            kind, remark = "signature", SUCCEEDED if mark == "d" else ""
        else:
            kind, remark = MARKS[mark], ""
        self._add(said, row, actor, kind, on, remark)

    def _record_admissions(self, said: Row, rows: list[Row]):
        """The Assembly's decision is the day of membership (Charter, Article 4(2))."""
        for row in rows:
            actor = self.actors.named(row["Participant"], row.where)
            on, _ = read_cell(row["Date of Adoption"], row)
            resolution = MISPRINTS.get(row["Resolution"], row["Resolution"])
            remark = "Admitted by the General Assembly."
            if resolution:
                remark = f"Admitted by General Assembly resolution {resolution}."
            self._add(said, row, actor, "consent_to_be_bound", on, remark)

    def _record_later(self, said: Row, rows: list[Row]):
        treaty = said["treaty"]
        bound = {
            key[1]
            for key in self.book.all("TreatyAction")
            if key[0] == treaty and key[2] in CONSENTS
        }
        for row in rows:
            if row["treaty_id"] != said["entry"]:
                continue
            if row["country_name"] in STATES_THAT_CEASED:
                continue
            actor = self.actors.named(row["country_name"], row.where)
            signed = self.book.has("TreatyAction", treaty, actor, "signature", 1)
            if row["signature_date"] and not signed:
                self._add(said, row, actor, "signature", row["signature_date"], "")
            if row["action_date"] and actor in bound:
                self._confirm(said, actor, row["action_date"])
            elif row["action_date"]:
                kind = row["action_type"].lower()
                remark = CALLED_A_RATIFICATION if kind == "ratification" else ""
                self._add(said, row, actor, kind, row["action_date"], remark)

    def _confirm(self, said, actor, on):
        """Name the table as the source of a day that was on record without one."""
        for key, act in self.book.all("TreatyAction").items():
            if key[:2] != (said["treaty"], actor) or key[2] not in CONSENTS:
                continue
            if act["deposited_on"] == on and not act["source"]:
                act["source"] = (self.shelf.page(said["source"], said.where),)
                act["pinpoint"] = said["pinpoint"]

    def _add(self, said, row, actor, kind, on, remark):
        since = self.book.get("Actor", actor)["since"]
        if since and on < since[: len(on)]:
            remark = f"{remark} {BEFORE_IT_AROSE}".strip()
        self.acts.add(
            said["treaty"],
            actor,
            kind,
            on,
            where=row.where,
            source=self.shelf.page(said["source"], said.where),
            pinpoint=said["pinpoint"],
            remark=remark,
        )


# What these tables give for them are days of communications about Kampuchea, no signatures.
STATES_THAT_CEASED = ("Czechoslovakia", "German Democratic Republic")


def read_cell(cell: str, row: Row) -> tuple[str, str]:
    """Read "22 Mar 1956 a" into the day and the mark."""
    found = CELL.fullmatch(re.sub(r"\s+", " ", cell))
    if not found or (found["mark"] or "") not in MARKS:
        raise row.refuse(f"{cell!r} is not a day with a mark")
    return _day(found["day"]).isoformat(), found["mark"] or ""


def _day(words: str) -> date:
    try:
        return datetime.strptime(words, "%d %b %Y").date()
    except ValueError as error:
        raise FactError(f"{words!r} is not a day") from error
