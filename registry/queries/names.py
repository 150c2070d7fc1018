"""What actors and alliances were called on the day that a page speaks of."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from registry.models import Actor, ActorName, Alliance, AllianceName


class DayNames:
    """Tells actors by the name of the day; one query for a page, however many actors it prints."""

    def __init__(self, day: date):
        self.day = day
        self._book = ActorName.objects.book()

    def name(self, actor: Actor) -> str:
        return self._book.name(actor, self.day)

    def official_name(self, actor: Actor) -> str:
        return self._book.official_name(actor, self.day)

    def borne(self, actor: Actor) -> list[ActorName]:
        return self._book.borne(actor)

    def tell(self, actor: Actor | None) -> dict[str, Any] | None:
        """Tell the actor as every format does: slug, page, name of the day and current name."""
        if actor is None:
            return None
        return {
            "actor": actor.slug,
            "url": actor.get_absolute_url(),
            "name": self.name(actor),
            "current_name": actor.name,
        }

    def tell_all(self, actors: Iterable[Actor]) -> list[dict[str, Any]]:
        return sorted(map(self.tell, actors), key=by_name)

    def join(self, actors: Iterable[Actor]) -> str:
        """Write several actors as one text."""
        return "; ".join(told["name"] for told in self.tell_all(actors))


def by_name(told: dict[str, Any]) -> tuple[str, str]:
    """Sort what is told of actors as a page prints it."""
    return told["name"], told["actor"]


def alliance_names(alliances: Iterable[Alliance], day: date) -> dict[int, str]:
    """Name each alliance, by primary key, as it was named on the day; today's name otherwise."""
    names = {alliance.pk: alliance.name for alliance in alliances}
    borne = AllianceName.objects.on(day).filter(alliance__in=names).order_by("pk")
    return names | {name.alliance_id: name.name for name in borne}
