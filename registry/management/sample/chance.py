"""Choices that are the same for the same seed, on every version of Python, and what to say."""

import random
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

FIRST_DAY = date(1945, 6, 1)
LAST_DAY = date(2025, 6, 30)

SYLLABLES = (
    *("bel", "mar", "tor", "vin", "kar", "sal", "ost", "lud", "zem", "gra", "nor", "fel"),
    *("dra", "pol", "ran", "sko", "tal", "ur", "vest", "yl", "gö", "ré", "çe", "mü"),
)
ENDINGS = ("ia", "land", "istan", "ania", "ova", "mark", "aine", "ria", "oña", "esh")
TOPICS = (
    *("air services", "double taxation", "cultural co-operation", "the protection of investments"),
    *("technical assistance", "extradition", "the abolition of visas", "road transport"),
    *("maritime navigation", "fisheries in the high seas", "development credit"),
    *("mutual legal assistance", "the prevention of pollution from ships", "migratory species"),
    *("transboundary watercourses", "persistent organic pollutants", "the ozone layer"),
    *("the continental shelf", "social security", "postal parcels", "telecommunications"),
    *("the status of refugees", "the rights of the child", "the recognition of degrees"),
    *("privileges and immunities", "the international sale of goods", "arbitration"),
    *("plant protection", "narcotic drugs", "tobacco control", "the safety of life at sea"),
    *("the common frontier", "war cemeteries", "defence co-operation", "the status of forces"),
    *("food aid", "railway traffic", "the protection of wetlands", "whaling", "patents"),
)
WORDS = sorted({word for topic in TOPICS for word in topic.split()})


class Chance:
    """Random choices; only `random.Random.random` is used, whose sequence never changes."""

    def __init__(self, seed: int):
        self.random = random.Random(seed).random  # noqa: S311  a sample keeps no secret

    def happens(self, probability: float) -> bool:
        return self.random() < probability

    def below(self, number: int) -> int:
        return int(self.random() * number)

    def one_of(self, things: Sequence):
        return things[int(self.random() * len(things))]

    def some_of(self, things: Sequence, number: int) -> list:
        """Pick different things, in their order."""
        picked: set[int] = set()
        while len(picked) < min(number, len(things)):
            picked.add(self.below(len(things)))
        return [things[place] for place in sorted(picked)]

    def sentence(self, words: int) -> str:
        return " ".join(self.one_of(WORDS) for _ in range(words)).capitalize() + "."

    def written(self, day: date) -> str:
        """Write a date as sources give it: mostly a day, now and then less than that."""
        luck = self.random()
        if luck < 0.9:
            return day.isoformat()
        if luck < 0.94:
            return day.isoformat()[:7]
        if luck < 0.96:
            return day.isoformat()[:4]
        if luck < 0.98:
            return f"{day.isoformat()}/{(day + timedelta(days=9)).isoformat()}"
        return f"../{day.isoformat()}" if luck < 0.99 else f"{day.isoformat()[:4]}~"


class Weighted:
    """Picks a place in a list of weights, the heavy ones more often."""

    def __init__(self, weights: Sequence[float]):
        self.sums = list(accumulate(weights))

    def pick(self, chance: Chance) -> int:
        return min(bisect_left(self.sums, chance.random() * self.sums[-1]), len(self.sums) - 1)


def participants(mean: float, most: int) -> list[float]:
    """Weigh the sizes of multilateral treaties, from 3 up, so that they come to a mean.

    Few treaties have many participants: the weight of n is a power of n.
    """

    def weights(power: float) -> list[float]:
        return [n**-power for n in range(3, most + 1)]

    low, high = -3.0, 6.0
    for _ in range(50):
        power = (low + high) / 2
        told = weights(power)
        average = sum(n * weight for n, weight in enumerate(told, start=3)) / sum(told)
        low, high = (power, high) if average > mean else (low, power)
    return weights(low)
