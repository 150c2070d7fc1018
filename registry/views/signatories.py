from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language, gettext_lazy

from registry.choices import SIGNATURES
from registry.dates import dated
from registry.filters.listed import SignatoryListFilter
from registry.models import Participation
from registry.models.base import addresses, held
from registry.queries.cited import sources_among
from registry.queries.composed import Question
from registry.queries.names import DayNames, spoken_titles
from registry.queries.periods import full_years
from registry.sentences import say_stored
from registry.views.citing import Footnotes, cite
from registry.views.listed import ListedList

COLUMNS = (
    *("treaty", "treaty__slug", "treaty__title", "actor", "begins", "until", "since"),
    *("basis__kind", "basis__deposited_on", "basis__source", "basis__pinpoint"),
)


class Spell(NamedTuple):
    """What the list tells of a spell and the signature that it rests on; others by their keys.

    Dates are as the database holds them.
    """

    treaty: int
    treaty_slug: str
    title: str
    actor: int
    begins: str
    until: str
    since: str
    kind: str | None
    deposited_on: str | None
    source: int | None
    pinpoint: str | None
    reason: str


_SPELLS = Question(
    lambda keys: (
        Participation.objects.filter(pk__in=[keys])
        .order_by()
        .values_list("pk", *COLUMNS, Cast("reason", TextField()))
    )
)


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
        found = {key: Spell(*told) for key, *told in _SPELLS.rows(keys)} if keys else {}
        actors = names.reference.actors
        sources = sources_among(spell.source for spell in found.values())
        named = {spell.actor: names.tell(actors[spell.actor]) for spell in found.values()}
        language = get_language()
        return [
            {
                "slug": f"{spell.treaty_slug}|{named[spell.actor]['actor']}|{spell.begins}",
                **named[spell.actor],
                "treaty": spell.treaty_slug,
                "treaty_title": titles.get(spell.treaty) or spell.title,
                "treaty_url": address(spell.treaty_slug),
                "signed_on": dated(spell.deposited_on) if spell.kind in SIGNATURES else None,
                "since": dated(spell.since),
                "held": held(dated(spell.begins), dated(spell.until), day),
                "years": full_years(dated(spell.begins), day),
                "reason": say_stored(spell.reason, language),
                **cite(self.footnotes, sources.get(spell.source), spell.pinpoint or ""),
            }
            for spell in (found[key] for key in keys if key in found)
        ]

    def more(self, day):
        return {"footnotes": self.footnotes}
