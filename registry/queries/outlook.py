"""What follows for a treaty from its acts, in the few words that staff need beside a form."""

from datetime import date
from typing import NamedTuple

from registry.dates import Count, UncertainDate
from registry.models import Treaty
from registry.models.participation import party_counts, signature_counts
from registry.queries.status import StatusOn, statuses


class Outlook(NamedTuple):
    """A treaty on a day: its status, its entry into force as computed and as it is taken to be."""

    status: StatusOn
    computed_on: UncertainDate | None
    in_force_on: UncertainDate | None
    signatures: Count
    parties: Count


def outlook(treaty_id: int, day: date) -> Outlook:
    """Read what is derived for a treaty at this moment, in six queries."""
    treaty = Treaty.objects.select_related("force").get(pk=treaty_id)
    force = getattr(treaty, "force", None)
    return Outlook(
        statuses([treaty], day)[treaty.pk],
        force and force.computed_on,
        force and force.in_force_on,
        signature_counts([treaty], day)[treaty.pk],
        party_counts([treaty], day)[treaty.pk],
    )
