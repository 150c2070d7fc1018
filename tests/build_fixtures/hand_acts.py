"""Acts, steps and statements that no table of facts holds: each with its page, or unsourced."""

from tests.build_fixtures.acts import Acts
from tests.build_fixtures.facts import hand_table
from tests.build_fixtures.text import sentences


def record_hand_acts(book, shelf):
    acts = Acts(book)
    for row in hand_table("acts.csv"):
        fields = {"where": row.where, **row, "source": shelf.page(row["source"], row.where)}
        acts.add(**fields)
    for row in hand_table("act_remarks.csv"):
        act = book.get("TreatyAction", row["treaty"], row["actor"], row["kind"], 1)
        act["remark"] = sentences(act["remark"], row["remark"])
    for row in hand_table("steps.csv"):
        source = shelf.page(row["source"], row.where)
        book.add("DomesticStep", **{"where": row.where, **row, "number": 1, "source": source})
    for row in hand_table("statements.csv"):
        fields = {"where": row.where, **row, "number": 1}
        fields["action"] = (row["treaty"], row["actor"], fields.pop("act"), 1)
        fields["source"] = shelf.page(row["source"], row.where)
        book.add("Statement", **fields)
