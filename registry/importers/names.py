"""Which actor a name in a file or on a page means: by date, by code, by known variant; no guess."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, Self

from django.utils.text import slugify
from django.utils.translation import gettext as _

from registry.choices import ActorKind
from registry.dates import Answer, UncertainDate
from registry.models import Actor, ActorName, Succession
from registry.models.base import held

VARIANTS = Path(__file__).with_name("variants.toml")
SUGGESTIONS = 3
REMEMBERED = 5000

_APOSTROPHES = "'\u2018\u2019\u02bc`\u00b4."
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "\u0131": "i", "&": " and "}
    | dict.fromkeys(_APOSTROPHES, "")
)
_SHORT = {"st": "saint", "rep": "republic", "dem": "democratic", "fed": "federal", "is": "islands"}
_INVERTED = re.compile(r"(?P<head>[^(),]+?)\s*(?:\((?P<inside>[^()]+)\)|,\s*(?P<tail>[^(),]+))")
# What stands beside a name without making it another State's; "Republic of" is not among them,
# because it parts the two Congos, the two Koreas and the two Chinas.
_STYLES = frozenset(
    {
        "",
        "kingdom of",
        "kingdom of the",
        "plurinational state of",
        "bolivarian republic of",
        "islamic republic of",
        "federated states of",
        "states",
    }
)


class Unmatched(ValueError):
    """No actor is certainly meant; says why, with the actors that come nearest.

    It is said in the language of whoever asks: of the reader in the admin, English in a command.
    """

    def __init__(self, name: str, reason: str, suggestions: Iterable[Actor] = ()):
        self.name = name
        self.reason = reason
        self.suggestions = list(suggestions)
        near = ", ".join(f"{actor.name} ({actor.slug})" for actor in self.suggestions)
        asked = _("%(reason)s Is one of these meant: %(near)s?") % {"reason": reason, "near": near}
        super().__init__(asked if near else reason)


class Several(Unmatched):
    """Any of several actors may be meant."""


class Borne(NamedTuple):
    """A name as an actor bears it: its own while it exists, or one that it bore for a time."""

    actor: Actor
    since: UncertainDate | None
    until: UncertainDate | None
    is_own: bool

    def may_stand(self, day: date) -> bool:
        return held(self.since, self.until, day) is not Answer.NO


class Names:
    """Every name and code of the registry's actors, looked up without regard to accents.

    A name that several actors bear or bore means the one that bore it on the day; where that
    leaves several or none, the name is refused. `decided` maps names of a source to actors by
    slug, as someone decided once; it comes first.
    """

    def __init__(
        self,
        actors: Iterable[Actor],
        names: Iterable[ActorName] = (),
        successions: Iterable[Succession] = (),
        decided: Mapping[str, str] | None = None,
    ):
        self.by_slug: dict[str, Actor] = {}
        self.decided = {fold(name): slug for name, slug in (decided or {}).items()}
        self._by_name: dict[str, list[Borne]] = defaultdict(list)
        self._by_code: dict[tuple[str, str], list[Borne]] = defaultdict(list)
        # Names as they were asked for that one actor alone has borne.
        self._alone: dict[str, Actor] = {}
        by_pk = {}
        for actor in sorted(actors, key=lambda one: not one.iso3):
            by_pk[actor.pk] = actor
            self.add(actor)
        for name in names:
            borne = Borne(by_pk[name.actor_id], name.since, name.until, is_own=False)
            for text in (name.name, name.official_name):
                self._bear(text, borne)
        self._followed = {
            (by_pk[row.predecessor_id].slug, by_pk[row.successor_id].slug) for row in successions
        }

    @classmethod
    def stored(cls, *, decided: Mapping[str, str] | None = None) -> Self:
        """Read all actors with their names, in three queries."""
        return cls(
            Actor._base_manager.order_by("slug"),
            ActorName._base_manager.order_by("pk"),
            Succession._base_manager.order_by("pk"),
            decided=decided,
        )

    def add(self, actor: Actor) -> None:
        """Let an actor be found by its own names, its codes, and the variants known for these."""
        self.by_slug[actor.slug] = actor
        self._alone.clear()
        borne = Borne(actor, actor.since, actor.until, is_own=True)
        known = self._variants_of(actor)
        codes = {
            "iso2": actor.iso2,
            "iso3": actor.iso3,
            "cow": actor.cow_code,
            "iso_numeric": known.get("numeric"),
        }
        for scheme, code in codes.items():
            if code not in (None, ""):
                self._by_code[scheme, str(code).upper()].append(borne)
        for code in known.get("cow", ()):
            self._by_code["cow", str(code)].append(borne)
        for text in (actor.name, actor.official_name):
            self._bear(text, borne)
        for text in known.get("names", ()):
            self._bear(text, borne._replace(is_own=False))

    def _variants_of(self, actor):
        """Give what is known of an actor, which a list may have added without its ISO code."""
        found = variants().get(actor.iso3 or actor.slug) or variants().get(actor.slug)
        if found or actor.iso3:
            return found or {}
        code = _codes().get(fold(actor.name), "")
        told = variants().get(code, {})
        is_another = ("iso3", code) in self._by_code
        is_another |= actor.kind != told.get("kind", ActorKind.STATE)
        # What has several codes in a list of States is several States there.
        return {} if is_another or "cow" in told else told

    def find(self, name: str, on: date | UncertainDate | None = None) -> Actor:
        """Find the actor that a name means on that day; raises Unmatched, with suggestions."""
        return self._alone.get(name) or self._find(name, on)

    def is_sole(self, name: str) -> bool:
        """Tell whether a name has been asked for that one actor alone bore: no day can matter."""
        return name in self._alone

    def is_borne(self, name: str) -> bool:
        """Tell whether some actor goes by a name, or has it as its ISO code."""
        codes = (("iso2", name), ("iso3", name))
        return any(form in self._by_name for form in forms(name)) or any(
            code in self._by_code for code in codes
        )

    def _find(self, name, on):
        text = " ".join(name.split())
        if not text:
            raise Unmatched(name, _("A name must be there."))
        decided = self.decided.get(fold(text))
        if decided is not None:
            return self._decided(text, decided)
        for form in forms(text):
            if form in self._by_name:
                return self._named(text, self._by_name[form], on)
        if twice := self._named_twice(text):
            return twice
        if text in ("NA", "N/A"):
            reason = _("%(text)s may stand for Namibia or for no answer: write it out.")
            raise Unmatched(text, reason % {"text": text})
        for scheme, length in (("iso2", 2), ("iso3", 3)):
            if len(text) == length and text.isupper() and (scheme, text) in self._by_code:
                return self._choose(text, self._by_code[scheme, text], on)
        reason = _("No actor is called “%(text)s”.") % {"text": text}
        raise Unmatched(text, reason, self._near(text))

    def coded(self, scheme: str, code: str | int, on: date | UncertainDate | None = None) -> Actor:
        """Find the actor of a code (iso2, iso3, iso_numeric or cow) on that day."""
        found = self._by_code.get((scheme, str(code).upper()))
        if not found:
            values = {"scheme": scheme.replace("_", " "), "code": code}
            raise Unmatched(str(code), _("No actor has the %(scheme)s code %(code)s.") % values)
        return self._choose(str(code), found, on)

    def of_code(self, scheme: str, code: str | int) -> set[str]:
        """List all actors that have or had a code, by slug."""
        return {borne.actor.slug for borne in self._by_code.get((scheme, str(code).upper()), ())}

    def _decided(self, text, slug):
        if slug not in self.by_slug:
            near = get_close_matches(slug, self.by_slug, SUGGESTIONS)
            reason = _("“%(text)s” was decided to mean %(slug)s, which is no actor here.")
            reason %= {"text": text, "slug": slug}
            raise Unmatched(text, reason, [self.by_slug[one] for one in near])
        return self.by_slug[slug]

    def _named(self, text, found, on):
        actor = self._choose(text, found, on)
        if len(self._alone) < REMEMBERED and all(borne.actor is actor for borne in found):
            self._alone[text] = actor
        return actor

    def _choose(self, text, found, on):
        several = {borne.actor.slug: borne.actor for borne in found}
        if len(several) == 1:
            return found[0].actor
        day = UncertainDate.of(on) if isinstance(on, date) else on
        if day and day.earliest and day.latest:
            chosen = {self._on(found, day.earliest), self._on(found, day.latest)} - {None}
            if len(chosen) == 1:
                return chosen.pop()
        if not day:
            reason = _("“%(text)s” may mean more than one actor.")
        elif day.is_exact:
            reason = _("“%(text)s” may mean more than one actor on %(day)s.")
        else:
            reason = _("“%(text)s” may mean more than one actor in %(day)s.")
        raise Several(text, reason % {"text": text, "day": day}, several.values())

    def _on(self, found, day):
        """Choose the bearer on a day: its own name first, a predecessor before who followed it."""
        standing = [borne for borne in found if borne.may_stand(day)]
        for rank in ([borne for borne in standing if borne.is_own], standing):
            actors = {borne.actor.slug: borne.actor for borne in rank}
            later = {one for one in actors for other in actors if (other, one) in self._followed}
            if len(actors) - len(later) == 1:
                return next(actor for slug, actor in actors.items() if slug not in later)
        return None

    def _named_twice(self, text):
        """Understand "Sri Lanka (Ceylon)": both names are of one actor, and of it alone."""
        match = _INVERTED.fullmatch(text)
        parts = [match["head"], match["inside"] or match["tail"]] if match else []
        found = [self._by_name.get(fold(part), ()) for part in parts]
        slugs = [{borne.actor.slug for borne in each} for each in found]
        if parts and slugs[0] == slugs[1] and len(slugs[0]) == 1:
            return found[0][0].actor
        return None

    def _bear(self, text, borne):
        if text:
            self._by_name[fold(text)].append(borne)

    def _near(self, text):
        forms_near = get_close_matches(fold(text), self._by_name, 2 * SUGGESTIONS, 0.7)
        bearers = [borne.actor for form in forms_near for borne in self._by_name[form]]
        near = {actor.slug: actor for actor in bearers}
        return list(near.values())[:SUGGESTIONS]


class Known(NamedTuple):
    """An actor that is known here by name and kind, whether or not the registry has it."""

    slug: str
    name: str
    kind: ActorKind
    iso3: str


def known(name: str) -> Known | None:
    """Tell what is known of an actor that the registry lacks; None where that is not enough."""
    return next((_known()[form] for form in forms(name) if form in _known()), None)


@cache
def _known() -> dict[str, Known]:
    found = {}
    for code, told in variants().items():
        if "kind" in told:
            iso3 = code if code.isupper() else ""
            slug = slugify(told["names"][0]) if iso3 else code
            actor = Known(slug, told["names"][0], ActorKind(told["kind"]), iso3)
            found.update({fold(name): actor for name in told["names"]})
    return found


@cache
def _codes() -> dict[str, str]:
    return {fold(name): code for code, told in variants().items() for name in told.get("names", ())}


@cache
def variants() -> dict[str, dict]:
    """Give the other spellings of actors, by ISO alpha-3 code (or slug, where there is none)."""
    return tomllib.loads(VARIANTS.read_text(encoding="utf-8"))


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Reduce a name to what matters: no case, accents, punctuation, article or short form."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.sub(r"[^\w]+", " ", bare).replace("_", " ").split()
    words = [_SHORT.get(word, word) for word in words]
    while words and words[0] == "the":
        del words[0]
    return " ".join(words)


def forms(name: str) -> list[str]:
    """List the folded forms of a name: as it is, with an inverted part first, without a style.

    "Bolivia (Plurinational State of)" is also "Plurinational State of Bolivia" and "Bolivia".
    """
    found = [fold(name)]
    if match := _INVERTED.fullmatch(name.strip()):
        inside = match["inside"] or match["tail"]
        found.append(fold(f"{inside} {match['head']}"))
        if fold(inside) in _STYLES:
            found.append(fold(match["head"]))
    return list(dict.fromkeys(form for form in found if form))
