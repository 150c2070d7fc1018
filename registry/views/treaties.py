import re
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from registry.choices import (
    ActionKind,
    CitationScheme,
    ProvisionKind,
    Standing,
    StatementKind,
    TreatyForm,
    TreatyKind,
    TreatyStatus,
    uncapped,
)
from registry.dates import Answer, UncertainDate, dated
from registry.exports import counted
from registry.filters.listed import TreatyListFilter
from registry.models import Alliance, Treaty
from registry.models.actors import pair_url
from registry.models.base import addresses, held
from registry.models.phases import counts_on, known_computed_on
from registry.models.sources import KEY_SEPARATOR, claim_key, source_url
from registry.pictures.spans import Span
from registry.queries.cited import sources_among
from registry.queries.claims import Claims, Key, is_told
from registry.queries.differences import treaty_differences
from registry.queries.listed import treaty_rows
from registry.queries.names import DayNames, spoken_titles, spoken_topics, unmarked
from registry.queries.participants import Chart
from registry.queries.particulars import particulars, phases_among
from registry.queries.reference import reference
from registry.queries.statements import statements_under
from registry.queries.status import force_of
from registry.sentences import say_stored
from registry.views.base import RecordDetail, labels
from registry.views.citing import Footnotes, cite
from registry.views.clauses import clause_in_words, delays
from registry.views.differences import tell_differences
from registry.views.drawing import growth, map_of_standings
from registry.views.listed import ListedList
from registry.views.metadata import legislation
from registry.views.participants import (
    Order,
    answered,
    known,
    tell_other_acts,
    tell_participants,
    tell_problems,
    tell_statements,
)
from registry.views.relations import life, relations, tell_protocols

# Treaties made from this day on are registered with the Secretariat (Charter, art. 102).
CHARTER = date(1945, 10, 24)


class TreatyList(ListedList):
    title = gettext_lazy("Treaties")
    template_name = "registry/treaty_list.html"
    file_name = "treaties"
    filter_form = TreatyListFilter
    columns = [
        "slug",
        "title",
        "kind",
        "form",
        "concluded_on",
        "concluded_at",
        "status",
        "in_force_on",
        *counted("signatures"),
        *counted("parties"),
        "url",
    ]

    def rows(self, keys, day):
        address, language = addresses("registry:treaty_detail"), get_language()
        kinds, forms, statuses_told = (
            labels(choices, language) for choices in (TreatyKind, TreatyForm, TreatyStatus)
        )
        found, spoken = treaty_rows(keys, day), spoken_titles(self.revision)
        told = []
        for row in found:
            parties, signatures = counts_on(row.counts, day)
            told.append(
                {
                    "slug": row.slug,
                    "url": address(row.slug),
                    "title": spoken.get(row.pk, row.title),
                    "short_title": row.short_title,
                    "kind": row.kind,
                    "kind_label": kinds[row.kind],
                    "form": row.form,
                    "form_label": forms[row.form],
                    "concluded_on": dated(row.concluded_on),
                    "concluded_at": row.concluded_at,
                    "status": row.status,
                    "status_label": statuses_told[row.status],
                    "status_reason": say_stored(row.reason, language),
                    "in_force_on": dated(row.in_force_on),
                    "signatures": signatures,
                    "parties": parties,
                }
            )
        return told


class TreatyDetail(RecordDetail):
    template_name = "registry/treaty_detail.html"
    changes_filter = "treaty"
    noun = gettext_lazy("treaty")
    table = "participants"
    columns = [
        "actor",
        "name",
        "standing",
        "signed_on",
        "consent.kind",
        "consent.deposited_on",
        "since",
        "until",
        "reason",
        "source",
    ]

    def records(self):
        return Treaty.objects.select_related("force", "clause")

    def describe(self, treaty, day):
        names, spoken = reference(self.revision).book, spoken_titles(self.revision)
        self.chart = chart = Chart(treaty, day, names, self.revision)
        status, force, small = chart.status(treaty), force_of(treaty), particulars(treaty)
        ended_on = known(force.ended_on, day)
        self.particulars, self.statements = small, statements_under(treaty, day)
        self.sources = sources = sources_among(
            [
                *(row.source_id for row in (*chart.acts, *self.statements)),
                *(int(row["source"] or 0) for row in small.provisions),
                *(treaty.source_id, treaty.in_force_source_id, treaty.ended_source_id),
            ]
        )
        source = sources.get(treaty.source_id)
        self.order = Order(self.request.GET.get("sort", ""))
        self.footnotes = Footnotes()
        self.footnotes.number(source, treaty.pinpoint)
        return {
            "slug": treaty.slug,
            "title": spoken.get(treaty.pk) or treaty.title,
            "short_title": treaty.short_title,
            "kind": treaty.kind,
            "kind_label": treaty.get_kind_display(),
            "form": treaty.form,
            "form_label": treaty.get_form_display(),
            "is_binding": treaty.is_binding,
            "topics": tell_topics(small.topics, self.revision),
            "summary": treaty.summary,
            "adopted_on": treaty.adopted_on,
            "adopted_by": treaty.adopted_by,
            "concluded_on": treaty.concluded_on,
            "concluded_at": treaty.concluded_at,
            "dating_note": treaty.dating_note,
            "status": status.kind.value,
            "status_label": status.kind.label,
            "status_reason": status.reason,
            "in_force_on": status.in_force_on,
            "stated_in_force_on": status.in_force_on and treaty.stated_in_force_on,
            "computed_in_force_on": status.in_force_on and known_computed_on(force, day),
            "clause": clause_in_words(treaty, spoken),
            "ended_on": ended_on,
            "end_ground": treaty.get_end_ground_display() if ended_on else "",
            "duration": treaty.duration,
            "note": treaty.note,
            "source": source and source.slug,
            "counts": {"signatures": chart.signatures(), "parties": chart.parties()},
            "coverage": treaty.coverage,
            "covered_until": treaty.covered_until and treaty.covered_until.isoformat(),
            "participants": self.order.sort(tell_participants(chart, sources, self.footnotes)),
            "other_actions": tell_other_acts(chart, names, sources, self.footnotes),
            "statements": tell_statements(self.statements, chart, names, sources, self.footnotes),
            "depositaries": [
                {
                    "actor": custodian.actor.slug,
                    "url": custodian.actor.get_absolute_url(),
                    "name": names.name(custodian.actor, day),
                    "title": custodian.title,
                }
                for custodian in small.depositaries
                if held(custodian.since, custodian.until, day) is not Answer.NO
            ],
            "citations": [
                {
                    "scheme": citation["scheme"],
                    "label": CitationScheme(citation["scheme"]).label,
                    "value": citation["value"],
                    "url": citation["url"],
                }
                for citation in small.citations
            ],
            "provisions": [
                {
                    "article": row["article"],
                    "kind": row["kind"],
                    "kind_label": ProvisionKind(row["kind"]).label,
                    "quotation": row["quotation"],
                    "summary": row["summary"],
                    **cite(self.footnotes, sources.get(int(row["source"] or 0)), row["pinpoint"]),
                }
                for row in sorted(small.provisions, key=article_number)
            ],
            "problems": tell_problems(chart, names, small),
            "relations": relations(small, day, spoken),
            "titles": small.titles,
            "texts": [
                {
                    "language": text["language"],
                    "version": text["version"],
                    "is_authentic": bool(text["authentic"]),
                    "url": text["url"],
                }
                for text in small.texts
            ],
            "alliances": tell_founded(small.alliances, day, self.revision),
            "protocols": tell_protocols(small.protocols, day, spoken),
            "differences": self.compared
            and tell_differences(
                treaty_differences(treaty, day, self.compared, phases_among(small)),
                self.footnotes,
                self.revision,
            ),
        }

    def context(self, treaty, day, description):
        force, chart, spoken = force_of(treaty), self.chart, spoken_titles(self.revision)
        claims = Claims.under(treaty.slug, self.revision)
        stating = self.sources.get(treaty.in_force_source_id)
        actors = [line.actor for line in chart.participants]
        codes = {actor.slug: actor.iso3 for actor in actors}
        return {
            "form": self.order,
            "linked": legislation(
                description, self.request.build_absolute_uri(self.request.path), day
            ),
            "footnotes": self.footnotes,
            "claims": [
                claim
                for claim in (claims.at(self.parts(treaty)) if claims else ())
                if (claim.model, claim.key) != claim_key(treaty) or is_told(claim, treaty, day)
            ],
            "disputed": {
                chart.actors[act.actor_id].slug
                for act in (chart.acts if claims else ())
                if chart.claim_key(act) in claims
            },
            "pair_url": pair_url(*(actor.slug for actor in actors)) if len(actors) == 2 else "",
            "is_covered": treaty.is_covered(day),
            "own_note": self.footnotes.number(self.sources.get(treaty.source_id), treaty.pinpoint),
            "end_note": self.end_note(treaty, description["ended_on"]),
            "stating": stating and {"title": stating.title, "url": source_url(stating.slug)},
            "met_on": description["computed_in_force_on"] and force.met_on,
            **delays(treaty),
            "unregistered": treaty.is_binding
            and bool(treaty.concluded_on and treaty.concluded_on.earliest)
            and treaty.concluded_on.earliest >= CHARTER
            and all(
                citation["scheme"] != CitationScheme.UN_REGISTRATION
                for citation in description["citations"]
            ),
            "statements": answered(description["statements"]),
            "related": [
                told
                for told in description["relations"]
                if told["treaty"] not in {protocol["slug"] for protocol in description["protocols"]}
            ],
            "life": life(treaty, self.particulars, day, spoken),
            "other_titles": [
                title for title in description["titles"] if title["title"] != description["title"]
            ],
            "short_title": "" if treaty.pk in spoken else treaty.short_title,
            "growth": growth(self.party_spells(day), day) if len(codes) > 2 else None,
            "standings": map_of_standings(
                (codes[told["actor"]], told["standing"], told["standing_label"], told["name"])
                for told in description["participants"]
            )
            if len(codes) > 2
            else None,
            "computed_differs": bool(
                description["computed_in_force_on"]
                and description["stated_in_force_on"]
                and not force.computed_on.overlaps(treaty.stated_in_force_on)
            ),
        }

    def end_note(self, treaty: Treaty, ended_on: UncertainDate | None) -> int | None:
        """Number the source of the end: where none is stated, that of the act which gives it."""
        by = ended_on and not treaty.ended_on and self.chart.ended_by(ended_on)
        if by:
            return self.footnotes.number(self.sources.get(by.source_id), by.pinpoint)
        return self.footnotes.number(self.sources.get(treaty.ended_source_id))

    def parts(self, treaty: Treaty) -> dict[Key, str]:
        """Name what the page shows as claims name it, each with what tells it from the others."""
        chart, language = self.chart, get_language()
        names = {line.actor.pk: line.name for line in chart.participants}
        told = {claim_key(treaty): ""}
        for row in self.particulars.provisions:
            kind = uncapped(labels(ProvisionKind, language)[row["kind"]])
            key = KEY_SEPARATOR.join((treaty.slug, row["article"], row["kind"]))
            told["provision", key] = f"{row['article']}, {kind}"
        for rows, kinds in ((self.statements, StatementKind), (chart.acts, ActionKind)):
            for row in rows:
                name = names.get(row.actor_id) or chart.actors[row.actor_id].name
                kind = uncapped(labels(kinds, language)[row.kind])
                told[chart.claim_key(row)] = f"{name}, {kind}"
        return told

    def party_spells(self, day: date) -> list[Span]:
        """Give each party's spells as far as they were known on the day."""
        return [
            Span(spell.begins, known(spell.until, day))
            for spells in self.chart.spells.values()
            for spell in spells
            if spell.standing == Standing.PARTY
        ]


def tell_topics(topics: list[dict[str, str]], revision: str | None) -> list[dict[str, str]]:
    """Name the topics in the language of the page, in the order of these names."""
    spoken = spoken_topics(revision)
    told = [topic | {"name": spoken.get(topic["slug"], topic["name"])} for topic in topics]
    return sorted(told, key=lambda topic: (unmarked(topic["name"]), topic["slug"]))


def tell_founded(alliances: list[Alliance], day: date, revision: str | None) -> list[dict]:
    """Tell the alliances that a treaty founds, by what they were called on the day."""
    if not alliances:
        return []
    names = DayNames(day, revision)
    called, short = names.alliances(alliances), names.abbreviations(alliances)
    return [
        {
            "slug": alliance.slug,
            "url": reverse("registry:alliance_detail", args=[alliance.slug]),
            "name": short[alliance.pk] or called[alliance.pk],
        }
        for alliance in alliances
    ]


def article_number(provision: dict[str, str]) -> tuple[int, str]:
    """Sort articles as the treaty counts them: 5 before 10, and the unnumbered last."""
    digits = re.search(r"\d+", provision["article"])
    return (int(digits[0]) if digits else 10**6, provision["article"])
