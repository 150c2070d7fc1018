from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from registry.dates import Answer, UncertainDate
from registry.exports import counted
from registry.filters.alliances import AllianceFilter
from registry.models import (
    Alliance,
    AllianceName,
    Membership,
    Obligation,
    RatificationProtocol,
)
from registry.models.actors import language_now
from registry.models.base import ENGLISH, soonest
from registry.models.phases import known_in_force_on
from registry.queries.claims import Claims
from registry.queries.composed import Question
from registry.queries.differences import alliance_differences
from registry.queries.kept import small
from registry.queries.members import History, Roll, counts
from registry.queries.memberships import member_spells
from registry.queries.names import (
    DayNames,
    by_name,
    each_once,
    marked_letters,
    spoken_titles,
)
from registry.queries.periods import begun, known_end, runs
from registry.queries.status import force_of, statuses_on
from registry.views.base import RecordDetail, RecordList
from registry.views.citing import Footnotes, cite, cited
from registry.views.differences import tell_differences
from registry.views.drawing import membership


class AllianceList(RecordList):
    title = gettext_lazy("Alliances")
    template_name = "registry/alliance_list.html"
    file_name = "alliances"
    filter_form = AllianceFilter
    columns = [
        "slug",
        "name",
        "current_name",
        "abbreviation",
        "kind",
        "treaty",
        "since",
        "until",
        "exists",
        *counted("members"),
        "is_open",
        "url",
    ]

    def records(self, day):
        formed = Alliance.objects.formed(by=day).with_spoken_order(marked_letters(self.revision))
        return formed.order_by("spoken_order", "slug").select_related("treaty__force")

    def rows(self, records, day):
        asked = ("members", day, tuple(alliance.pk for alliance in records))
        members = small(self.revision, asked, lambda: counts(records, day))
        day_names = DayNames(day, self.revision)
        names, current = day_names.alliances(records), day_names.current_alliances(records)
        short = day_names.abbreviations(records)
        spoken = spoken_titles(self.revision)
        return [
            {
                "slug": alliance.slug,
                "url": alliance.get_absolute_url(),
                "name": names[alliance.pk],
                "current_name": current[alliance.pk],
                "abbreviation": short[alliance.pk],
                "kind": alliance.kind,
                "kind_label": alliance.get_kind_display(),
                "treaty": alliance.treaty.slug,
                "treaty_title": spoken.get(alliance.treaty_id) or str(alliance.treaty),
                "treaty_url": alliance.treaty.get_absolute_url(),
                "treaty_is_binding": alliance.treaty.is_binding,
                "since": known_beginning(alliance, day),
                "until": known_end(alliance.until, day),
                "exists": runs(alliance, day),
                "members": members[alliance.pk],
                "is_open": alliance.takes_members(day),
            }
            for alliance in records
        ]


class AllianceDetail(RecordDetail):
    template_name = "registry/alliance_detail.html"
    changes_filter = "alliance"
    noun = gettext_lazy("alliance")
    table = "members"
    columns = [
        "actor",
        "name",
        "current_name",
        "member",
        "since",
        "until",
        "reason",
        "joined_by",
        "beside",
        "source",
    ]

    def records(self):
        return Alliance.objects.select_related(
            "treaty__force", "organization", "source"
        ).prefetch_related(
            Prefetch("names", AllianceName.objects.select_related("source")),
            Prefetch("obligations", Obligation.objects.select_related("by", "to", "source")),
        )

    def describe(self, alliance, day):
        self.day_names = names = DayNames(day, self.revision)
        self.footnotes, self.history = Footnotes(), History(alliance)
        self.roll = self.history.roll(day)
        opening = protocols(alliance, day, names)
        self.borne = [
            name
            for name in each_once(
                name for name in alliance.names.all() if name.language in (ENGLISH, language_now())
            )
            if begun(name.since, day) is not Answer.NO
        ]
        return {
            "slug": alliance.slug,
            "name": names.alliances([alliance])[alliance.pk],
            "current_name": names.current_alliances([alliance])[alliance.pk],
            "abbreviation": names.abbreviations([alliance])[alliance.pk],
            "kind": alliance.kind,
            "kind_label": alliance.get_kind_display(),
            "treaty": founding_treaty(alliance, names),
            "organization": names.tell(alliance.organization),
            "since": known_beginning(alliance, day),
            "until": known_end(alliance.until, day),
            "exists": runs(alliance, day),
            "is_open": alliance.takes_members(day),
            "opening": alliance.opening if alliance.takes_members(day) else "",
            "seat": alliance.seat,
            "summary": alliance.summary,
            "note": alliance.note,
            **cited(self.footnotes, alliance),
            "names": self.names(day),
            "counts": {"members": self.roll.count},
            "members": self.members(self.roll, names, opening),
            "beside": [tell_aside(spell, names, self.footnotes) for spell in strangers(self.roll)],
            "obligations": [
                tell_obligation(obligation, names, self.footnotes)
                for obligation in alliance.obligations.all()
            ],
            "protocols": opening,
            "differences": self.compared
            and tell_differences(
                alliance_differences(self.history, day, self.compared),
                self.footnotes,
                self.revision,
            ),
        }

    def context(self, alliance, day, description):
        parts = [*self.borne, *alliance.obligations.all(), *self.roll.asides]
        claims = Claims([alliance, *parts], self.day_names.name).about(day, alliance, *parts)
        return {
            "footnotes": self.footnotes,
            "claims": claims,
            "membership": membership(member_spells(self.history, day), self.day_names),
        }

    def names(self, day: date) -> list[dict[str, Any]]:
        return [
            {
                "name": name.name,
                "since": name.since,
                "until": known_end(name.until, day),
                **cited(self.footnotes, name),
            }
            for name in self.borne
        ]

    def members(
        self, roll: Roll, names: DayNames, opening: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        by = {one["actor"]: protocol for protocol in opening for one in protocol["candidates"]}
        told = []
        for member in roll.members:
            asides = [spell for spell in roll.asides if spell.actor_id == member.actor.pk]
            told.append(
                {
                    **names.tell(member.actor),
                    "member": member.answer,
                    "since": member.since,
                    "until": member.until,
                    "reason": member.reason,
                    **joined(by.get(member.actor.slug), member.since),
                    **cite(self.footnotes, member.source, member.pinpoint),
                    "beside": [spell.get_kind_display() for spell in asides],
                    "asides": [tell_aside(spell, names, self.footnotes) for spell in asides],
                }
            )
        return sorted(told, key=by_name)


def joined(protocol: dict[str, Any] | None, since: UncertainDate | None) -> dict[str, Any]:
    """Tell by which protocol a member was let in, unless it was one before that was concluded."""
    if (
        protocol
        and since
        and protocol["concluded_on"]
        and since.is_before(protocol["concluded_on"])
    ):
        protocol = None
    return {
        "joined_by": protocol and protocol["slug"],
        "joined_by_url": protocol and protocol["url"],
        "joined_by_title": protocol and protocol["short_title"],
    }


def known_beginning(alliance: Alliance, day: date) -> UncertainDate | None:
    """Give the day on which the alliance began, if that may have come by the day asked about.

    It has a page since the conclusion of its treaty, when nobody knew of an entry into force.
    """
    return alliance.since if begun(alliance.since, day) is not Answer.NO else None


def tell_aside(spell: Membership, names: DayNames, footnotes: Footnotes) -> dict[str, Any]:
    return {
        **names.tell(spell.actor),
        "kind": spell.kind,
        "kind_label": spell.get_kind_display(),
        "held": spell.held(names.day),
        "toward": names.tell(spell.toward),
        "since": spell.since,
        "until": known_end(spell.until, names.day),
        "note": spell.note,
        **cited(footnotes, spell),
    }


def tell_obligation(
    obligation: Obligation, names: DayNames, footnotes: Footnotes
) -> dict[str, Any]:
    return {
        "kind": obligation.kind,
        "kind_label": obligation.get_kind_display(),
        "article": obligation.article,
        "is_conditional": obligation.is_conditional,
        "by": names.tell(obligation.by),
        "to": names.tell(obligation.to),
        "summary": obligation.summary,
        **cited(footnotes, obligation),
    }


def founding_treaty(alliance: Alliance, names: DayNames) -> dict[str, Any]:
    treaty = alliance.treaty
    (status,) = statuses_on(treaty, names.day)
    return {
        "slug": treaty.slug,
        "url": treaty.get_absolute_url(),
        "title": names.title(treaty),
        "is_binding": treaty.is_binding,
        "status": status.kind.value,
        "status_label": status.kind.label,
        "status_reason": status.reason,
        "in_force_on": status.in_force_on,
    }


def strangers(roll: Roll) -> list:
    """Keep the spells of those who are something beside the alliance without being members."""
    members = {member.actor.pk for member in roll.members}
    return [spell for spell in roll.asides if spell.actor_id not in members]


_PROTOCOLS = Question(
    lambda treaty: (
        RatificationProtocol.objects.filter(amends=treaty)
        .select_related("treaty__force")
        .order_by(soonest("treaty__concluded"), "treaty__slug")
    )
)
_CANDIDATES = Question(
    lambda treaty: RatificationProtocol.candidates.through.objects.filter(
        ratificationprotocol__amends=treaty
    ).values_list("ratificationprotocol", "actor")
)


def protocols(alliance: Alliance, day: date, names: DayNames) -> list[dict[str, Any]]:
    """Tell the ratification protocols to the founding treaty that may have existed by the day."""
    found, candidates = _PROTOCOLS.records(alliance.treaty_id), defaultdict(list)
    for protocol, actor in _CANDIDATES.rows(alliance.treaty_id) if found else ():
        candidates[protocol].append(names.reference.actors[actor])
    return [
        {
            "slug": protocol.treaty.slug,
            "url": protocol.get_absolute_url(),
            "title": names.title(protocol.treaty),
            "short_title": names.short_title(protocol.treaty),
            "concluded_on": protocol.treaty.concluded_on,
            "in_force_on": known_in_force_on(force_of(protocol.treaty), day),
            "candidates": names.tell_all(candidates[protocol.pk]),
        }
        for protocol in found
        if protocol.treaty.existed(day) is not Answer.NO
    ]
