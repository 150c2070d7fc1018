"""Acts, steps and statements that no table of facts holds: each with its page, or unsourced."""

from tests.build_fixtures.acts import Acts
from tests.build_fixtures.facts import Row, hand_table
from tests.build_fixtures.text import sentences


def record_hand_acts(book, shelf):
    acts = Acts(book)
    for row in hand_table("acts.csv"):
        fields = {"where": row.where, **row, "source": shelf.page(row["source"], row.where)}
        acts.add(**fields)
    for row in hand_table("act_corrections.csv"):
        _correct(book, shelf, row)
    for row in hand_table("act_remarks.csv"):
        act = book.get("TreatyAction", row["treaty"], row["actor"], row["kind"], 1)
        act["remark"] = sentences(act["remark"], row["remark"])
    for row in hand_table("steps.csv"):
        source = shelf.page(row["source"], row.where)
        book.add("DomesticStep", **{"where": row.where, **row, "number": 1, "source": source})
    for row in hand_table("statements.csv"):
        _record_statement(book, shelf, row)


def _correct(book, shelf, row: Row):
    """Let a better source tell the days of an act that stands as it was told before."""
    told = [
        act
        for key, act in book.all("TreatyAction").items()
        if key[:3] == (row["treaty"], row["actor"], row["kind"])
        and act["deposited_on"] == row["told_on"]
    ]
    if len(told) != 1:
        raise row.refuse(f"{len(told)} such acts are of {row['told_on']}")
    source = (shelf.page(row["source"], row.where),)
    told[0].update({name: row[name] for name in ("deposited_on", "pinpoint", "remark")})
    told[0].update({"effective_on": row["effective_on"] or None, "source": source})


def _record_statement(book, shelf, row):
    """An objection stands after the statement that it answers: "albania|reservation|1"."""
    fields = {"where": row.where, **row, "number": int(row["number"])}
    act, answered = fields.pop("act"), fields.pop("objects_to")
    fields["opposes_entry_into_force"] = fields.pop("opposes") == "yes"
    fields["source"] = shelf.page(row["source"], row.where)
    if act:
        fields["action"] = (row["treaty"], row["actor"], act, 1)
    if answered:
        actor, kind, number = answered.split("|")
        fields["objects_to"] = (row["treaty"], actor, kind, int(number))
    book.add("Statement", **fields)
