from datetime import date
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import ActorKind
from registry.dates import Answer
from registry.exports import counted
from registry.filters.actors import ActorFilter
from registry.models import Actor, Partnership
from registry.models.base import addresses
from registry.pictures.spans import Span
from registry.queries.actors import missions_of, partnerships_of, statements_of, successions_of
from registry.queries.between import companions
from registry.queries.claims import Claims
from registry.queries.kept import small
from registry.queries.members import alliances_of
from registry.queries.names import DayNames, marked_letters
from registry.queries.partners import LEADS, PARTNERS, parts_of
from registry.queries.periods import begun, known_end
from registry.queries.standings import Standings, StandingUnder, treaties_bound_by
from registry.queries.statements import made_on
from registry.views.base import CHUNK, RecordDetail, RecordList
from registry.views.candidacies import candidacies
from registry.views.citing import Footnotes, cite, cited
from registry.views.drawing import timeline
from registry.views.participants import anchor

# So many standings stand on the page of an actor; a State of a large registry has thousands.
MOST_STANDINGS = 200
ORGANIZATIONS = (ActorKind.ORGANIZATION, ActorKind.INTEGRATION_ORGANIZATION)


class ActorList(RecordList):
    title = gettext_lazy("Actors")
    template_name = "registry/actor_list.html"
    file_name = "actors"
    filter_form = ActorFilter
    columns = [
        "slug",
        "name",
        "current_name",
        "official_name",
        "kind",
        "iso2",
        "iso3",
        "parent",
        "region",
        "since",
        "until",
        *counted("treaties"),
        "url",
    ]

    def records(self, day):
        known = Actor.objects.begun(by=day).with_spoken_order(marked_letters(self.revision))
        return known.order_by("spoken_order", "slug").select_related("parent")

    def rows(self, records, day):
        names = DayNames(day, self.revision)
        asked = ("bound", day, tuple(actor.pk for actor in records))
        bound = small(self.revision, asked, lambda: treaties_bound_by(records, day))
        told = [
            {"url": actor.get_absolute_url(), **tell(actor, names), "treaties": bound[actor.pk]}
            for actor in records
        ]
        for row in told:
            if self.format == "html" and row["parent"]:
                row["parent_url"] += self.moment.query
        return told


class ActorDetail(RecordDetail):
    template_name = "registry/actor_detail.html"
    changes_filter = "actor"
    noun = gettext_lazy("actor")
    table = "treaties"
    first_act = None
    columns = [
        "treaty",
        "title",
        "standing",
        "held",
        "since",
        "until",
        "reason",
        "source",
    ]

    def records(self):
        return Actor.objects.select_related("parent", "source")

    def existed(self, actor, day):
        """Keep the page of an actor that exists no longer: its treaties and acts remain.

        One that does not exist yet has a page where acts already stand under its name: of Yemen,
        which two States formed in 1990, the United Nations list what one of them did in 1947.
        """
        had_begun = actor.since.by(day) if actor.since else Answer.YES
        if had_begun is Answer.NO and self.first_act_of(actor) <= day:
            return Answer.NOT_KNOWN
        return had_begun

    def first_act_of(self, actor: Actor) -> date:
        """Give the first day on which the actor may have acted, asked once for a page."""
        if self.first_act is None:
            first = actor.actions.aggregate(first=Min("deposited_earliest"))["first"]
            self.first_act = first or date.max
        return self.first_act

    def describe(self, actor, day):
        names, self.footnotes = DayNames(day, self.revision), Footnotes()
        self.borne = [
            name for name in names.borne(actor) if begun(name.since, day) is not Answer.NO
        ]
        own, called = cited(self.footnotes, actor), self.names(day)
        successions = self.successions(actor, names)
        self.standings = standings = Standings(actor, day)
        self.page_of_standings = self.paginate(standings, len(standings), MOST_STANDINGS)
        self.found = partnerships_of(actor)
        self.parts = parts_of(self.found, names.reference)
        return {
            **tell(actor, names),
            "cow_code": actor.cow_code,
            "existed": actor.existed(day),
            "had_begun": begun(actor.since, day),
            "summary": actor.summary,
            **own,
            "counts": {"treaties": standings.bound()},
            "names": called,
            "successions": successions,
            "children": [
                {**names.tell(child), "kind": child.kind, "kind_label": child.get_kind_display()}
                for child in names.reference.children(actor)
                if begun(child.since, day) is not Answer.NO
            ],
            "treaties": self.treaties(self.page_of_standings.object_list, names),
            "treaties_next": self.next_url(self.page_of_standings),
            "alliances": self.alliances(actor, names),
            "serves": serves(actor, names),
            "candidacies": candidacies(actor, names),
            "partnerships": self.partnerships(actor, names),
            "missions": missions(actor, day),
            "statements": self.statements(actor, names),
        }

    def context(self, actor, day, description):
        claims = Claims([actor, *self.borne]).about(day, actor, *self.borne)
        return {
            "footnotes": self.footnotes,
            "claims": claims,
            "page": self.page_of_standings,
            "companions": companions(actor, day, self.revision),
            "timeline": timeline(eras(description), day),
        }

    def every_row(self, description):
        names = DayNames(self.moment.day, self.revision)
        for start in range(0, len(self.standings), CHUNK):
            yield from self.treaties(self.standings[start : start + CHUNK], names)

    def names(self, day: date) -> list[dict[str, Any]]:
        return [
            {
                "name": name.name,
                "official_name": name.official_name,
                "since": name.since,
                "until": known_end(name.until, day),
                "note": name.note,
                **cited(self.footnotes, name),
            }
            for name in self.borne
        ]

    def successions(self, actor: Actor, names: DayNames) -> list[dict[str, Any]]:
        return [
            {
                "kind": succession.kind,
                "kind_label": succession.get_kind_display(),
                "predecessor": names.tell(succession.predecessor),
                "successor": names.tell(succession.successor),
                "happened_on": succession.happened_on,
                "note": succession.note,
                **cited(self.footnotes, succession),
            }
            for succession in successions_of(actor)
            if begun(succession.happened_on, names.day) is not Answer.NO
        ]

    def treaties(self, standings: list[StandingUnder], names: DayNames) -> list[dict[str, Any]]:
        address = addresses("registry:treaty_detail")
        return [
            {
                "treaty": standing.slug,
                "url": address(standing.slug),
                "title": names.title_of(standing.treaty, standing.title),
                "standing": standing.standing,
                "standing_label": standing.standing_label,
                "held": standing.answer,
                "since": standing.since,
                "until": standing.until,
                "reason": standing.reason,
                **cite(self.footnotes, standing.source, standing.pinpoint),
            }
            for standing in standings
        ]

    def alliances(self, actor: Actor, names: DayNames) -> list[dict[str, Any]]:
        found = alliances_of(actor, names.day)
        if not found:
            return []
        alliances = [alliance for alliance, _ in found]
        called, short = names.alliances(alliances), names.abbreviations(alliances)
        told = []
        for alliance, roll in found:
            member = roll.members[0] if roll.members else None
            told.append(
                {
                    "alliance": alliance.slug,
                    "url": alliance.get_absolute_url(),
                    "name": called[alliance.pk],
                    "abbreviation": short[alliance.pk],
                    "member": member.answer if member else Answer.NO,
                    "since": member and member.since,
                    "until": member and member.until,
                    "reason": member.reason if member else "",
                    "beside": [spell.get_kind_display() for spell in roll.asides],
                    **cite(
                        self.footnotes,
                        *(member.source, member.pinpoint)
                        if member
                        else (roll.asides[0].source, roll.asides[0].pinpoint),
                    ),
                }
            )
        return told

    def partnerships(self, actor: Actor, names: DayNames) -> list[dict[str, Any]]:
        return [
            {
                "partnership": partnership.slug,
                "url": partnership.get_absolute_url(),
                "program": partnership.program.slug,
                "program_name": partnership.program.name,
                "program_url": partnership.program.get_absolute_url(),
                "role": "lead" if actor in self.parts[LEADS, partnership.pk] else "partner",
                "leads": names.tell_all(self.parts[LEADS, partnership.pk]),
                "partners": names.tell_all(self.parts[PARTNERS, partnership.pk]),
                "others": names.tell_all(self.others(actor, partnership)),
                "since": partnership.since,
                "until": known_end(partnership.until, names.day),
                "held": partnership.held(names.day),
                "never_began": partnership.never_began,
                **cited(self.footnotes, partnership),
            }
            for partnership in self.found
            if begun(partnership.since, names.day) is not Answer.NO
        ]

    def others(self, actor: Actor, partnership: Partnership) -> list[Actor]:
        """List those on the other side or, where nobody leads, the partners beside the actor."""
        leads, partners = (self.parts[role, partnership.pk] for role in (LEADS, PARTNERS))
        if actor in leads:
            return partners
        return leads or [partner for partner in partners if partner != actor]

    def statements(self, actor: Actor, names: DayNames) -> list[dict[str, Any]]:
        return [
            {
                "treaty": statement.treaty.slug,
                "url": f"{statement.treaty.get_absolute_url()}#statement-"
                + anchor(actor.slug, statement.kind, statement.number),
                "title": names.short_title(statement.treaty),
                "kind": statement.kind,
                "kind_label": statement.get_kind_display(),
                "articles": statement.articles,
                "made_on": made,
                "withdrawn_on": known_end(statement.withdrawn_on, names.day),
                "objects_to": names.tell(statement.objects_to and statement.objects_to.actor),
                **cited(self.footnotes, statement),
            }
            for statement in statements_of(actor)
            for made in [made_on(statement)]
            if begun(made, names.day) is not Answer.NO
        ]


def serves(actor: Actor, names: DayNames) -> list[dict[str, Any]]:
    """Tell the alliances of which an organization is the organization, in being or not."""
    if actor.kind not in ORGANIZATIONS:
        return []
    alliances = list(actor.alliances_served.formed(by=names.day))
    called = names.alliances(alliances)
    return [
        {
            "alliance": alliance.slug,
            "url": alliance.get_absolute_url(),
            "name": called[alliance.pk],
        }
        for alliance in alliances
    ]


def tell(actor: Actor, names: DayNames) -> dict[str, Any]:
    return {
        "slug": actor.slug,
        "name": names.name(actor),
        "current_name": names.current_name(actor),
        "official_name": names.official_name(actor),
        "official_name_is_of_the_day": names.has_official_name(actor),
        "kind": actor.kind,
        "kind_label": actor.get_kind_display(),
        "iso2": actor.iso2,
        "iso3": actor.iso3,
        "parent": actor.parent and actor.parent.slug,
        "parent_name": actor.parent and names.name(actor.parent),
        "parent_url": actor.parent and actor.parent.get_absolute_url(),
        "region": actor.region,
        "since": actor.since,
        "until": known_end(actor.until, names.day),
    }


def eras(description: dict[str, Any]) -> list[tuple[str, str, list[Span]]]:
    """Give what the timeline of an actor shows: itself, its names, alliances and partnerships."""
    rows = []
    if description["since"] or description["until"]:
        rows.append((description["name"], "", [Span(description["since"], description["until"])]))
    rows += [
        (
            _("Named %(name)s") % {"name": name["name"]},
            "",
            [Span(name["since"], name["until"], "made")],
        )
        for name in description["names"]
    ]
    rows += [
        (row["name"], row["url"], [Span(row["since"], row["until"])])
        for row in description["alliances"]
        if row["since"]
    ]
    for row in description["partnerships"]:
        name = ", ".join(other["name"] for other in row["others"])
        if row["since"] and not row["never_began"]:
            words = f"{row['program_name']}{_(':')} {name}"
            rows.append((words, row["program_url"], [Span(row["since"], row["until"])]))
    return rows


def missions(actor: Actor, day: date) -> list[dict[str, Any]]:
    """Tell the missions that the actor had hosted, joined or led by the day."""
    return [
        {
            "mission": mission.slug,
            "url": mission.get_absolute_url(),
            "name": mission.name,
            "program_name": mission.program_name,
            "roles": [
                role
                for role, played in (
                    ("host", mission.hosted),
                    ("lead", mission.led),
                    ("partner", mission.joined),
                )
                if played
            ],
            "since": mission.since,
            "until": known_end(mission.until, day),
            "begun": mission.existed(day),
        }
        for mission in missions_of(actor, day)
        if mission.existed(day) is not Answer.NO
    ]
