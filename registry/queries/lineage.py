"""The line of treaties in which one stands: what it renewed or replaced, and what did so to it."""

from django.db.models.expressions import RawSQL

from registry.choices import RelationKind
from registry.models import Treaty, TreatyRelation
from registry.models.base import soonest

LINE = (
    RelationKind.RENEWS,
    RelationKind.SUPERSEDES,
    RelationKind.TERMINATES,
    RelationKind.AMENDS,
)
LONGEST = 100


def lineage(treaty: Treaty) -> list[Treaty]:
    """Fetch the treaties of its line, itself among them, the oldest first, in one query.

    The line is walked in both directions, whoever is related to whom; the database does that,
    because Django's queries do not recur.
    """
    table = TreatyRelation._meta.db_table
    kinds = ", ".join(["%s"] * len(LINE))
    walked = RawSQL(  # noqa: S611 - the table is named by the model, the values are parameters
        f"WITH RECURSIVE line(id) AS (SELECT id FROM {Treaty._meta.db_table} WHERE id = %s UNION "  # noqa: S608
        f"SELECT CASE WHEN link.treaty_id = line.id THEN link.other_id ELSE link.treaty_id END "
        f"FROM line JOIN {table} link ON (link.treaty_id = line.id OR link.other_id = line.id) "
        f"AND link.kind IN ({kinds})) SELECT id FROM line",
        [treaty.pk, *LINE],
    )
    line = Treaty.objects.filter(pk__in=walked).select_related("force")
    return list(line.order_by(soonest("concluded"), "slug")[:LONGEST])
