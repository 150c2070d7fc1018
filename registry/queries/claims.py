"""What other sources say about the records of a page."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Self

from django.db.models import Q, QuerySet

from registry.choices import uncapped
from registry.dates import Answer, UncertainDate
from registry.models import Actor, Claim, Record, claim_key
from registry.models.sources import KEY_SEPARATOR
from registry.queries.kept import small
from registry.sentences import say

Name = Callable[[Actor], str]


# A record as a claim names it: its model and its natural key.
Key = tuple[str, str]


class Claims:
    """The claims about these records, in one query, however many records there are.

    Each has as `part` what tells its row from the others; `name` says what an actor is called.
    """

    def __init__(self, records: Iterable[Record], name: Name = str):
        keys = defaultdict(set)
        for model, key in map(claim_key, records):
            keys[model].add(key)
        about = Q(pk__in=())
        for model, names in keys.items():
            about |= Q(model=model, key__in=names)
        self._name = name
        self._claims = _by_record(Claim.objects.filter(about)) if keys else {}

    @classmethod
    def under(cls, slug: str, revision: str | None) -> Self:
        """Fetch those about a record and its parts, whose keys begin with its slug.

        Few records have any: which ones is remembered at a revision, and the others ask nothing.
        """
        claims = cls(())
        if found := small(revision, ("claimed",), _claimed).get(slug):
            claims._claims = _by_record(Claim.objects.filter(pk__in=found))
        return claims

    def __bool__(self):
        return bool(self._claims)

    def __contains__(self, key: Key) -> bool:
        return key in self._claims

    def at(self, parts: Mapping[Key, str]) -> list[Claim]:
        """Give those about these records, told by what each is called as a part."""
        found = []
        for key, part in parts.items():
            for claim in self._claims.get(key, ()):
                claim.part = part
                found.append(claim)
        return found

    def about(self, day: date, *records: Record) -> list[Claim]:
        """Give those about these records as at a day."""
        return [
            claim
            for record in records
            for claim in self._about(record)
            if is_told(claim, record, day)
        ]

    def _about(self, record):
        for claim in self._claims.get(claim_key(record), ()):
            claim.part = part_in_words(record, self._name)
            yield claim


def is_told(claim: Claim, record: Record, day: date) -> bool:
    """Tell whether a page as at a day tells the fact in question: no date that was to come."""
    fact = vars(record).get(claim.field)
    return not isinstance(fact, UncertainDate) or fact.by(day) is not Answer.NO


def part_in_words(record: Record, name: Name) -> str:
    """Tell a row from the others that its record has, by its key: "Belgium, upper house"."""
    return ", ".join(_parts(record, name))


def _parts(record, name) -> Iterator[str]:
    for path in record.KEY[1:]:
        column = path.partition("__")[0]
        value = getattr(record, column)
        match value:
            case Actor():
                yield name(value)
            case UncertainDate():
                yield say(value)
            case str():
                label = dict(record._meta.get_field(column).flatchoices).get(value)
                yield uncapped(label) if label else value


def _by_record(claims: QuerySet) -> dict[Key, list[Claim]]:
    found = defaultdict(list)
    for claim in claims.select_related("source"):
        found[claim.model, claim.key].append(claim)
    return dict(found)


def _claimed() -> dict[str, list[int]]:
    """List the claims by the slug with which the key of their record begins."""
    found = defaultdict(list)
    for pk, key in Claim.objects.order_by().values_list("pk", "key"):
        found[key.partition(KEY_SEPARATOR)[0]].append(pk)
    return dict(found)
