"""A small world in which every list and record has the same number of rows of everything."""

from registry.choices import (
    ActionKind,
    ActorSet,
    AllianceKind,
    ConditionKind,
    FigureMeasure,
    MembershipKind,
    ObligationKind,
    ProgramKind,
    SuccessionKind,
)
from registry.models import (
    Activity,
    Actor,
    ActorName,
    Alliance,
    AllianceName,
    Citation,
    Claim,
    Depositary,
    DomesticStep,
    Membership,
    Mission,
    MissionOutcome,
    MissionStop,
    Obligation,
    Partnership,
    PartnershipProgram,
    Provision,
    PublishedFigure,
    Statement,
    Succession,
    Topic,
    Treaty,
    TreatyRelation,
    TreatyText,
    TreatyTitle,
    Vessel,
)
from registry.models.participation import rebuild
from tests.factories import (
    make_action,
    make_actor,
    make_clause,
    make_protocol,
    make_source,
    make_treaty,
)

# The records that the rows hang on, by noun; the lists beside them hold as many as the rows.
RECORDS = {
    "actor": "hub",
    "treaty": "pact",
    "protocol": "growth",
    "alliance": "league",
    "program": "fleet",
    "mission": "voyage",
}


def make_world(rows: int) -> None:
    """Make one record of each noun with `rows` of everything, and `rows` such records beside it."""
    before = list(Treaty.objects.values_list("pk", flat=True))
    hub = make_actor("Hub", source=make_source())
    others = [make_actor(f"Actor {number}", parent=hub) for number in range(rows)]
    pact = make_treaty(slug="pact", source=make_source())
    league = make_alliance("league", pact, source=make_source())
    fleet = make_program("fleet", kind=ProgramKind.MISSION_SERIES, source=make_source())
    fleet.sponsors.add(*others)
    voyage = make_mission("voyage", fleet, source=make_source())
    make_clause(pact, {"kind": ConditionKind.COUNT, "number": 1}, source=make_source())
    give_names_and_parts(hub, pact, league, others)
    for number, other in enumerate(others, start=1):
        source = make_source()
        make_treaty_row(pact, hub, other, number, source)
        make_alliance_row(league, hub, other, number, source)
        make_program_row(fleet, voyage, hub, other, number, source)
    make_growth("growth", pact, *others)
    rebuild(Treaty.objects.exclude(pk__in=before).values_list("pk", flat=True))


def make_alliance(slug: str, treaty: Treaty, **values) -> Alliance:
    given = {"name": slug.title(), "kind": AllianceKind.MUTUAL_DEFENCE, "since": "1950-01-01"}
    return Alliance.objects.create(slug=slug, treaty=treaty, **given | values)


def make_program(slug: str, **values) -> PartnershipProgram:
    given = {"name": slug.title(), "kind": ProgramKind.PAIRINGS, "since": "1993"}
    return PartnershipProgram.objects.create(slug=slug, **given | values)


def make_partnership(
    program: PartnershipProgram, lead: Actor, partner: Actor, **values
) -> Partnership:
    given = {"slug": f"{lead.slug}-{partner.slug}", "since": "1995"}
    partnership = Partnership.objects.create(program=program, **given | values)
    partnership.leads.add(lead)
    partnership.partners.add(partner)
    return partnership


def make_mission(slug: str, program: PartnershipProgram, **values) -> Mission:
    given = {"name": slug.title(), "since": "2006-05-01", "until": "2006-09-30"}
    return Mission.objects.create(slug=slug, program=program, **given | values)


def make_stop(mission: Mission, number: int, host: Actor, **values) -> MissionStop:
    return MissionStop.objects.create(mission=mission, number=number, host=host, **values)


def make_growth(slug: str, treaty: Treaty, *actors: Actor) -> None:
    """Make a protocol that all of these signed and accepted, with as many candidates."""
    growth = make_treaty(slug=slug)
    condition = {"kind": ConditionKind.ALL, "actor_set": ActorSet.SIGNATORIES}
    make_clause(growth, condition)
    make_protocol(growth, treaty, *(make_actor() for _ in actors))
    for actor in actors:
        make_action(growth, actor, on="1950-02-01")
        make_action(growth, actor, ActionKind.ACCEPTANCE, "1950-03-01", source=make_source())
        DomesticStep.objects.create(
            treaty=growth, actor=actor, stage="gazetted", outcome="approved", source=make_source()
        )


def give_names_and_parts(hub, pact, league, others):
    for number, other in enumerate(others):
        source = make_source()
        ActorName.objects.create(actor=hub, name=f"Old {number}", until="1900", source=source)
        ActorName.objects.create(actor=other, name=f"Once {number}", since="1950", source=source)
        AllianceName.objects.create(alliance=league, name=f"League {number}", source=source)
        Succession.objects.create(
            predecessor=other, successor=hub, kind=SuccessionKind.SUCCEEDS, source=source
        )
        Claim.objects.create(model="actor", key="hub", field="since", value=number, source=source)


def make_treaty_row(pact, hub, actor, number, source):
    make_action(pact, actor, on="1950-01-01", source=source)
    make_action(pact, actor, ActionKind.RATIFICATION, "1950-01-01", source=source)
    pact.topics.add(Topic.objects.create(slug=f"topic-{number}", name=f"Topic {number}"))
    TreatyTitle.objects.create(treaty=pact, language="fr", title=f"Traité {number}")
    TreatyText.objects.create(treaty=pact, language="fr", version=f"of {number}")
    Citation.objects.create(treaty=pact, scheme="unts", value=str(number))
    Depositary.objects.create(treaty=pact, actor=actor)
    Provision.objects.create(treaty=pact, article=f"{number}", kind="area", source=source)
    Statement.objects.create(
        treaty=pact, actor=actor, kind="declaration", text="So be it.", source=source
    )
    own = make_treaty(stated_in_force_on="1950-06-01")
    make_action(own, hub, ActionKind.RATIFICATION, "1950-01-01", source=source)
    make_action(own, actor, on="1950-01-01", source=source)
    TreatyRelation.objects.create(treaty=own, kind="amends", other=pact, source=source)
    Claim.objects.create(model="treaty", key="pact", field="title", value=number, source=source)


def make_alliance_row(league, hub, actor, number, source):
    own = make_alliance(f"league-{number}", league.treaty, source=source)
    Membership.objects.create(
        alliance=league, actor=actor, kind=MembershipKind.SUSPENDED, toward=hub, source=source
    )
    for alliance in (league, own):
        Membership.objects.create(
            alliance=alliance, actor=hub, kind=MembershipKind.MEMBER, number=number, source=source
        )
    Obligation.objects.create(
        alliance=league,
        kind=ObligationKind.DEFENCE,
        article=str(number),
        by=hub,
        to=actor,
        source=source,
    )
    make_growth(f"growth-{number}", league.treaty, actor)


def make_program_row(fleet, voyage, hub, actor, number, source):
    make_program(f"fleet-{number}", source=source)
    partnership = make_partnership(fleet, hub, actor, source=source)
    partnership.activities.add(Activity.objects.create(slug=f"work-{number}", name="Work"))
    PublishedFigure.objects.create(
        program=fleet,
        measure=FigureMeasure.PARTNERSHIPS,
        counted_on="2019",
        value=number,
        source=source,
    )
    Claim.objects.create(
        model="partnership", key=partnership.slug, field="since", value="1994", source=source
    )
    vessel = Vessel.objects.create(slug=f"vessel-{number}", name=f"Vessel {number}")
    own = make_mission(f"voyage-{number}", fleet, source=source)
    for mission in (voyage, own):
        mission.vessels.add(vessel)
        mission.partner_nations.add(actor)
    stops = [make_stop(voyage, number, hub, lead=actor, source=source), make_stop(own, 1, hub)]
    for stop in stops:
        stop.vessels.add(vessel)
        stop.partner_nations.add(actor)
    MissionOutcome.objects.create(mission=voyage, measure=f"{number}", value="9", source=source)
