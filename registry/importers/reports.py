"""The report of an import, as text for people and as JSON for programs."""

from collections.abc import Iterator

from registry.importers.decisions import proposal
from registry.importers.importing import Report
from registry.importers.rows import Outcome, Row

LISTED = 20


def as_json(report: Report) -> dict[str, object]:
    """Tell everything: each row with its place, what became of it, why, and what it changed."""
    return {
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
        "rows": [_row(row) for row in report.rows],
    }


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


def as_text(report: Report) -> str:
    """Tell the same in lines: the summary, then each row that was not simply taken or unchanged."""
    return "\n".join([*summary(report), "", *(_line(row) for row in report.rows)]) + "\n"


def summary(report: Report) -> Iterator[str]:
    """Tell in a few lines what the import did, or would do."""
    counts = report.counts
    told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome)
    yield f"{len(report.rows)} rows: {told}."
    for total in report.totals:
        agrees = "agrees with" if total.printed == total.counted else "differs from"
        printed = f"{total.printed} {total.label} printed"
        yield f"{total.file}: {printed}, {agrees} {total.counted} taken."
    for label, count in sorted(report.tallies.items()):
        yield f"{label}: {count}"
    if report.gone:
        yield f"{len(report.gone)} records of this source are on record and not in the files:"
        yield from (f"  {gone}" for gone in report.gone)
    if report.undecided:
        yield "Names to decide (put the slug of the actor, or false, into names.toml):"
        near = {name: (told.place, told.near) for name, told in report.undecided.items()}
        yield proposal(near)


def problems(report: Report) -> Iterator[str]:
    """Tell each wrong row on a line: file, line, whom or what it speaks of, reason."""
    for row in report.wrong:
        yield ": ".join(part for part in (row.place, row.subject, " ".join(row.reasons)) if part)


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
