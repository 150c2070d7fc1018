import re
from datetime import date

from django.db.models import Prefetch

from registry.choices import RelationKind
from registry.dates import Answer, UncertainDate
from registry.filters import TreatyFilter
from registry.models import (
    ActorName,
    Claim,
    NameBook,
    Provision,
    Statement,
    Treaty,
    TreatyAction,
)
from registry.models.participation import party_counts, signature_counts
from registry.queries.participants import Chart, Participant
from registry.queries.statements import answers_by
from registry.queries.status import force_of, statuses
from registry.views.base import Footnotes, RecordDetail, RecordList

# A relation told from the other treaty's side.
INVERSE = {
    RelationKind.AMENDS: "is amended by",
    RelationKind.PROTOCOL_TO: "has the protocol",
    RelationKind.ACCESSION_PROTOCOL_TO: "has the accession protocol",
    RelationKind.RENEWS: "is renewed by",
    RelationKind.SUPERSEDES: "is superseded by",
    RelationKind.TERMINATES: "is terminated by",
    RelationKind.IMPLEMENTS: "is implemented by",
    RelationKind.WITHIN_FRAMEWORK_OF: "is the framework of",
    RelationKind.COMPLEMENTS: "is complemented by",
}


class TreatyList(RecordList):
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
    noun = "treaty"
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
        return Treaty.objects.select_related(
            "force", "clause", "source", "in_force_source", "ended_source"
        ).prefetch_related(
            "topics",
            "titles",
            "texts",
            "citations",
            "depositary_roles__actor",
            "provisions__source",
            "relations__other",
            "relations_from__treaty",
            "clause__conditions__listed_actors__actor",
            "clause__conditions__other_treaty",
            Prefetch(
                "statements",
                Statement.objects.select_related(
                    "actor", "action", "source", "objects_to__actor"
                ).prefetch_related("objections__actor"),
            ),
            "alliances",
            "ratification_protocols__treaty",
        )

    def describe(self, treaty, day):
        names = ActorName.objects.book()
        self.chart = chart = Chart(treaty, day, names)
        status = statuses([treaty], day)[treaty.pk]
        force = force_of(treaty)
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
            "topics": [{"slug": topic.slug, "name": topic.name} for topic in treaty.topics.all()],
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
            "participants": [self.line(line, day) for line in chart.participants],
            "other_actions": [self.action(act, names) for act in chart.other_acts],
            "statements": [
                self.statement(statement, names, day)
                for statement in treaty.statements.all()
                if known_or_undated(statement.made_on, day)
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
                    "scheme": citation.scheme,
                    "label": citation.get_scheme_display(),
                    "value": citation.value,
                    "url": citation.url,
                }
                for citation in treaty.citations.all()
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
            "titles": [
                {"language": title.language, "title": title.title} for title in treaty.titles.all()
            ],
            "texts": [
                {
                    "language": text.language,
                    "version": text.version,
                    "is_authentic": text.is_authentic,
                    "url": text.url,
                }
                for text in treaty.texts.all()
            ],
            "alliances": [
                {"slug": alliance.slug, "url": alliance.get_absolute_url(), "name": str(alliance)}
                for alliance in treaty.alliances.all()
                if alliance.existed(day) is not Answer.NO
            ],
            "protocols": [
                {
                    "slug": protocol.treaty.slug,
                    "url": protocol.get_absolute_url(),
                    "title": str(protocol.treaty),
                }
                for protocol in treaty.ratification_protocols.all()
                if protocol.treaty.existed(day) is not Answer.NO
            ],
        }

    def line(self, line: Participant, day: date) -> dict:
        signature, consent = line.signature, line.consent
        act = consent or signature
        return {
            "actor": line.actor.slug,
            "url": line.actor.get_absolute_url(),
            "name": line.name,
            "current_name": line.actor.name,
            "standing": line.standing.standing.value if line.standing.standing else "not_known",
            "standing_label": line.standing.standing.label
            if line.standing.standing
            else "Not known",
            "not_known": [standing.label for standing in line.standing.possible],
            "signed_on": signature and signature.deposited_on,
            "consent": consent
            and {
                "kind": consent.kind,
                "label": consent.get_kind_display(),
                "deposited_on": consent.deposited_on,
            },
            "since": line.since,
            "until": line.until(day),
            "reason": line.standing.reason,
            "source": line.source and line.source.slug,
            "note_number": self.footnotes.number(act.source, act.pinpoint) if act else None,
        }

    def action(self, act: TreatyAction, names: NameBook) -> dict:
        day = act.deposited_on and act.deposited_on.latest
        return {
            "actor": act.actor.slug,
            "url": act.actor.get_absolute_url(),
            "name": names.name(act.actor, day),
            "kind": act.kind,
            "kind_label": act.get_kind_display(),
            "deposited_on": act.deposited_on,
            "effective_on": act.effective_on,
            "toward": act.toward and names.name(act.toward, day),
            "remark": act.remark,
            "source": act.source and act.source.slug,
            "note_number": self.footnotes.number(act.source, act.pinpoint),
        }

    def statement(self, statement, names: NameBook, day: date) -> dict:
        answered, told = statement.objects_to, answers_by(statement, day)
        return {
            "actor": statement.actor.slug,
            "url": statement.actor.get_absolute_url(),
            "name": names.name(statement.actor, day),
            "kind": statement.kind,
            "kind_label": statement.get_kind_display(),
            "made_on": statement.made_on,
            "articles": statement.articles,
            "text": statement.text,
            "objects_to": answered and answered.actor.slug,
            "objects_to_name": answered and names.name(answered.actor, day),
            "opposes_entry_into_force": statement.opposes_entry_into_force,
            "window_closes_on": told.window_closes_on,
            "objections": [
                {
                    "actor": objection.actor.slug,
                    "url": objection.actor.get_absolute_url(),
                    "pair_url": statement.actor.pair_url(objection.actor),
                    "name": names.name(objection.actor, day),
                    "made_on": objection.made_on,
                    "opposes_entry_into_force": objection.opposes_entry_into_force,
                }
                for objection in told.objections
            ],
            "withdrawn_on": known(statement.withdrawn_on, day),
            "source": statement.source and statement.source.slug,
            "note_number": self.footnotes.number(statement.source, statement.pinpoint),
        }

    def context(self, treaty, day, description):
        force = force_of(treaty)
        actors = [line.actor for line in self.chart.participants]
        return {
            "footnotes": self.footnotes,
            "pair_url": actors[0].pair_url(actors[1]) if len(actors) == 2 else "",
            "claims": Claim.objects.about(treaty).select_related("source"),
            "is_covered": treaty.is_covered(day),
            "computed_differs": bool(
                description["computed_in_force_on"]
                and description["stated_in_force_on"]
                and not force.computed_on.overlaps(treaty.stated_in_force_on)
            ),
        }


def relations(treaty: Treaty, day: date) -> list[dict]:
    """Tell the treaty's relations both ways, to treaties that may have existed by the day."""
    told = [(link.get_kind_display(), link.other, link.note) for link in treaty.relations.all()]
    told += [(INVERSE[link.kind], link.treaty, link.note) for link in treaty.relations_from.all()]
    return [
        {
            "label": label,
            "treaty": other.slug,
            "url": other.get_absolute_url(),
            "title": str(other),
            "concluded_on": other.concluded_on,
            "note": note,
        }
        for label, other, note in told
        if other.existed(day) is not Answer.NO
    ]


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


def known(on: UncertainDate | None, day: date) -> UncertainDate | None:
    """Give a date if it may have come by the day."""
    return on if on and on.by(day) is not Answer.NO else None


def known_or_undated(on: UncertainDate | None, day: date) -> bool:
    return on is None or on.by(day) is not Answer.NO
