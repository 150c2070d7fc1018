"""The fewer things of a synthetic registry: sources, protocols, alliances, programs."""

from collections.abc import Iterator

from registry.management.sample.actors import ORGANIZATIONS, REGIONS, STATES, Actors
from registry.management.sample.chance import TOPICS, Chance
from registry.management.sample.drafts import Draft, Fixture, record

PAIRINGS, EDITIONS = 40, 8


def sources(number: int) -> Iterator[Fixture]:
    for volume in range(1, number + 2):
        yield record(
            "source",
            slug=f"series-{volume}",
            title=f"Treaty series, volume {volume}",
            publisher="The Secretariat",
            url=f"https://series.example/{volume}",
            rank="gazette",
        )


def protocol(chance: Chance, draft: Draft) -> Iterator[Fixture]:
    """Yield a protocol that opens the treaty to another State, with its own acts."""
    slug = f"accession-protocol-{draft.number}"
    yield record(
        "treaty",
        source=[draft.source],
        slug=slug,
        title=f"Protocol on accession to {draft.slug.replace('-', ' ')}",
        kind="protocol",
        form="multilateral",
        concluded_on=chance.written(draft.signed),
        coverage="complete",
    )
    yield record("entryintoforceclause", treaty=[slug], article="Article 2")
    yield record(
        "entryintoforcecondition",
        clause=[slug],
        kind="all",
        actor_set="parties",
        other_treaty=[draft.slug],
    )
    yield record(
        "ratificationprotocol",
        treaty=[slug],
        amends=[draft.slug],
        candidates=[[f"state-{1 + chance.below(STATES):03d}"]],
    )
    for actor in draft.members:
        if chance.happens(0.8):
            yield record(
                "treatyaction",
                source=[draft.source],
                treaty=[slug],
                actor=[actor],
                kind="notification_of_acceptance",
                deposited_on=chance.written(draft.signed),
            )


def alliance(chance: Chance, draft: Draft) -> Iterator[Fixture]:
    slug = f"alliance-{draft.number}"
    region = chance.one_of(REGIONS)
    yield record(
        "alliance",
        source=[draft.source],
        slug=slug,
        name=f"{region} Alliance {draft.number}",
        kind="collective_defence",
        treaty=[draft.slug],
        organization=[f"organization-{1 + chance.below(ORGANIZATIONS)}"],
        since=draft.signed.isoformat(),
        summary=chance.sentence(20),
    )
    name = f"{region} Pact {draft.number}"
    yield record("alliancename", alliance=[slug], name=name, until="1970-01-01")
    yield record("obligation", alliance=[slug], kind="defence", article="Article 5")
    for actor in chance.some_of(draft.members, 2):
        yield record(
            "membership", alliance=[slug], actor=[actor], kind="outside_command", since="1966"
        )


def program(chance: Chance, number: int, actors: Actors) -> Iterator[Fixture]:
    slug = f"program-{number}"
    year = 1990 + chance.below(30)
    yield record(
        "partnershipprogram",
        source=["series-1"],
        slug=slug,
        name=f"Partnership for {chance.one_of(TOPICS)} {number}",
        kind="pairings" if number % 2 else "mission_series",
        since=str(year),
        objectives=chance.sentence(30),
    )
    for pairing in range(PAIRINGS):
        lead, *partners = chance.some_of(actors.states, 2 + chance.below(2))
        yield record(
            "partnership",
            source=["series-1"],
            slug=f"{slug}-{pairing}",
            program=[slug],
            leads=[[lead]],
            partners=[[actor] for actor in partners],
            since=str(year + pairing % 5),
        )
    yield record("vessel", slug=f"ship-{number}", name=f"Relief {number}", is_hospital_ship=True)
    for edition in range(1, EDITIONS + 1):
        yield from mission(chance, number, edition, f"{year + edition}", actors)


def mission(
    chance: Chance, program: int, edition: int, year: str, actors: Actors
) -> Iterator[Fixture]:
    slug = f"program-{program}-mission-{edition}"
    yield record(
        "mission",
        source=["series-1"],
        slug=slug,
        program=[f"program-{program}"],
        name=f"Mission {program}.{edition}",
        iteration=edition,
        since=f"{year}-05",
        until=f"{year}-08",
        vessels=[[f"ship-{program}"]],
    )
    for stop in range(1, 4):
        yield record(
            "missionstop",
            mission=[slug],
            number=stop,
            host=[chance.one_of(actors.states)],
            arrived_on=f"{year}-0{4 + stop}-10",
        )
