"""Days that are known only so far: three answers, counts with two ends, dates with bounds."""

from registry.dates.answers import Answer, Count
from registry.dates.fields import DateBound, UncertainDateField, UncertainDateFormField
from registry.dates.uncertain import UncertainDate, earlier_of, later_of
from registry.dates.written import WRITTEN_FORMS, read_date

__all__ = [
    "WRITTEN_FORMS",
    "Answer",
    "Count",
    "DateBound",
    "UncertainDate",
    "UncertainDateField",
    "UncertainDateFormField",
    "earlier_of",
    "later_of",
    "read_date",
]
