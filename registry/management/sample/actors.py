"""Invented States and organizations, with the names that they bore before."""

from collections.abc import Iterator

from registry.management.sample.chance import ENDINGS, SYLLABLES, Chance, Weighted
from registry.management.sample.drafts import Fixture, record

STATES, ORGANIZATIONS = 200, 60
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
FIELDS = ("Fisheries", "Meteorology", "Customs", "Development", "Telecommunications", "Health")


class Actors:
    """The actors of a sample; some States take part in far more treaties than others."""

    def __init__(self, chance: Chance):
        self.chance = chance
        self.names = self._names()
        self.states = [f"state-{number:03d}" for number in range(1, STATES + 1)]
        self.zeal = Weighted([1 / (place + 12) ** 0.8 for place in range(STATES)])

    def _names(self) -> list[str]:
        names: dict[str, None] = {}
        while len(names) < STATES:
            first, second = self.chance.one_of(SYLLABLES), self.chance.one_of(SYLLABLES)
            names[f"{first}{second}{self.chance.one_of(ENDINGS)}".capitalize()] = None
        return list(names)

    def some(self, number: int) -> list[str]:
        """Pick the participants of a treaty, in the order of their names."""
        if number > STATES * 0.6:
            return self.chance.some_of(self.states, number)
        picked: set[int] = set()
        while len(picked) < number:
            picked.add(self.zeal.pick(self.chance))
        return [self.states[place] for place in sorted(picked)]

    def records(self) -> Iterator[Fixture]:
        for place, (slug, name) in enumerate(zip(self.states, self.names, strict=True)):
            yield record(
                "actor",
                source=["series-1"],
                slug=slug,
                kind="state",
                name=name,
                official_name=f"Republic of {name}",
                iso3=_letters(place),
                region=REGIONS[place % len(REGIONS)],
                since="1945" if place % 3 else "1960-07-01",
                until="1991-12-26" if place % 50 == 49 else "",
            )
            if place % 5 == 0:
                yield record(
                    "actorname",
                    actor=[slug],
                    name=f"Kingdom of {name}",
                    since="",
                    until=f"{1950 + place % 60}-01-01",
                )
        for place in range(ORGANIZATIONS):
            scope = ("World", "International", *REGIONS)[place % 7]
            yield record(
                "actor",
                source=["series-1"],
                slug=f"organization-{place + 1}",
                kind="organization",
                name=f"{scope} Organization for {FIELDS[place % 6]} {1 + place // 42}",
            )
        for place in range(49, STATES, 50):
            yield record(
                "succession",
                predecessor=[self.states[place]],
                successor=[self.states[place - 1]],
                kind="continues" if place == 49 else "succeeds",
                happened_on="1991-12-26",
            )


def _letters(number: int) -> str:
    """Write a number as three capital letters, as the codes of States are."""
    digits = (number // 676, number // 26 % 26, number % 26)
    return "".join(chr(ord("A") + digit) for digit in digits)
