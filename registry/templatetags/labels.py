"""What people read for values that are data."""

from django.utils.translation import gettext_lazy

# Columns of which other sources say something else.
FIELDS = {
    "since": gettext_lazy("since"),
    "until": gettext_lazy("until"),
    "happened_on": gettext_lazy("date of the event"),
    "stated_in_force_on": gettext_lazy("stated entry into force"),
    "deposited_on": gettext_lazy("deposit"),
    "concluded_on": gettext_lazy("conclusion"),
    "effective_on": gettext_lazy("effect"),
    "made_on": gettext_lazy("date"),
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
