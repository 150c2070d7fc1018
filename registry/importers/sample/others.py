"""The fewer things of a synthetic registry: sources, protocols, alliances, programs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from registry.importers.sample.actors import ORGANIZATIONS, REGIONS, Actors
from registry.importers.sample.chance import TOPICS, Chance

if TYPE_CHECKING:
    from registry.importers.sample.records import Draft

PAIRINGS, EDITIONS = 40, 8


def _record(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": f"registry.{model}", "fields": fields}


def sources(number: int) -> Iterator[dict[str, Any]]:
    for volume in range(1, number + 2):
        yield _record(
            "source",
            slug=f"series-{volume}",
            title=f"Treaty series, volume {volume}",
            publisher="The Secretariat",
            url=f"https://series.example/{volume}",
            rank="gazette",
        )


def protocol(chance: Chance, draft: "Draft") -> Iterator[dict[str, Any]]:
    """Yield a protocol that opens the treaty to another State, with its own acts."""
    slug = f"accession-protocol-{draft.number}"
    yield _record(
        "treaty",
        source=[draft.source],
        slug=slug,
        title=f"Protocol on accession to {draft.slug.replace('-', ' ')}",
        kind="protocol",
        form="multilateral",
        concluded_on=chance.written(draft.signed),
        coverage="complete",
    )
    yield _record("entryintoforceclause", treaty=[slug], article="Article 2")
    yield _record(
        "entryintoforcecondition",
        clause=[slug],
        kind="all",
        actor_set="parties",
        other_treaty=[draft.slug],
    )
    yield _record(
        "ratificationprotocol",
        treaty=[slug],
        amends=[draft.slug],
        candidates=[[f"state-{1 + chance.below(200):03d}"]],
    )
    for actor in draft.members:
        if chance.happens(0.8):
            yield _record(
                "treatyaction",
                source=[draft.source],
                treaty=[slug],
                actor=[actor],
                kind="notification_of_acceptance",
                deposited_on=chance.written(draft.signed),
            )


def alliance(chance: Chance, draft: "Draft") -> Iterator[dict[str, Any]]:
    slug = f"alliance-{draft.number}"
    region = chance.one_of(REGIONS)
    yield _record(
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
    yield _record("alliancename", alliance=[slug], name=name, until="1970-01-01")
    yield _record("obligation", alliance=[slug], kind="defence", article="Article 5")
    for actor in chance.some_of(draft.members, 2):
        yield _record(
            "membership", alliance=[slug], actor=[actor], kind="outside_command", since="1966"
        )


def program(chance: Chance, number: int, actors: Actors) -> Iterator[dict[str, Any]]:
    slug = f"program-{number}"
    year = 1990 + chance.below(30)
    yield _record(
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
        yield _record(
            "partnership",
            source=["series-1"],
            slug=f"{slug}-{pairing}",
            program=[slug],
            leads=[[lead]],
            partners=[[actor] for actor in partners],
            since=str(year + pairing % 5),
        )
    yield _record("vessel", slug=f"ship-{number}", name=f"Relief {number}", is_hospital_ship=True)
    for edition in range(1, EDITIONS + 1):
        mission = f"{slug}-mission-{edition}"
        yield _record(
            "mission",
            source=["series-1"],
            slug=mission,
            program=[slug],
            name=f"Mission {number}.{edition}",
            iteration=edition,
            since=f"{year + edition}-05",
            until=f"{year + edition}-08",
            vessels=[[f"ship-{number}"]],
        )
        for stop in range(1, 4):
            yield _record(
                "missionstop",
                mission=[mission],
                number=stop,
                host=[chance.one_of(actors.states)],
                arrived_on=f"{year + edition}-0{4 + stop}-10",
            )
