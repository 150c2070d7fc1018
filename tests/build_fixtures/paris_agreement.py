"""The Paris Agreement: who signed and consented by November 2018, and whose emissions counted."""

from decimal import Decimal

from tests.build_fixtures.acts import Acts
from tests.build_fixtures.facts import hand_table

SLUG = "paris-agreement"
TABLE = "https://github.com/openclimatedata/paris-agreement-entry-into-force/blob/a080dcdf3f42d6a01192738bc6daee8cb0335560/data/paris-agreement-entry-into-force.csv"


def record_paris_agreement(book, shelf, actors) -> dict[str, Decimal]:
    """Record the acts of the table; give the share of each in the emissions of Article 21."""
    acts, shares = Acts(book), {}
    for row in hand_table("paris_agreement.csv"):
        actor = actors.coded(row["code"], row.where)
        told = {"where": row.where, "source": shelf.page(TABLE), "pinpoint": row["code"]}
        if row["signed_on"]:
            acts.add(SLUG, actor, "signature", row["signed_on"], **told)
        if row["consent"]:
            acts.add(SLUG, actor, row["consent"], row["deposited_on"], **told)
        if float(row["share"] or 0):
            shares[actor] = Decimal(row["share"]).quantize(Decimal("0.0001"))
    return shares
