"""What actors and alliances were called on the day that a page speaks of."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from registry.models import Actor, ActorName, Alliance, AllianceName
from registry.models.actors import language_now
from registry.models.base import ENGLISH


class DayNames:
    """Tells actors by the name of the day; one query for a page, however many actors it prints."""

    def __init__(self, day: date):
        self.day = day
        self._book = ActorName.objects.book()

    def name(self, actor: Actor) -> str:
        return self._book.name(actor, self.day)

    def current_name(self, actor: Actor) -> str:
        return self._book.current_name(actor)

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
            "current_name": self.current_name(actor),
        }

    def tell_all(self, actors: Iterable[Actor]) -> list[dict[str, Any]]:
        return sorted(map(self.tell, actors), key=by_name)

    def join(self, actors: Iterable[Actor]) -> str:
        """Write several actors as one text."""
        return "; ".join(told["name"] for told in self.tell_all(actors))


def by_name(told: dict[str, Any]) -> tuple[str, str]:
    """Sort what is told of actors as a page prints it."""
    return unmarked(told["name"]), told["actor"]


def unmarked(text: str) -> str:
    """Take the marks off letters, so that États-Unis stands among the names with E."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def alliance_names(alliances: Iterable[Alliance], day: date) -> dict[int, str]:
    """Name each alliance, by primary key, as it was named on the day; today's name otherwise."""
    names = {alliance.pk: alliance.name for alliance in alliances}
    now = language_now()
    borne = AllianceName.objects.on(day).filter(alliance__in=names, language__in={ENGLISH, now})
    ordered = sorted(borne.order_by("pk"), key=lambda name: name.language == now)
    return names | {name.alliance_id: name.name for name in ordered}


def current_names(alliances: Iterable[Alliance]) -> dict[int, str]:
    """Name each alliance, by primary key, as it is named today, or was last."""
    names = {alliance.pk: alliance.name for alliance in alliances}
    if language_now() == ENGLISH:
        return names
    spoken = AllianceName.objects.filter(alliance__in=names, language=language_now(), until="")
    return names | dict(spoken.order_by("pk").values_list("alliance_id", "name"))
