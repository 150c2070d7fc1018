"""Which treaty a file means: by decision, by number, by title and day; and slugs for new ones."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from itertools import chain, count

from django.utils.text import slugify
from django.utils.translation import gettext as _

from registry.dates import UncertainDate
from registry.importers.names import fold
from registry.importers.rows import Refused
from registry.models import Citation, Treaty, TreatyTitle

# Of a slug's 120 characters; the rest is for what tells it from others.
LONGEST_SLUG, LONGEST_NUMBERED = 100, 110


def unused(slug: str, taken: Container[str]) -> str:
    """Give this slug or, where it is taken, the first of slug-2, slug-3, … that is not."""
    numbered = (f"{slug}-{number}" for number in count(2))
    return next(one for one in chain([slug], numbered) if one not in taken)


class Catalogue:
    """The treaties of the registry by number and title, growing by those that an import adds."""

    def __init__(self, decided: Mapping[str, str]):
        self.decided = decided
        self.slugs: set[str] = set()
        self.new: set[str] = set()
        self._by_number: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._schemes: dict[str, set[str]] = defaultdict(set)
        self._by_title: dict[str, set[str]] = defaultdict(set)
        self._days: dict[str, list[UncertainDate]] = {}
        treaties = Treaty._base_manager.order_by("slug")
        columns = ("slug", "title", "short_title", "adopted_on", "concluded_on")
        for slug, title, short, *days in treaties.values_list(*columns):
            self.slugs.add(slug)
            self._days[slug] = [day for day in days if day]
            self._entitle(slug, title, short)
        titles = TreatyTitle._base_manager.values_list("treaty__slug", "title")
        for slug, title in titles:
            self._entitle(slug, title)
        numbers = Citation._base_manager.values_list("treaty__slug", "scheme", "value")
        for slug, *number in numbers:
            self.note(slug, tuple(number))

    def find(
        self,
        *,
        number: tuple[str, str] | None = None,
        title: str = "",
        days: Iterable[UncertainDate | None] = (),
        others: Iterable[tuple[str, str]] = (),
    ) -> str | None:
        """Find the treaty that bears a number, or one of the other numbers, or this title.

        A title is that treaty's only if the days on which either was adopted or concluded may be
        one; where one of the two has no day, the title alone decides. Raises Refused if several
        treaties may be meant. One with another number of the series is not meant by its title.
        """
        for label in (number[1] if number else "", title):
            if label and label in self.decided:
                return self._decided(label)
        for one in ([number] if number else []) + list(others):
            if found := self._by_number.get(one):
                return self._one_of(found, one[1])
        days = [day for day in days if day]
        titled = self._by_title.get(fold(title), ()) if title else ()
        same = {
            slug
            for slug in titled
            if self._may_agree(slug, days) and not (number and number[0] in self._schemes[slug])
        }
        return self._one_of(same, title) if same else None

    def holders(self, number: tuple[str, str]) -> set[str]:
        """List the treaties that bear a number."""
        return set(self._by_number.get(number, ()))

    def note(self, slug: str, number: tuple[str, str]) -> None:
        """Note a number of a treaty: its series, and its value in that."""
        self._by_number[number].add(slug)
        self._schemes[slug].add(number[0])

    def is_dated(self, slug: str) -> bool:
        """Tell whether a day of adoption or conclusion is known of a treaty."""
        return bool(self._days[slug])

    def add(
        self,
        title: str,
        *,
        number: tuple[str, str] | None = None,
        days: Iterable[UncertainDate | None] = (),
    ) -> str:
        """Give a new treaty a slug: its title, with its number where another has that."""
        base = slugify(title)[:LONGEST_SLUG].strip("-") or "treaty"
        if base in self.slugs and number:
            base = f"{base[:80].strip('-')}-{slugify(' '.join(number))}"[:LONGEST_NUMBERED]
        slug = unused(base, self.slugs)
        self.slugs.add(slug)
        self.new.add(slug)
        self._days[slug] = [day for day in days if day]
        self._entitle(slug, title)
        if number:
            self.note(slug, number)
        return slug

    def _decided(self, label):
        slug = self.decided[label]
        if slug not in self.slugs:
            reason = _("“%(name)s” was decided to mean %(slug)s, which is no treaty here.")
            raise Refused(reason, name=label, slug=slug)
        return slug

    def _entitle(self, slug, *titles):
        for title in titles:
            if title:
                self._by_title[fold(title)].add(slug)

    def _may_agree(self, slug, days):
        own = self._days[slug]
        return not own or not days or any(one.overlaps(day) for one in own for day in days)

    def _one_of(self, slugs, label):
        if len(slugs) > 1:
            several = ", ".join(sorted(slugs))
            reason = _("“%(name)s” may mean more than one treaty: %(several)s.")
            raise Refused(reason, name=label, several=several)
        return next(iter(slugs))
