"""What could be known of a period on a day: nothing that was done later."""

from datetime import date

from registry.choices import ActionKind
from registry.dates import Answer, UncertainDate
from registry.law.acts import EXITS
from registry.models.base import held

ENDINGS = EXITS | {ActionKind.TERMINATION, ActionKind.PROVISIONAL_END}


def may_have_come(on: UncertainDate | None, day: date) -> bool:
    """Tell whether a date may have come by the day; an undated thing may have been done."""
    return on is None or on.earliest is None or on.earliest <= day


def known_end(
    until: UncertainDate | None, day: date, *, told_on: UncertainDate | None = None
) -> UncertainDate | None:
    """Give the end of a period if it may have come by the day, or have been told of by then."""
    moments = [moment for moment in (until, told_on) if moment]
    known = until and any(moment.by(day) is not Answer.NO for moment in moments)
    return until if known else None


def spell_end(
    until: UncertainDate | None, day: date, *, by, in_force_on: UncertainDate | None
) -> UncertainDate | None:
    """Give the end of a standing as far as it was known on a day.

    `by` is the act that ends it. An act of leaving says when; a consent makes a party of its actor
    on a day that nobody can tell before the entry into force of the treaty, `in_force_on`, is known
    (VCLT art. 24).
    """
    says_when = by and (by.kind in ENDINGS or in_force_on)
    return known_end(until, day, told_on=by.deposited_on if says_when else None)


def begun(since: UncertainDate | None, day: date) -> Answer:
    """Tell whether something had begun by the day; without a date that is not known."""
    return since.by(day) if since else Answer.NOT_KNOWN


def runs(record, day: date) -> Answer:
    """Tell whether a record with `since` and `until` ran on the day; undated, that is not known."""
    return begun(record.since, day) & held(None, record.until, day)


def full_years(since: UncertainDate | None, day: date) -> int | None:
    """Count the full years that have certainly passed; None where the date has no last bound."""
    if not since or not since.latest:
        return None
    first = since.latest
    return max(0, day.year - first.year - ((day.month, day.day) < (first.month, first.day)))


def years_before(day: date, years: int) -> date:
    """Go back so many years; from 29 February to 28 where the year has none."""
    if years >= day.year:
        return date.min
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
