from datetime import date
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.choices import CONSENTS, SIGNATURES, StepOutcome, TreatyStatus
from registry.dates import Answer
from registry.exports import counted
from registry.filters.protocols import ProtocolFilter
from registry.law.progress import waited
from registry.models import (
    DomesticStep,
    EntryIntoForceCondition,
    ListedActor,
    Phase,
    RatificationProtocol,
)
from registry.models.base import possibly
from registry.queries.claims import Claims
from registry.queries.names import by_name, unmarked
from registry.queries.periods import begun
from registry.queries.progress import deposits, protocols_on, steps_at_home
from registry.queries.reference import reference
from registry.views.base import RecordDetail, RecordList
from registry.views.citing import Footnotes
from registry.views.clauses import clause_in_words

# What a step at home came to where it no longer stood in the way of the deposit.
SETTLED = {StepOutcome.APPROVED, StepOutcome.DONE, StepOutcome.NOT_REQUIRED}


class ProtocolList(RecordList):
    title = gettext_lazy("Ratification protocols")
    template_name = "registry/protocol_list.html"
    file_name = "protocols"
    filter_form = ProtocolFilter
    columns = [
        "slug",
        "title",
        "candidates",
        "concluded_on",
        "required",
        *counted("done"),
        "in_force_on",
        "joined_on",
        "url",
    ]

    def records(self, day: date):
        return (
            RatificationProtocol.objects.filter(
                possibly("treaty__concluded", by=day, text="treaty__concluded_on")
            )
            .annotate(status=Phase.objects.status_on(day, "treaty"))
            .select_related("treaty__force", "treaty__clause", "amends")
            .prefetch_related("candidates")
            .order_by(*ProtocolFilter.sorts["-concluded"][1])
        )

    def rows(self, records, day):
        known = reference(self.revision)
        names, spoken = known.book, known.titles
        told = protocols_on(records, day, known.integration_organizations, known.continuations)
        status_of = {pk: one.status() for pk, one in told.items()}
        missing = {
            pk: sorted(
                (known.actors[actor] for actor in one.progress.outstanding),
                key=lambda actor: unmarked(names.name(actor, day)),
            )
            for pk, one in told.items()
        }
        return [
            {
                "slug": protocol.treaty.slug,
                "url": protocol.get_absolute_url(),
                "title": spoken.get(protocol.treaty_id) or protocol.treaty.title,
                "amends": protocol.amends.slug,
                "candidates": [names.name(actor, day) for actor in protocol.candidates.all()],
                "concluded_on": protocol.treaty.concluded_on,
                "required": told[protocol.pk].progress.required_count,
                "done": told[protocol.pk].progress.done,
                "outstanding": [actor.slug for actor in missing[protocol.pk]],
                "outstanding_names": [names.name(actor, day) for actor in missing[protocol.pk]],
                "status": status_of[protocol.pk].kind.value,
                "status_label": status_of[protocol.pk].kind.label,
                "in_force_on": status_of[protocol.pk].in_force_on,
                "joined_on": told[protocol.pk].joined_on,
            }
            for protocol in records
        ]


class Supposition(NamedTuple):
    """Deposits that a reader supposes: by whom (primary keys by slug) and on which day.

    What cannot be supposed is named in `complaints`, and then nothing is.
    """

    actors: dict[str, int]
    on: date | None
    complaints: list[str]

    @classmethod
    def read(cls, query: QueryDict, outstanding: dict[str, int], day: date) -> "Supposition":
        text, asked = query.get("on", "").strip(), query.getlist("if")
        if not (text or asked):
            return cls({}, None, [])
        complaints = [
            _("“%(name)s” is not outstanding as at %(day)s.")
            % {"name": slug[:40], "day": day.isoformat()}
            for slug in asked
            if slug not in outstanding
        ]
        try:
            on = date.fromisoformat(text) if text else day
        except ValueError:
            complaints.append(
                _("“%(text)s” is not a day. Write on=2023-07-11.") % {"text": text[:40]}
            )
        else:
            if on < day:
                complaints.append(
                    _("A supposed deposit comes on %(day)s or later.") % {"day": day.isoformat()}
                )
        if complaints:
            return cls({}, None, complaints)
        return cls({slug: outstanding[slug] for slug in asked or outstanding}, on, [])


class ProtocolDetail(RecordDetail):
    template_name = "registry/protocol_detail.html"
    changes_filter = "treaty"
    noun = gettext_lazy("ratification protocol")
    slug_field = "treaty__slug"
    table = "steps"
    columns = [
        "actor",
        "name",
        "state",
        "signed_on",
        "kind",
        "deposited_on",
        "waiting_days",
        "source",
    ]

    def records(self):
        return RatificationProtocol.objects.select_related(
            "treaty__force", "treaty__clause", "treaty__source", "amends"
        ).prefetch_related(
            "candidates",
            Prefetch(
                "treaty__clause__conditions",
                EntryIntoForceCondition.objects.select_related("other_treaty__force"),
            ),
            Prefetch(
                "treaty__clause__conditions__listed_actors",
                ListedActor.objects.select_related("actor"),
            ),
        )

    def existed(self, protocol, day):
        return protocol.treaty.existed(day)

    def describe(self, protocol, day):
        known = reference(self.revision)
        names, spoken = known.book, known.titles
        treaty = protocol.treaty
        told = protocols_on([protocol], day, known.integration_organizations, known.continuations)[
            protocol.pk
        ]
        self.acts, progress = deposits(protocol, day), told.progress
        status = told.status()
        is_pending = status.kind in (TreatyStatus.SIGNED, TreatyStatus.OPEN, TreatyStatus.ADOPTED)
        earliest = progress.earliest_possible if is_pending else None
        self.footnotes = Footnotes()
        self.footnotes.number(treaty.source, treaty.pinpoint)
        concerned = {*progress.required, *progress.done_by, *progress.uncertain}
        concerned |= {act.actor_id for act in self.acts}
        actors = {pk: known.actors[pk] for pk in concerned}
        slug_of = {pk: actor.slug for pk, actor in actors.items()}
        self.name_of = {actor.slug: names.name(actor, day) for actor in actors.values()}
        candidates = list(protocol.candidates.all())
        return {
            "slug": treaty.slug,
            "title": spoken.get(treaty.pk) or treaty.title,
            "amends": {
                "slug": protocol.amends.slug,
                "url": protocol.amends.get_absolute_url(),
                "title": spoken.get(protocol.amends_id) or str(protocol.amends),
            },
            "candidate": candidates[0].slug if candidates else None,
            "candidates": [
                {
                    "actor": actor.slug,
                    "url": actor.get_absolute_url(),
                    "name": names.name(actor, day),
                }
                for actor in candidates
            ],
            "concluded_on": treaty.concluded_on,
            "concluded_at": treaty.concluded_at,
            "status": status.kind.value,
            "status_label": status.kind.label,
            "status_reason": status.reason,
            "clause": clause_in_words(treaty, spoken),
            "required": progress.required_count,
            "done": progress.done,
            "outstanding": sorted(slug_of[pk] for pk in progress.outstanding),
            "uncertain": sorted(slug_of[pk] for pk in progress.uncertain),
            "outstanding_names": self.called(progress.outstanding, actors, names, day),
            "uncertain_names": self.called(progress.uncertain, actors, names, day),
            "in_force_on": status.in_force_on,
            "invited_on": told.invited_on,
            "joined_on": told.joined_on,
            "earliest_possible": earliest and earliest.isoformat(),
            "note": protocol.note,
            "what_if": self.what_if(told, slug_of, day) if is_pending else None,
            "steps": self.steps(protocol, told, actors, names, day),
        }

    def called(self, pks, actors, names, day) -> list[str]:
        return sorted((names.name(actors[pk], day) for pk in pks), key=unmarked)

    def what_if(self, told, slug_of, day) -> dict:
        """Answer what the address supposes: `on` a day, `if` whom, or all who are outstanding."""
        supposed = Supposition.read(
            self.request.GET, {slug_of[pk]: pk for pk in told.progress.outstanding}, day
        )
        progress = supposed.on and told.suppose(supposed.actors.values(), supposed.on)
        return {
            "deposits": sorted(supposed.actors),
            "on": supposed.on and supposed.on.isoformat(),
            "done": progress and progress.done,
            "outstanding": sorted(slug_of[pk] for pk in progress.outstanding) if progress else [],
            "in_force_on": progress and progress.in_force_on,
            "not_understood": supposed.complaints,
        }

    def steps(self, protocol, told, actors, names, day) -> list[dict]:
        """Tell each actor's way: signature, the steps at home, the deposit."""
        progress = told.progress
        self.home = home = steps_at_home(protocol, day)
        signed, consented, places = {}, {}, told.places()
        for act in self.acts:
            if act.kind in SIGNATURES:
                signed.setdefault(places.get(act.actor_id, act.actor_id), act)
            if act.kind in CONSENTS:
                consented.setdefault(places.get(act.actor_id, act.actor_id), act)
        candidates = {actor.pk for actor in protocol.candidates.all()}
        concerned = (progress.required | set(signed) | set(consented)) - candidates
        opened = protocol.treaty.concluded_on and protocol.treaty.concluded_on.earliest
        rows = []
        for pk in concerned:
            signature, consent = signed.get(pk), consented.get(pk)
            state = "outstanding"
            if pk in progress.done_by:
                state = "done"
            elif pk in progress.uncertain:
                state = "not known"
            deposited = consent and consent.deposited_on
            rows.append(
                {
                    "actor": actors[pk].slug,
                    "url": actors[pk].get_absolute_url(),
                    "name": names.name(actors[pk], day),
                    "state": state,
                    "signed_on": signature and signature.deposited_on,
                    "domestic": [self.step(step) for step in home[pk]],
                    "kind": consent and consent.get_kind_display(),
                    "deposited_on": deposited,
                    "waiting_days": waited(opened, day, deposited) if opened else None,
                    "source": consent.source.slug if consent and consent.source else None,
                    "note_number": consent
                    and self.footnotes.number(consent.source, consent.pinpoint),
                }
            )
        return sorted(rows, key=by_name)

    def step(self, step) -> dict:
        return {
            "stage": step.stage,
            "stage_label": step.get_stage_display(),
            "on": step.happened_on,
            "outcome_label": step.get_outcome_display(),
            "votes": {
                "for": step.votes_for,
                "against": step.votes_against,
                "abstentions": step.abstentions,
            },
            "votes_label": votes_in_words(step),
            "source": step.source and step.source.slug,
            "note_number": self.footnotes.number(step.source, step.pinpoint),
        }

    def context(self, protocol, day, description):
        steps = [step for own in self.home.values() for step in own]
        parts = [protocol.treaty, *self.acts, *steps]
        claims = Claims(parts, lambda actor: self.name_of.get(actor.slug, str(actor)))
        supposed = description["what_if"] or {"deposits": [], "outstanding": [], "on": None}
        return {
            "may_deposit": {slug: self.name_of[slug] for slug in description["outstanding"]},
            "supposed": [self.name_of[slug] for slug in supposed["deposits"]],
            "supposed_on": supposed["on"] or day.isoformat(),
            "still_outstanding": [self.name_of[slug] for slug in supposed["outstanding"]],
            "footnotes": self.footnotes,
            "claims": claims.about(day, *parts),
            "disputed": {
                part.actor.slug for part in (*self.acts, *steps) if claims.about(day, part)
            },
            "waiting": [step for step in description["steps"] if step["state"] == "outstanding"],
            "at_home": self.at_home(description, day),
        }

    def at_home(self, description, day) -> dict[str, Any] | None:
        """Tell for how many something at home was settled, or the deposit made, by the day.

        None where no deposit is awaited, no such step is on record, or not all are known of whom
        the clause asks for an instrument.
        """
        awaited = {*description["outstanding"], *description["uncertain"]}
        settled = {
            step.actor.slug
            for steps in self.home.values()
            for step in steps
            if step.outcome in SETTLED and begun(step.happened_on, day) is Answer.YES
        }
        asked = [
            step
            for step in description["steps"]
            if step["actor"] in awaited or step["state"] == "done"
        ]
        if not awaited or not settled or len(asked) != description["required"]:
            return None
        without = [step["name"] for step in asked if step["actor"] in awaited - settled]
        return {"number": len(asked) - len(without), "without": without}


def votes_in_words(step: DomesticStep) -> str:
    """Say how a house voted: each number that is known by what it counts, and no other."""
    abstentions = ngettext("%(number)d abstention", "%(number)d abstentions", step.abstentions or 0)
    told = [
        (_("%(number)d for"), step.votes_for),
        (_("%(number)d against"), step.votes_against),
        (abstentions, step.abstentions),
    ]
    return ", ".join(words % {"number": number} for words, number in told if number is not None)
