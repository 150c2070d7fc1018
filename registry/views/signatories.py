from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from registry.choices import SIGNATURES, Standing
from registry.filters.actions import SignatoryFilter
from registry.models import Participation
from registry.models.base import held, soonest
from registry.queries.names import DayNames
from registry.queries.periods import full_years
from registry.views.base import Footnotes, RecordList
from registry.views.citing import cite


class SignatoryList(RecordList):
    """Who signed what, and is not known to have consented to be bound since."""

    title = gettext_lazy("Signed, and not bound")
    template_name = "registry/signatory_list.html"
    file_name = "signatories"
    filter_form = SignatoryFilter
    columns = [
        "slug",
        "actor",
        "name",
        "treaty",
        "treaty_title",
        "signed_on",
        "since",
        "held",
        "years",
        "reason",
        "source",
    ]

    def records(self, day: date):
        return (
            Participation.objects.filter(standing=Standing.SIGNATORY)
            .possibly_on(day)
            .select_related("treaty", "actor", "basis__source")
            .order_by(soonest("begins"), "treaty__slug", "actor__slug", "pk")
        )

    def rows(self, records, day):
        self.footnotes = Footnotes()
        names = DayNames(day)
        return [self.row(spell, names) for spell in records]

    def row(self, spell: Participation, names: DayNames) -> dict[str, Any]:
        basis = spell.basis
        signed_on = basis.deposited_on if basis and basis.kind in SIGNATURES else None
        return {
            "slug": f"{spell.treaty.slug}|{spell.actor.slug}|{spell.begins or ''}",
            **names.tell(spell.actor),
            "treaty": spell.treaty.slug,
            "treaty_title": spell.treaty.title,
            "treaty_url": spell.treaty.get_absolute_url(),
            "signed_on": signed_on,
            "since": spell.since,
            "held": held(spell.begins, spell.until, names.day),
            "years": full_years(spell.begins, names.day),
            "reason": spell.reason,
            **cite(
                self.footnotes,
                basis.source if basis else None,
                basis.pinpoint if basis else "",
            ),
        }

    def more(self, day):
        return {"footnotes": self.footnotes}
