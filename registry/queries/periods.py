"""What could be known of a period on a day: nothing that was done later."""

from datetime import date

from registry.dates import Answer, UncertainDate
from registry.models.base import held


def known_end(
    until: UncertainDate | None, day: date, *, told_on: UncertainDate | None = None
) -> UncertainDate | None:
    """Give the end of a period if it may have come by the day, or have been told of by then."""
    moments = [moment for moment in (until, told_on) if moment]
    known = until and any(moment.by(day) is not Answer.NO for moment in moments)
    return until if known else None


def begun(since: UncertainDate | None, day: date) -> Answer:
    """Tell whether something had begun by the day; without a date that is not known."""
    return since.by(day) if since else Answer.NOT_KNOWN


def runs(record, day: date) -> Answer:
    """Tell whether a record with `since` and `until` ran on the day; undated, that is not known."""
    return begun(record.since, day) & held(None, record.until, day)
