"""What the participants of a synthetic treaty did: sign, consent, object, withdraw, rejoin."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from registry.management.sample.chance import LAST_DAY, Chance
from registry.management.sample.drafts import Draft, Fixture, record

CONSENTS = ("ratification", "ratification", "ratification", "acceptance", "approval")
RESERVATIONS = ("reservation", "declaration", "interpretative_declaration")


def acts_of(chance: Chance, draft: Draft) -> Iterator[Fixture]:
    """Yield the acts and statements of each participant, in the order of their names."""
    reserved: list | None = None
    for actor in draft.members:
        consent = yield from _joins(chance, draft, actor)
        if consent is None:
            continue
        kind, bound = consent
        key = [draft.slug, actor, kind, 1]
        if reserved and chance.happens(0.03):
            yield _statement(chance, draft, actor, "objection", objects_to=reserved)
        if chance.happens(0.01 if draft.is_bilateral else 0.05):
            statement = chance.one_of(RESERVATIONS)
            yield _statement(chance, draft, actor, statement, action=key)
            reserved = [draft.slug, actor, statement, 1]
        if chance.happens(0.02):
            yield _step(chance, draft, actor, bound)
        yield from _leaves(chance, draft, actor, key, bound)


def _joins(chance: Chance, draft: Draft, actor: str):
    """Yield a signature and a consent; return the consent's kind and day, or None."""
    signs = chance.happens(0.97 if draft.is_bilateral else 0.8)
    if signs:
        late = 0 if draft.is_bilateral or chance.happens(0.6) else chance.below(365)
        yield _act(chance, draft, actor, "signature", _by_now(draft.signed, late))
        if not chance.happens(0.55 if draft.is_bilateral else 0.78):
            return None
        after, kind = 1 + int(chance.random() ** 2 * 4000), chance.one_of(CONSENTS)
    else:
        after = 1 + chance.below(9000)
        kind = "accession" if chance.happens(0.93) else "succession"
    bound = draft.signed + timedelta(days=after)
    if bound > LAST_DAY:
        return None
    yield _act(chance, draft, actor, kind, bound)
    return kind, bound


def _leaves(chance: Chance, draft: Draft, actor: str, key: list, bound: date):
    if not chance.happens(0.035):
        return
    left = bound + timedelta(days=400 + chance.below(6000))
    if left > LAST_DAY:
        return
    refers = key if chance.happens(0.3) else None
    yield _act(chance, draft, actor, "withdrawal", left, refers_to=refers)
    back = left + timedelta(days=1500)
    if back <= LAST_DAY and chance.happens(0.1):
        again = 2 if key[2] == "accession" else 1
        yield _act(chance, draft, actor, "accession", back, number=again)


def _act(chance: Chance, draft: Draft, actor: str, kind: str, on: date, **more: Any):
    """Make an act with all of its fields, as a dump writes it."""
    effective = on + timedelta(days=30) if kind == "ratification" and chance.happens(0.2) else None
    fields = {
        "source": [draft.source],
        "pinpoint": "" if chance.happens(0.7) else f"p. {1 + chance.below(500)}",
        "treaty": [draft.slug],
        "actor": [actor],
        "kind": kind,
        "number": 1,
        "instrument_on": None,
        "deposited_on": chance.written(on) if chance.happens(0.995) else None,
        "effective_on": effective and effective.isoformat(),
        "place": "",
        "depositary": None,
        "toward": None,
        "refers_to": None,
        "remark": chance.sentence(6) if chance.happens(0.05) else "",
    }
    return record("treatyaction", **fields | more)


def _statement(chance: Chance, draft: Draft, actor: str, kind: str, **more: Any):
    return record(
        "statement",
        source=[draft.source],
        treaty=[draft.slug],
        actor=[actor],
        kind=kind,
        articles=f"Article {1 + chance.below(30)}",
        text=chance.sentence(20 + chance.below(60)),
        **more,
    )


def _step(chance: Chance, draft: Draft, actor: str, bound: date):
    return record(
        "domesticstep",
        treaty=[draft.slug],
        actor=[actor],
        stage=chance.one_of(("government", "lower_house", "upper_house", "parliament")),
        happened_on=(bound - timedelta(days=1 + chance.below(200))).isoformat(),
        outcome="approved",
    )


def _by_now(day: date, later: int) -> date:
    return min(LAST_DAY, day + timedelta(days=later))
