"""Days that are known only so far: three answers, counts with two ends, dates with bounds."""

from registry.dates.answers import Answer, Count
from registry.dates.fields import (
    DateBound,
    UncertainDateField,
    UncertainDateFormField,
    what_must_hold,
)
from registry.dates.uncertain import DatePart, UncertainDate, dated, earlier_of, later_of
from registry.dates.written import Ambiguous, read_date

__all__ = [
    "Ambiguous",
    "Answer",
    "Count",
    "DateBound",
    "DatePart",
    "UncertainDate",
    "UncertainDateField",
    "UncertainDateFormField",
    "dated",
    "earlier_of",
    "later_of",
    "read_date",
    "what_must_hold",
]
