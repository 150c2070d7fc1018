import re
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy

from registry.choices import CitationScheme, DelayKind, Standing
from registry.filters.treaties import TreatyFilter
from registry.law.delays import Delay
from registry.models import (
    ActorName,
    Depositary,
    EntryIntoForceCondition,
    ListedActor,
    Provision,
    Statement,
    Treaty,
)
from registry.models.participation import party_counts, signature_counts
from registry.pictures.spans import Span
from registry.queries.claims import Claims
from registry.queries.differences import treaty_differences
from registry.queries.participants import Chart
from registry.queries.particulars import particulars
from registry.queries.status import force_of, statuses
from registry.views.base import Footnotes, RecordDetail, RecordList
from registry.views.differences import tell_differences
from registry.views.drawing import growth, map_of_standings
from registry.views.metadata import legislation
from registry.views.participants import (
    Order,
    answered,
    known,
    may_have_come,
    tell_act,
    tell_participant,
    tell_statement,
)
from registry.views.relations import life, relations, tell_protocols

# Treaties made from this day on are registered with the Secretariat (Charter, art. 102).
CHARTER = date(1945, 10, 24)


class TreatyList(RecordList):
    title = gettext_lazy("Treaties")
    template_name = "registry/treaty_list.html"
    file_name = "treaties"
    filter_form = TreatyFilter
    columns = [
        "slug",
        "title",
        "kind",
        "form",
        "concluded_on",
        "concluded_at",
        "status",
        "in_force_on",
        "signatures",
        "parties",
        "url",
    ]

    def records(self, day: date):
        return Treaty.objects.made(by=day).select_related("force")

    def rows(self, records, day):
        status_of = statuses(records, day)
        parties, signatures = party_counts(records, day), signature_counts(records, day)
        return [
            {
                "slug": treaty.slug,
                "url": treaty.get_absolute_url(),
                "title": treaty.title,
                "short_title": treaty.short_title,
                "kind": treaty.kind,
                "kind_label": treaty.get_kind_display(),
                "form": treaty.form,
                "form_label": treaty.get_form_display(),
                "concluded_on": treaty.concluded_on,
                "concluded_at": treaty.concluded_at,
                "status": status_of[treaty.pk].kind.value,
                "status_label": status_of[treaty.pk].kind.label,
                "status_reason": status_of[treaty.pk].reason,
                "in_force_on": status_of[treaty.pk].in_force_on,
                "signatures": signatures[treaty.pk],
                "parties": parties[treaty.pk],
            }
            for treaty in records
        ]


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
        conditions = EntryIntoForceCondition.objects.select_related("other_treaty")
        listed = ListedActor.objects.select_related("actor")
        statements = Statement.objects.select_related(
            "actor", "action", "source", "objects_to__actor"
        )
        return Treaty.objects.select_related(
            "force", "clause", "source", "in_force_source", "ended_source"
        ).prefetch_related(
            Prefetch("depositary_roles", Depositary.objects.select_related("actor")),
            Prefetch("provisions", Provision.objects.select_related("source")),
            Prefetch("clause__conditions", conditions),
            Prefetch("clause__conditions__listed_actors", listed),
            Prefetch("statements", statements),
        )

    def describe(self, treaty, day):
        names = ActorName.objects.book()
        self.chart = chart = Chart(treaty, day, names)
        status, force, small = chart.status(treaty), force_of(treaty), particulars(treaty)
        self.order = Order(self.request.GET.get("sort", ""))
        self.footnotes = Footnotes()
        self.footnotes.number(treaty.source, treaty.pinpoint)
        return {
            "slug": treaty.slug,
            "title": treaty.title,
            "short_title": treaty.short_title,
            "kind": treaty.kind,
            "kind_label": treaty.get_kind_display(),
            "form": treaty.form,
            "form_label": treaty.get_form_display(),
            "is_binding": treaty.is_binding,
            "topics": small.topics,
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
            "computed_in_force_on": status.in_force_on and force.computed_on,
            "clause": clause_in_words(treaty),
            "ended_on": known(treaty.ended_on, day),
            "end_ground": treaty.get_end_ground_display() if known(treaty.ended_on, day) else "",
            "duration": treaty.duration,
            "note": treaty.note,
            "source": treaty.source and treaty.source.slug,
            "counts": {"signatures": chart.signatures(), "parties": chart.parties()},
            "coverage": treaty.coverage,
            "covered_until": treaty.covered_until and treaty.covered_until.isoformat(),
            "participants": self.order.sort(
                [tell_participant(line, day, self.footnotes) for line in chart.participants]
            ),
            "other_actions": [tell_act(act, names, self.footnotes) for act in chart.other_acts],
            "statements": [
                tell_statement(statement, names, day, self.footnotes)
                for statement in treaty.statements.all()
                if may_have_come(statement.made_on, day)
            ],
            "depositaries": [
                {
                    "actor": role.actor.slug,
                    "url": role.actor.get_absolute_url(),
                    "name": names.name(role.actor, day),
                    "title": role.title,
                }
                for role in treaty.depositary_roles.all()
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
                    "article": provision.article,
                    "kind": provision.kind,
                    "kind_label": provision.get_kind_display(),
                    "quotation": provision.quotation,
                    "summary": provision.summary,
                    "source": provision.source and provision.source.slug,
                    "note_number": self.footnotes.number(provision.source, provision.pinpoint),
                }
                for provision in sorted(treaty.provisions.all(), key=article_number)
            ],
            "problems": [
                {
                    "code": problem.code,
                    "message": problem.message,
                    "acts": [f"{names.name(act.actor, day)}: {act}" for act in acts],
                }
                for problem, acts in chart.problems(len(treaty.depositary_roles.all()))
            ],
            "relations": relations(treaty, day),
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
            "alliances": [
                {
                    "slug": alliance["slug"],
                    "url": reverse("registry:alliance_detail", args=[alliance["slug"]]),
                    "name": alliance["abbreviation"] or alliance["name"],
                }
                for alliance in small.alliances
            ],
            "protocols": tell_protocols(small.protocols, day),
            "differences": self.compared
            and tell_differences(treaty_differences(treaty, day, self.compared), self.footnotes),
        }

    def context(self, treaty, day, description):
        force, acts = force_of(treaty), self.chart.acts
        parts = [treaty, *treaty.provisions.all(), *treaty.statements.all(), *acts]
        claims = Claims(parts)
        actors = [line.actor for line in self.chart.participants]
        codes = {actor.slug: actor.iso3 for actor in actors}
        return {
            "form": self.order,
            "linked": legislation(description, self.request.build_absolute_uri(self.request.path)),
            "footnotes": self.footnotes,
            "claims": claims.about(*parts),
            "disputed": {act.actor.slug for act in acts if claims.about(act)},
            "pair_url": actors[0].pair_url(actors[1]) if len(actors) == 2 else "",
            "is_covered": treaty.is_covered(day),
            "own_note": self.footnotes.number(treaty.source, treaty.pinpoint),
            "end_note": self.footnotes.number(treaty.ended_source),
            "met_on": description["in_force_on"] and force.met_on,
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
            "life": life(treaty, day),
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

    def party_spells(self, day: date) -> list[Span]:
        """Give each party's spells as far as they were known on the day."""
        return [
            Span(spell.since, known(spell.until, day))
            for spells in self.chart.spells.values()
            for spell in spells
            if spell.standing == Standing.PARTY
        ]


def delays(treaty: Treaty) -> dict[str, str]:
    """Say how the clause counts, for the treaty and for a later joiner, where it counts at all."""
    clause = getattr(treaty, "clause", None)
    if clause is None:
        return {"delay_words": "", "joiner_words": ""}
    own = Delay(DelayKind(clause.delay_kind), clause.delay)
    joiner = Delay(DelayKind(clause.joiner_delay_kind), clause.joiner_delay)
    return {
        "delay_words": own.in_words() if own else "",
        "joiner_words": joiner.in_words() if joiner else "",
    }


def clause_in_words(treaty: Treaty) -> dict | None:
    """Tell the entry-into-force clause: its article, its wording, its conditions in words."""
    if not hasattr(treaty, "clause"):
        return None
    clause = treaty.clause
    return {
        "article": clause.article,
        "wording": clause.wording,
        "is_silent": clause.is_silent,
        "delay": clause.delay,
        "delay_kind": clause.delay_kind,
        "conditions": [
            {
                "group": condition.group,
                "kind": condition.kind,
                "label": condition.in_words(),
                "number": condition.number,
                "set": condition.actor_set,
                "treaty": condition.other_treaty and condition.other_treaty.slug,
                "treaty_title": condition.other_treaty and str(condition.other_treaty),
                "actors": [listed.actor.slug for listed in condition.listed_actors.all()],
            }
            for condition in clause.conditions.all()
        ],
    }


def article_number(provision: Provision) -> tuple[int, str]:
    """Sort articles as the treaty counts them: 5 before 10, and the unnumbered last."""
    digits = re.search(r"\d+", provision.article)
    return (int(digits[0]) if digits else 10**6, provision.article)
