"""How a table's columns are to be read: by a small file, or by headings that say it themselves."""

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from registry.choices import ActionKind, SourceRank, TreatyForm
from registry.importers.names import fold
from registry.importers.reading import Malformed, shortened, unreadable

HEADINGS = {
    "participant": "participant, country, country name, contracting party, state, party, actor, "
    "member, member state",
    "treaty": "treaty, treaty name, treaty title, title, agreement, convention, instrument",
    "number": "mtdsg no, mtdsg number",
    "signature": "signature, signature date, date of signature, signed, signed on",
    "kind": "kind, act, kind of act, action, action type, instrument type, type of act, act type",
    "date": "date, act date, action date, instrument date, deposit, deposit date, deposited, "
    "deposited on, date of deposit, date of act",
    "effect": "effect, effective, effective on, effective date, entry into force, "
    "entry into force date, date of entry into force, in force from",
    "note": "note, notes, remark, remarks",
}
ROLES = [*HEADINGS, "signatory", "bound"]
TABLES = {
    *("columns", "kinds", "source", "treaty", "treaties", "files", "loose", "day_first"),
    *("delimiter", "encoding", "form"),
}
SOURCE_FIELDS = {"slug", "title", "publisher", "url", "published_on", "retrieved_on", "rank"}
TREATY_FIELDS = {"title", "number", "slug", "concluded_on", "concluded_at", "short_title"}


@dataclass
class Mapping:
    """What a mapping file says. `kinds` gives the registry's word for a table's word for an act.

    `treaties` describes, by the table's word for it, each treaty that the registry may lack;
    `files` names, by file name, the treaty of a table that speaks of one alone; `loose` lists the
    kinds by which the table means several ("ratification" for acceptance too). `day_first` says how
    numerals such as 03/04/1949 are to be read; None stops a row that has some. Without a
    `delimiter`, comma, semicolon and tab are tried.
    """

    columns: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)
    treaty: dict[str, str] = field(default_factory=dict)
    treaties: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    loose: list[str] = field(default_factory=lambda: [ActionKind.RATIFICATION.value])
    day_first: bool | None = None
    delimiter: str = ""
    encoding: str = "utf-8"
    form: str = TreatyForm.MULTILATERAL.value

    def roles(self, headings: list[str], file: str, line: int) -> dict[str, str]:
        """Tell which column has which role; raises Malformed where a named one is not there."""
        if self.columns:
            for role, heading in self.columns.items():
                if heading not in headings:
                    reason = f"There must be a column “{heading}” for {role}."
                    raise Malformed(reason, line, file)
            return dict(self.columns)
        found: dict[str, str] = {}
        for role, words in HEADINGS.items():
            known = {fold(word) for word in words.split(", ")}
            named = [heading for heading in headings if fold(heading) in known]
            if len(named) > 1:
                both = " and ".join(named)
                raise Malformed(f"Which is the {role} must be told: {both}.", line, file)
            if named:
                found[role] = named[0]
        return found


def read(path: str) -> Mapping:
    """Read a mapping in TOML or JSON; raises Malformed with what must hold."""
    if not path:
        return Mapping()
    name = shortened(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
    except OSError as error:
        raise unreadable(error, name) from None
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The mapping must be TOML or JSON in UTF-8: {error}.", file=name) from None
    if not isinstance(content, dict) or content.keys() - TABLES:
        known = ", ".join(sorted(TABLES))
        raise Malformed(f"The mapping must have {known} only.", file=name)
    mapping = Mapping(**content)
    _check(mapping, name)
    return mapping


def _check(mapping, name):
    shapes = {"columns": dict, "kinds": dict, "source": dict, "treaty": dict, "treaties": dict}
    shapes |= {"files": dict, "loose": list, "day_first": bool, "delimiter": str, "form": str}
    for part, shape in shapes.items():
        value = getattr(mapping, part)
        if not isinstance(value, shape) and not (part == "day_first" and value is None):
            raise Malformed(f"{part} must be a {shape.__name__}.", file=name)
    if unknown := mapping.columns.keys() - set(ROLES):
        roles = ", ".join(ROLES)
        raise Malformed(f"A column must be one of {roles}, not {min(unknown)}.", file=name)
    for word, kind in mapping.kinds.items():
        if kind not in ActionKind.values and kind != "":
            reason = f"“{word}” must be one of {', '.join(ActionKind.values)}, or empty: no act."
            raise Malformed(reason, file=name)
    if mapping.source:
        _check_source(mapping.source, name)
    for told in [mapping.treaty, *mapping.treaties.values()]:
        if not isinstance(told, dict) or told.keys() - TREATY_FIELDS:
            fields = ", ".join(sorted(TREATY_FIELDS))
            raise Malformed(f"A treaty must have {fields} only.", file=name)
    if mapping.form not in TreatyForm.values or len(mapping.delimiter) > 1:
        raise Malformed("The form and the delimiter must be known.", file=name)


def _check_source(source, name):
    if unknown := source.keys() - SOURCE_FIELDS:
        raise Malformed(f"The source must not have {min(unknown)}.", file=name)
    if not {"slug", "title"} <= source.keys():
        raise Malformed("The source must have a slug and a title.", file=name)
    if source.get("rank", "dataset") not in SourceRank.values:
        raise Malformed(f"The rank must be one of {', '.join(SourceRank.values)}.", file=name)
