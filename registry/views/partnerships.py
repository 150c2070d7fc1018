from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from registry.filters.programs import PartnershipFilter
from registry.models import Partnership
from registry.queries.claims import Claims
from registry.queries.names import DayNames
from registry.queries.partners import ACTIVITIES, LEADS, PARTNERS, Parts, begun_by, parts_of
from registry.queries.periods import known_end
from registry.views.base import RecordList
from registry.views.citing import Footnotes, cited, tell_claims

COLUMNS = [
    "slug",
    "program",
    "lead",
    "partner",
    "region",
    "since",
    "until",
    "held",
    "end_ground",
    "document",
    "source",
]


class PartnershipList(RecordList):
    title = gettext_lazy("Partnerships")
    template_name = "registry/partnership_list.html"
    file_name = "partnerships"
    filter_form = PartnershipFilter
    columns = COLUMNS

    def records(self, day):
        return begun_by(day)

    def rows(self, records, day):
        self.footnotes = Footnotes()
        return tell_partnerships(records, DayNames(day, self.revision), self.footnotes)

    def more(self, day):
        return {"footnotes": self.footnotes}


def tell_partnerships(
    partnerships: Iterable[Partnership], names: DayNames, footnotes: Footnotes
) -> list[dict[str, Any]]:
    partnerships = list(partnerships)
    claims, parts = Claims(partnerships), parts_of(partnerships, names.reference)
    return [
        tell(partnership, names, parts)
        | cited(footnotes, partnership)
        | {"claims": tell_claims(footnotes, claims.about(names.day, partnership))}
        for partnership in partnerships
    ]


def tell(partnership: Partnership, names: DayNames, parts: Parts) -> dict[str, Any]:
    day = names.day
    leads, partners = parts[LEADS, partnership.pk], parts[PARTNERS, partnership.pk]
    until = known_end(partnership.until, day)
    return {
        "slug": partnership.slug,
        "url": partnership.get_absolute_url(),
        "program": partnership.program.slug,
        "program_name": partnership.program.name,
        "program_url": partnership.program.get_absolute_url(),
        "lead": names.join(leads),
        "partner": names.join(partners),
        "leads": names.tell_all(leads),
        "partners": names.tell_all(partners),
        "region": partnership.region,
        "since": partnership.since,
        "until": until,
        "held": partnership.held(day),
        "never_began": partnership.never_began,
        "end_ground": (
            partnership.get_end_ground_display() if until or partnership.never_began else ""
        ),
        "document": partnership.document,
        "activities": parts[ACTIVITIES, partnership.pk],
        "note": partnership.note,
    }
