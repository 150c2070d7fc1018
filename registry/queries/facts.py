"""How many facts rest on each source."""

from functools import reduce
from operator import add

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from registry.models import Source


def with_facts(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Add `facts`: how many rows name the source, over every relation, in the same query."""
    return sources.annotate(facts=reduce(add, map(_resting, Source._meta.related_objects)))


def _resting(relation):
    column = relation.field.name
    rows = relation.related_model._default_manager.filter(**{column: OuterRef("pk")})
    counted = rows.order_by().values(column).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
