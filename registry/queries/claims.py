"""What other sources say about the records of a page."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from registry.models import Claim, Record, claim_key


class Claims:
    """The claims about these records, in one query, however many records there are."""

    def __init__(self, records: Iterable[Record]):
        keys = defaultdict(set)
        for model, key in map(claim_key, records):
            keys[model].add(key)
        about = Q(pk__in=())
        for model, names in keys.items():
            about |= Q(model=model, key__in=names)
        self._claims = defaultdict(list)
        for claim in Claim.objects.filter(about).select_related("source"):
            self._claims[claim.model, claim.key].append(claim)

    def about(self, *records: Record) -> list[Claim]:
        return [claim for record in records for claim in self._claims[claim_key(record)]]
