from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import NO_STANDING, STANDING_NOT_KNOWN
from registry.dates import Answer, Count
from registry.law.standing import StandingOn
from registry.law.statements import Response
from registry.models import Actor, Mission, Obligation
from registry.queries.between import Bond, Bonds, Reserved, companions
from registry.queries.members import alliances_between
from registry.queries.names import DayNames
from registry.queries.partners import ROLES, missions_between, partnerships_between
from registry.queries.periods import begun, known_end
from registry.queries.reference import reference
from registry.queries.statements import made_on
from registry.sentences import say
from registry.views.actors import MOST_STANDINGS, tell
from registry.views.alliances import tell_aside, tell_obligation
from registry.views.base import PublicView
from registry.views.citing import Footnotes, cite, cited
from registry.views.meant import meant
from registry.views.partnerships import tell_partnerships

COLUMNS = [
    "treaty",
    "title",
    "in_force",
    "reason",
    "a.standing",
    "a.since",
    "b.standing",
    "b.since",
    "modified",
    "suspended_by",
]


class PairDetail(PublicView):
    """What binds two actors: treaties, alliances, partnerships, missions, all at a day."""

    def get(self, request: HttpRequest, a: str, b: str) -> HttpResponse:
        names, footnotes = DayNames(self.moment.day, self.revision), Footnotes()
        first, second = fetch_two(a, b, names)
        found = Bonds(first, second, names)
        if self.format in ("csv", "xlsx"):
            rows = (tell_bond(bond, names, footnotes) for bond in found)
            return self.download(rows, COLUMNS, f"{a}-and-{b}")
        page = self.paginate(found, len(found), MOST_STANDINGS)
        description = describe(first, second, page.object_list, names, footnotes)
        description["counts"] = {"treaties_in_force": Count.of(found.answers)}
        description["treaties_next"] = self.next_url(page)
        if self.format == "json":
            return self.data(description)
        treaties = description["treaties"]
        context = {
            "description": description,
            "footnotes": footnotes,
            "page": page,
            "number": len(found),
            "existed": lambda other: not any(begins_after(one, other) for one in (first, second)),
            "companions": companions(first, self.moment.day, self.revision),
            "has_statements": any(row["reservations"] or row["objections"] for row in treaties),
            "groups": [
                (answer, found.answers.count(answer), rows)
                for answer in Bonds.ORDER
                if (rows := [row for row in treaties if row["in_force"] is answer])
            ],
        }
        return self.page("registry/pair_detail.html", context)


class PairChoice(PublicView):
    """Leads from one actor and the name of another to the page of both."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        actor = Actor.objects.filter(slug=slug).first()
        if actor is None:
            raise Http404(
                _("The registry holds no %(noun)s named “%(slug)s”.")
                % {"noun": _("actor"), "slug": slug}
            )
        words = " ".join(request.GET.get("with", "").replace("\x00", "").split())[:200]
        others = Actor.objects.exclude(pk=actor.pk)
        day = self.moment.day
        called = reference(self.revision).find(words) or [*meant(words, day, self.revision)]
        called = [one for one in called if one.pk != actor.pk]
        if len(called) == 1:
            return HttpResponseRedirect(f"{actor.pair_url(called[0])}{self.moment.query}")
        names = DayNames(self.moment.day, self.revision)
        context = {
            "actor": names.tell(actor),
            "words": words,
            "companions": companions(actor, names.day, self.revision),
            "candidates": [
                names.tell(other) | {"pair_url": actor.pair_url(other)}
                for other in (others.named(words)[:50] if words else ()) or called
            ],
        }
        return self.page("registry/pair_choice.html", context)


RESPONSES = {
    Response.OPPOSED: gettext_lazy("objected and opposed entry into force"),
    Response.OBJECTED: gettext_lazy("objected"),
    Response.ACCEPTED: gettext_lazy("accepted"),
    Response.PENDING: gettext_lazy("may still object"),
}


def fetch_two(a: str, b: str, names: DayNames) -> tuple[Actor, Actor]:
    """Fetch two different actors that may have existed by the day, or raise Http404."""
    found, day = names.reference.by_slug, names.day
    for slug in (a, b):
        if slug not in found:
            raise Http404(
                _("The registry holds no %(noun)s named “%(slug)s”.")
                % {"noun": _("actor"), "slug": slug}
            )
        if begins_after(found[slug], day):
            raise Http404(
                _("%(name)s did not exist yet on %(day)s.")
                % {"name": found[slug], "day": day.isoformat()}
            )
    if a == b:
        raise Http404(_("Name two actors: “%(name)s” is one.") % {"name": a})
    return found[a], found[b]


def begins_after(actor: Actor, day: date) -> bool:
    return begun(actor.since, day) is Answer.NO


def describe(
    a: Actor, b: Actor, found: list[Bond], names: DayNames, footnotes: Footnotes
) -> dict[str, Any]:
    """Tell what binds the two, with so many of their treaties as are given."""
    day = names.day
    alliances = tell_alliances(a, b, names, footnotes)
    treaties = [tell_bond(bond, names, footnotes) for bond in found]
    partnerships = partnerships_between(a, b, day)
    return {
        "a": tell(a, names),
        "b": tell(b, names),
        "treaties": treaties,
        "alliances": alliances,
        "partnerships": tell_partnerships(partnerships, names, footnotes),
        "missions": [
            tell_mission(mission, day, footnotes) for mission in missions_between(a, b, day)
        ],
    }


def tell_standing(standing: StandingOn) -> dict[str, str]:
    """Tell a standing by its code and in words; not known and none are told apart."""
    if standing.is_none:
        return {"standing": NO_STANDING, "standing_label": _("No standing")}
    if standing.standing is None:
        return {"standing": STANDING_NOT_KNOWN, "standing_label": _("Not known")}
    return {"standing": standing.standing.value, "standing_label": standing.standing.label}


def tell_bond(bond: Bond, names: DayNames, footnotes: Footnotes) -> dict[str, Any]:
    treaty = bond.treaty
    standings = [
        {
            **tell_standing(standing),
            "not_known": [possible.label for possible in standing.possible],
            "since": standing.spell and standing.spell.since,
            "reason": say(standing.reason),
            **cite(footnotes, act and act.source, (act and act.pinpoint) or ""),
        }
        for standing, act in zip(bond.standings, bond.acts, strict=True)
    ]
    reservations = [tell_reserved(reserved, footnotes) for reserved in bond.reservations]
    suspended = [
        {
            "by": str(suspension.actor),
            "toward": suspension.toward and str(suspension.toward),
            "since": suspension.since,
            "remark": act.remark,
            **cited(footnotes, act),
        }
        for suspension, act in bond.suspended
    ]
    return {
        "treaty": treaty.slug,
        "url": treaty.get_absolute_url(),
        "title": names.title(treaty),
        "concluded_on": treaty.concluded_on,
        "in_force": bond.in_force.answer,
        "reason": say(bond.in_force.reason),
        "a": standings[0],
        "b": standings[1],
        "reservations": reservations,
        "modified": [row["effect"] for row in reservations if row["effect"]],
        "objections": [
            {
                "by": objected.by.name,
                "to": objected.to.name,
                "made_on": made_on(objected.statement),
                "text": objected.statement.text,
                **cited(footnotes, objected.statement),
            }
            for objected in bond.objections
        ],
        "suspended": suspended,
        "suspended_by": [row["by"] for row in suspended],
    }


def tell_reserved(reserved: Reserved, footnotes: Footnotes) -> dict[str, Any]:
    statement, reply, change = reserved.statement, reserved.reply, reserved.modification
    objection = reserved.objection
    return {
        "by": reserved.by.name,
        "to": reserved.to.name,
        "articles": statement.articles,
        "text": statement.text,
        "made_on": made_on(statement),
        "response": reply.response.value,
        "response_label": RESPONSES[reply.response],
        "is_certain": reply.answer,
        "window_closes_on": reply.closes_on,
        "effect": say(change.in_words()) if change else "",
        "effect_is_certain": change and change.answer,
        **cited(footnotes, statement),
        "objection": objection
        and {
            "made_on": made_on(objection),
            "text": objection.text,
            "opposes_entry_into_force": objection.opposes_entry_into_force,
            **cited(footnotes, objection),
        },
    }


def tell_alliances(a: Actor, b: Actor, names: DayNames, footnotes: Footnotes) -> list[dict]:
    found = alliances_between(a, b, names.day)
    alliances = [alliance for alliance, _ in found]
    called, short = names.alliances(alliances), names.abbreviations(alliances)
    return [
        {
            "alliance": alliance.slug,
            "url": alliance.get_absolute_url(),
            "name": called[alliance.pk],
            "abbreviation": short[alliance.pk],
            "is_binding": alliance.treaty.is_binding,
            "both_members": roll.members[0].answer & roll.members[1].answer,
            "members": [
                {
                    **names.tell(member.actor),
                    "member": member.answer,
                    "since": member.since,
                    "reason": member.reason,
                    **cite(footnotes, member.source, member.pinpoint),
                }
                for member in roll.members
            ],
            "obligations": [
                tell_obligation(obligation, names, footnotes)
                for obligation in alliance.obligations.all()
                if concerns(obligation, a, b)
            ],
            "beside": [
                tell_aside(spell, names, footnotes)
                for spell in roll.asides
                if spell.toward_id in (None, a.pk, b.pk)
            ],
        }
        for alliance, roll in found
    ]


def concerns(obligation: Obligation, a: Actor, b: Actor) -> bool:
    """Tell whether one of the two owes it to the other; without names, each member does."""
    pairs = ((a.pk, b.pk), (b.pk, a.pk))
    return any(
        obligation.by_id in (None, by) and obligation.to_id in (None, to) for by, to in pairs
    )


def tell_mission(mission: Mission, day: date, footnotes: Footnotes) -> dict[str, Any]:
    return {
        "mission": mission.slug,
        "url": mission.get_absolute_url(),
        "name": mission.name,
        "program": mission.program.slug,
        "program_name": mission.program.name,
        "program_url": mission.program.get_absolute_url(),
        "a_roles": [role for role in ROLES if getattr(mission, f"{role}_a")],
        "b_roles": [role for role in ROLES if getattr(mission, f"{role}_b")],
        "since": mission.since,
        "until": known_end(mission.until, day),
        "begun": mission.existed(day),
        **cited(footnotes, mission),
    }
