"""The records of a synthetic registry, in the order of nouns within each treaty."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from registry.management.sample.actors import ORGANIZATIONS, Actors
from registry.management.sample.acts import acts_of
from registry.management.sample.chance import (
    FIRST_DAY,
    LAST_DAY,
    TOPICS,
    Chance,
    Weighted,
    participants,
)
from registry.management.sample.drafts import Draft, Fixture, record
from registry.management.sample.others import alliance, program, protocol, sources

BILATERAL = 0.75
ACTS_OF_A_PAIR = 3.1
ACTS_OF_A_PARTICIPANT = 1.6
KINDS = {
    "agreement": 44,
    "exchange_of_notes": 20,
    "convention": 9,
    "protocol": 9,
    "memorandum": 6,
    "amendment": 4,
    "arrangement": 3,
    "treaty": 3,
    "charter": 1,
    "declaration": 1,
}
GROUNDS = ("expired", "terminated", "superseded", "denounced", "renewed")
SERIES_A_SOURCE = 200


class Sizes(NamedTuple):
    """How many treaties a sample holds, and about how many acts."""

    treaties: int
    actions: int


def sample_records(sizes: Sizes, seed: int) -> Iterator[Fixture]:
    """Yield every record, treaty by treaty: what is told of one is never kept for the next."""
    chance = Chance(seed)
    yield from sources(max(5, sizes.treaties // SERIES_A_SOURCE))
    actors = Actors(chance)
    yield from actors.records()
    for number, name in enumerate(TOPICS, start=1):
        parent = [f"topic-{number - number % 6}"] if number % 6 and number > 6 else None
        yield record("topic", slug=f"topic-{number}", name=name.capitalize(), parent=parent)
    for draft in drafts(chance, sizes, actors):
        yield from treaty(chance, draft)
        yield from acts_of(chance, draft)
        if draft.number % 400 == 399:
            yield from protocol(chance, draft)
        if draft.number % 700 == 0 and not draft.is_bilateral:
            yield from alliance(chance, draft)
    for number in range(1, max(2, sizes.treaties // 2000) + 1):
        yield from program(chance, number, actors)


def drafts(chance: Chance, sizes: Sizes, actors: Actors) -> Iterator[Draft]:
    per_treaty = sizes.actions / sizes.treaties
    per_multilateral = (per_treaty - BILATERAL * ACTS_OF_A_PAIR) / (1 - BILATERAL)
    mean = min(max(per_multilateral / ACTS_OF_A_PARTICIPANT, 3.5), len(actors.states) * 0.9)
    many = Weighted(participants(mean, len(actors.states)))
    kinds, words = Weighted(list(KINDS.values())), list(KINDS)
    span = (LAST_DAY - FIRST_DAY).days
    everybody = {sizes.treaties * part // 5 or 1 for part in (1, 2, 3, 4)}
    for number in range(1, sizes.treaties + 1):
        progress = ((number - chance.random()) / sizes.treaties) ** 0.8
        signed = FIRST_DAY + timedelta(days=min(int(span * progress), span - 1))
        is_bilateral = number not in everybody and chance.happens(BILATERAL)
        size = len(actors.states) if number in everybody else 3 + many.pick(chance)
        in_force = signed + timedelta(days=int(chance.random() ** 2 * 1500))
        kind = words[kinds.pick(chance)]
        yield Draft(
            number,
            f"{kind.replace('_', '-')}-{number}",
            kind,
            actors.some(2 if is_bilateral else size),
            is_bilateral,
            signed,
            in_force if in_force <= LAST_DAY and chance.happens(0.9) else None,
            f"series-{1 + number // SERIES_A_SOURCE}",
        )


def treaty(chance: Chance, draft: Draft) -> Iterator[Fixture]:
    about = chance.one_of(TOPICS)
    label = draft.kind.replace("_", " ").capitalize()
    named = [slug.replace("-", " ").title() for slug in draft.members[:2]]
    title = f"{label} on {about}, done at {chance.one_of(named)}"
    if draft.is_bilateral:
        title = f"{label} between {' and '.join(named)} concerning {about}"
    source, key = [draft.source], [draft.slug]
    concluded = "" if chance.happens(0.01) else chance.written(draft.signed)
    fields = {
        "source": source,
        "pinpoint": f"p. {1 + chance.below(500)}",
        "slug": draft.slug,
        "title": title,
        "short_title": "" if chance.happens(0.9) else f"{label} No. {draft.number}",
        "kind": draft.kind,
        "form": form(draft),
        "is_binding": draft.kind != "memorandum",
        "topics": [[f"topic-{1 + TOPICS.index(about)}"]],
        "summary": chance.sentence(12 + chance.below(30)),
        "concluded_on": concluded or None,
        "concluded_at": chance.one_of(named),
        "coverage": "complete" if chance.happens(0.7) else "partial",
    }
    fields |= dates(chance, draft)
    yield record("treaty", **fields)
    if chance.happens(0.6):
        yield record("treatytitle", treaty=key, language="fr", title=f"{label} relatif à {about}")
    if chance.happens(0.9):
        number = f"{'I' if chance.happens(0.93) else 'II'}-{1000 + draft.number}"
        yield record("citation", treaty=key, scheme="un_registration", value=number)
    if not draft.is_bilateral:
        depositary = f"organization-{1 + chance.below(ORGANIZATIONS)}"
        yield record("depositary", treaty=key, actor=[depositary])
        yield from clause(chance, draft)
        if chance.happens(0.4):
            yield record("provision", treaty=key, article="12", kind="accession", source=source)
    elif chance.happens(0.5):
        yield record("entryintoforceclause", treaty=key, is_silent=True)


def dates(chance: Chance, draft: Draft) -> Fixture:
    """Give what is stated of a treaty's life besides its conclusion."""
    told: Fixture = {}
    if not draft.is_bilateral and chance.happens(0.6):
        told["adopted_on"] = (draft.signed - timedelta(days=chance.below(60))).isoformat()
    if draft.in_force and chance.happens(0.6 if draft.is_bilateral else 0.4):
        told["stated_in_force_on"] = draft.in_force.isoformat()
        told["in_force_source"] = [draft.source]
        if chance.happens(0.2):
            ended = min(LAST_DAY, draft.in_force + timedelta(days=700 + chance.below(12_000)))
            told["ended_on"] = "../.." if chance.happens(0.05) else ended.isoformat()
            told["end_ground"] = chance.one_of(GROUNDS)
    if chance.happens(0.5):
        told |= {"notice_kind": "months", "notice": chance.one_of((3, 6, 12))}
    return told


def form(draft: Draft) -> str:
    if draft.is_bilateral:
        return "bilateral"
    return "plurilateral" if len(draft.members) < 8 else "multilateral"


def clause(chance: Chance, draft: Draft) -> Iterator[Fixture]:
    """Say when a multilateral treaty enters into force: mostly after some instruments."""
    key = [draft.slug]
    yield record(
        "entryintoforceclause",
        source=[draft.source],
        treaty=key,
        article=f"Article {8 + chance.below(20)}",
        delay_kind=chance.one_of(("days", "days", "first_of_month")),
        delay=chance.one_of((0, 1, 3, 30, 90)),
        joiner_delay=chance.one_of((0, 30)),
    )
    condition: Fixture = {"kind": "count", "number": max(2, len(draft.members) // 4)}
    luck = chance.random()
    if luck < 0.1:
        condition = {"kind": "all", "actor_set": "signatories"}
    elif luck < 0.2:
        condition = {"kind": "fraction", "numerator": 2, "denominator": 3}
        condition["actor_set"] = "signatories"
    yield record("entryintoforcecondition", clause=key, **condition)
    if chance.happens(0.05):
        floor = draft.signed + timedelta(days=365)
        yield record(
            "entryintoforcecondition",
            clause=key,
            position=2,
            kind="not_before",
            not_before=floor.isoformat(),
        )
    if chance.happens(0.05):
        yield record("entryintoforcecondition", clause=key, group=2, kind="named", number=2)
        for actor in draft.members[:3]:
            yield record("listedactor", condition=[draft.slug, 2, 1], actor=[actor])
