"""Three answers, and counts with two ends: nothing uncertain is silently counted."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple, Self


class Answer(Enum):
    """Yes, no, or not known (Kleene's three-valued logic)."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"

    @classmethod
    def of(cls, fact: bool) -> "Answer":
        return cls.YES if fact else cls.NO

    def __bool__(self):
        raise TypeError("An Answer has three values: compare it with Answer.YES.")

    def __and__(self, other: "Answer") -> "Answer":
        if Answer.NO in (self, other):
            return Answer.NO
        return Answer.NOT_KNOWN if Answer.NOT_KNOWN in (self, other) else Answer.YES

    def __or__(self, other: "Answer") -> "Answer":
        if Answer.YES in (self, other):
            return Answer.YES
        return Answer.NOT_KNOWN if Answer.NOT_KNOWN in (self, other) else Answer.NO

    def __invert__(self) -> "Answer":
        if self is Answer.NOT_KNOWN:
            return self
        return Answer.NO if self is Answer.YES else Answer.YES


class Count(NamedTuple):
    """How many: certainly at least so many, possibly at most so many (None: nobody knows)."""

    at_least: int
    at_most: int | None

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Self:
        """Count the certain answers, and beside them the possible ones."""
        given = list(answers)
        yes = given.count(Answer.YES)
        return cls(yes, yes + given.count(Answer.NOT_KNOWN))

    def or_more(self) -> "Count":
        """Give what is certain alone, where the rows that were counted may not be all."""
        return Count(self.at_least, None)

    def reaches(self, number: int) -> Answer:
        """Tell whether there are at least so many."""
        if self.at_least >= number:
            return Answer.YES
        return Answer.NO if self.at_most is not None and self.at_most < number else Answer.NOT_KNOWN

    def as_json(self) -> dict[str, int | None]:
        return {"at_least": self.at_least, "at_most": self.at_most}

    def __str__(self):
        if self.at_least == self.at_most:
            return str(self.at_least)
        if self.at_most is None:
            return f"at least {self.at_least}" if self.at_least else "not known"
        return f"at least {self.at_least}, at most {self.at_most}"
