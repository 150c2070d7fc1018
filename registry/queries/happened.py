"""What stands as done, and on which days: what has not happened is not recorded yet."""

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from registry.dates import UncertainDate
from registry.models import DomesticStep, Record, Statement, Succession, Treaty, TreatyAction

# What is recorded on such a day has happened on it. Other days may lie ahead: those of an entry
# into force that is stated, of an effect, of a period's end.
HAPPENED: dict[type[Record], tuple[str, ...]] = {
    Succession: ("happened_on",),
    Treaty: ("concluded_on", "adopted_on"),
    TreatyAction: ("deposited_on", "instrument_on"),
    DomesticStep: ("happened_on",),
    Statement: ("made_on",),
}


def is_still_to_come(day: UncertainDate | None, today: date) -> bool:
    """Tell whether a day certainly lies ahead: no day on which it may be has come."""
    return bool(day and day.earliest and day.earliest > today)


def still_to_come(model: type[Record]) -> Callable[[date], QuerySet]:
    """Find the rows that stand as done on a day that is certainly still to come."""
    bounds = [model._meta.get_field(name).bound_name("earliest") for name in HAPPENED[model]]

    def rows(today: date) -> QuerySet:
        ahead = (Q(**{f"{bound}__gt": today}) for bound in bounds)
        return model._default_manager.filter(reduce(or_, ahead))

    return rows
