"""What people read for values that are data."""

from django.utils.translation import gettext_lazy

# Columns of which other sources say something else.
FIELDS = {
    "since": gettext_lazy("since"),
    "until": gettext_lazy("until"),
    "happened_on": gettext_lazy("happened"),
    "stated_in_force_on": gettext_lazy("stated in force"),
    "deposited_on": gettext_lazy("deposited"),
    "concluded_on": gettext_lazy("concluded"),
    "effective_on": gettext_lazy("effective"),
    "made_on": gettext_lazy("made"),
    "value": gettext_lazy("value"),
    "name": gettext_lazy("name"),
}

ROLES = {
    "host": gettext_lazy("host"),
    "lead": gettext_lazy("lead"),
    "partner": gettext_lazy("partner"),
    "ship": gettext_lazy("ship"),
    "sponsor": gettext_lazy("sponsor"),
}
