"""The report of an import, as text for people and as JSON for programs."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.importers.decisions import proposal
from registry.importers.importing import Report
from registry.importers.rows import Outcome, Row


def write(report: Report, path: Path) -> None:
    """Write everything to a file, row by row: as JSON if its name ends so, or as text."""
    lines = as_json(report) if path.suffix == ".json" else as_text(report)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines)


def as_json(report: Report) -> Iterator[str]:
    """Yield JSON that tells everything: of each row its place, what became of it, why, and what it
    changed; a row stands on a line.
    """
    head = {
        "format": report.format,
        "written": report.is_written,
        "dry_run": report.is_dry,
        "files": [{"name": file.name, "sha256": file.digest} for file in report.files],
        "sources": report.sources,
        "counts": {outcome.value: report.counts[outcome] for outcome in Outcome},
        "tallies": dict(sorted(report.tallies.items())),
        "totals": [total.__dict__ for total in report.totals],
        "gone": report.gone,
        "undecided": {name: told.__dict__ for name, told in report.undecided.items()},
    }
    yield json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    yield ',\n "rows": ['
    before = "\n"
    for row in report.rows:
        yield f"{before}  {json.dumps(_row(row), ensure_ascii=False)}"
        before = ",\n"
    yield "\n ]\n}\n"


def _row(row: Row) -> dict[str, object]:
    return {
        "file": row.file,
        "line": row.line,
        "subject": row.subject,
        "outcome": row.outcome and row.outcome.value,
        "reasons": row.reasons,
        "records": [
            {
                "model": difference.model,
                "key": difference.key,
                "was": difference.was.value,
                "fields": {
                    name: {"from": old, "to": new} for name, (old, new) in difference.fields.items()
                },
            }
            for difference in row.differences
        ],
    }


def as_text(report: Report) -> Iterator[str]:
    """Yield the same in lines: the summary, then each row."""
    for line in [*summary(report), ""]:
        yield f"{line}\n"
    for row in report.rows:
        yield f"{_line(row)}\n"


def summary(report: Report) -> Iterator[str]:
    """Tell in a few lines what the import did, or would do."""
    number = len(report.ledger)
    counts = {outcome.value: report.counts[outcome] for outcome in Outcome}
    message = ngettext(
        "%(rows)d row: %(added)d added, %(changed)d changed, %(unchanged)d unchanged, "
        "%(left)d left, %(refused)d refused, %(wrong)d wrong.",
        "%(rows)d rows: %(added)d added, %(changed)d changed, %(unchanged)d unchanged, "
        "%(left)d left, %(refused)d refused, %(wrong)d wrong.",
        number,
    )
    told = message % {"rows": number, **counts}
    yield told if number > report.misread else _("No row is read.")
    for total in report.totals:
        message = (
            _("%(file)s: %(printed)s %(label)s printed, agrees with %(counted)s taken.")
            if total.printed == total.counted
            else _("%(file)s: %(printed)s %(label)s printed, differs from %(counted)s taken.")
        )
        yield message % total.__dict__
    for label, count in sorted(report.tallies.items()):
        yield label if label.endswith(".") else f"{label}{_(':')} {count}"
    if report.gone:
        yield ngettext(
            "%(number)d record of this source is on record and not in the files:",
            "%(number)d records of this source are on record and not in the files:",
            len(report.gone),
        ) % {"number": len(report.gone)}
        yield from (f"  {gone}" for gone in report.gone)
    yield from undecided(report)


def undecided(report: Report) -> Iterator[str]:
    """Propose lines for the decisions on names, for each name that stopped a row."""
    if report.undecided:
        yield _(
            "Names to decide (put the slug of the actor, or false, into the decisions on names, "
            "names.toml):"
        )
        near = {name: (told.place, told.near) for name, told in report.undecided.items()}
        yield proposal(near)


def problems(report: Report, most: int | None = None) -> Iterator[str]:
    """Tell each wrong row on a line: file, line, whom or what it speaks of, reason.

    After `most` of them, how many there are besides.
    """
    for row in islice(report.ledger.rows(Outcome.WRONG), most):
        yield ": ".join(part for part in (row.place, row.subject, " ".join(row.reasons)) if part)
    if most and report.wrong > most:
        yield f"… and {report.wrong - most} more, all of them in the report (--report FILE)."


def _line(row: Row) -> str:
    parts = [f"{row.place}: {row.outcome or 'not compared'}", row.subject, " ".join(row.reasons)]
    for difference in row.differences:
        fields = "; ".join(
            f"{name} {old or '(empty)'} → {new or '(empty)'}"
            for name, (old, new) in difference.fields.items()
        )
        parts.append(
            f"{difference.model} {difference.key} {difference.was}{f' ({fields})' * bool(fields)}"
        )
    return ": ".join(part for part in parts if part)
