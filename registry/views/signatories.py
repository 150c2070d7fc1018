from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language, gettext_lazy

from registry.choices import SIGNATURES
from registry.dates import UncertainDate
from registry.filters.listed import SignatoryListFilter
from registry.models import Participation, Source
from registry.models.base import held
from registry.queries.names import DayNames, spoken_titles
from registry.queries.periods import full_years
from registry.sentences import say_stored
from registry.views.base import Footnotes, addresses
from registry.views.citing import cite
from registry.views.listed import ListedList

COLUMNS = (
    *("treaty", "treaty__slug", "treaty__title", "actor", "begins", "until", "since"),
    *("basis__kind", "basis__deposited_on", "basis__source", "basis__pinpoint"),
)


class Spell(NamedTuple):
    """What the list tells of a spell and the signature that it rests on; others by their keys."""

    treaty: int
    treaty_slug: str
    title: str
    actor: int
    begins: UncertainDate | None
    until: UncertainDate | None
    since: UncertainDate | None
    kind: str | None
    deposited_on: UncertainDate | None
    source: int | None
    pinpoint: str | None
    reason: str


class SignatoryList(ListedList):
    """Who signed what, and is not known to have consented to be bound since."""

    title = gettext_lazy("Signed, and not bound")
    template_name = "registry/signatory_list.html"
    file_name = "signatories"
    filter_form = SignatoryListFilter
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

    def rows(self, keys, day):
        self.footnotes = Footnotes()
        names, titles = DayNames(day, self.revision), spoken_titles(self.revision)
        address = addresses("registry:treaty_detail")
        found = {
            key: Spell(*told)
            for key, *told in Participation.objects.filter(pk__in=keys)
            .order_by()
            .values_list("pk", *COLUMNS, Cast("reason", TextField()))
        }
        actors = names.reference.actors
        sources = Source.objects.in_bulk({spell.source for spell in found.values()} - {None})
        named = {spell.actor: names.tell(actors[spell.actor]) for spell in found.values()}
        language = get_language()
        return [
            {
                "slug": f"{spell.treaty_slug}|{named[spell.actor]['actor']}|{spell.begins or ''}",
                **named[spell.actor],
                "treaty": spell.treaty_slug,
                "treaty_title": titles.get(spell.treaty) or spell.title,
                "treaty_url": address(spell.treaty_slug),
                "signed_on": spell.deposited_on if spell.kind in SIGNATURES else None,
                "since": spell.since,
                "held": held(spell.begins, spell.until, day),
                "years": full_years(spell.begins, day),
                "reason": say_stored(spell.reason, language),
                **cite(self.footnotes, sources.get(spell.source), spell.pinpoint or ""),
            }
            for spell in (found[key] for key in keys if key in found)
        ]

    def more(self, day):
        return {"footnotes": self.footnotes}
