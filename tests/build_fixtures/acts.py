"""Treaty actions: one row per legal act, numbered where an actor does the same again."""

BETWEEN = (
    "The day of deposit was not found; it lies between signature and entry into force, and the "
    "treaty entered into force on the stated day."
)


class Acts:
    def __init__(self, book):
        self.book = book

    def add(self, treaty, actor, kind, deposited_on, *, where, **fields) -> tuple:
        number = 1
        while self.book.has("TreatyAction", treaty, actor, kind, number):
            number += 1
        return self.book.add(
            "TreatyAction",
            where=where,
            treaty=treaty,
            actor=actor,
            kind=kind,
            number=number,
            deposited_on=deposited_on,
            **fields,
        )

    def add_between(
        self, treaty, actor, signed, in_force_on, *, where, source, kind="ratification"
    ):
        """Enter a consent known only to lie between two days, in force on the second."""
        first, last = signed.partition("/")[0], in_force_on.rpartition("/")[2]
        return self.add(
            treaty,
            actor,
            kind,
            f"{first}/{last}",
            where=where,
            source=source,
            effective_on=in_force_on,
            remark=BETWEEN,
        )

    def first_day(self, treaty, actor, kind) -> str:
        return self.book.get("TreatyAction", treaty, actor, kind, 1)["deposited_on"]

    def actors(self, treaty, kind) -> list[str]:
        """List who has such an act under a treaty."""
        return sorted(
            {key[1] for key in self.book.all("TreatyAction") if (key[0], key[2]) == (treaty, kind)}
        )
