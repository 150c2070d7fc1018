"""What each field of a row means: in lists and tables of records, as JSON and as CSV."""

from typing import Any

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
PERHAPS = {"type": ["string", "null"]}
PERHAPS_NUMBER = {"type": ["integer", "null"]}
TEXTS = {"type": "array", "items": TEXT}
COUNT = {"$ref": "#/components/schemas/Count"}
DATE = {"$ref": "#/components/schemas/Date"}
ANSWER = {"$ref": "#/components/schemas/Answer"}
ADDRESS = {"type": "string", "format": "uri-reference"}

SCHEMAS = {
    "Count": {
        "type": "object",
        "description": "A count with two ends, equal when nothing is uncertain.",
        "required": ["at_least", "at_most"],
        "properties": {
            "at_least": {"type": "integer"},
            "at_most": {"type": ["integer", "null"], "description": "null where nobody knows"},
        },
    },
    "Date": {
        "type": ["string", "null"],
        "description": "EDTF (ISO 8601-2) as entered: a day, a month, a year, or an interval that "
        "the day lies in; null where none is on record.",
        "pattern": r"^(\.\.|\d{4}(-\d\d){0,2}[~?%]?)(/(\.\.|\d{4}(-\d\d){0,2}[~?%]?))?$",
    },
    "Answer": {
        "type": "string",
        "description": "Whether it holds on the day.",
        "enum": ["yes", "no", "not known"],
    },
}

FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "a": (TEXT, "The slug of one of the two."),
    "a_name": (TEXT, "The name of the one on the day."),
    "a_since": (DATE, "Since when the one is a member."),
    "abbreviation": (TEXT, "The short form of the name, such as NATO."),
    "actor": (PERHAPS, "The slug of the actor."),
    "added": (NUMBER, "How many records were added."),
    "alliance": (TEXT, "The slug of the alliance."),
    "alliance_name": (TEXT, "The name of the alliance on the day."),
    "allied": (ANSWER, "Whether both are members on the day."),
    "archived_url": (TEXT, "Where a copy of the source is kept."),
    "arrived_on": (DATE, "When the ships arrived."),
    "b": (TEXT, "The slug of the other."),
    "b_name": (TEXT, "The name of the other on the day."),
    "b_since": (DATE, "Since when the other is a member."),
    "begun": (ANSWER, "Whether the mission had begun."),
    "beside": (TEXTS, "What the member is beside a member, such as outside the command."),
    "candidate": (PERHAPS, "The slug of the actor that the protocol lets in."),
    "candidates": (TEXTS, "The names of those whom the protocol lets in."),
    "changed": (NUMBER, "How many records were changed."),
    "changes": ({"type": "array"}, "Each change: its kind, its noun, its key, its fields."),
    "concluded_at": (TEXT, "The place of conclusion."),
    "concluded_on": (DATE, "The day of signature, or of opening for signature."),
    "consent": (
        {
            "type": ["object", "null"],
            "required": ["kind", "deposited_on"],
            "properties": {"kind": TEXT, "deposited_on": DATE},
        },
        "The consent to be bound: its kind, and when it was deposited.",
    ),
    "current_name": (TEXT, "The name of today."),
    "day": (PERHAPS, "The day of the fact, as EDTF."),
    "deleted": (NUMBER, "How many records were deleted."),
    "departed_on": (DATE, "When the ships left."),
    "deposited_on": (DATE, "When the consent was deposited."),
    "detail": (TEXT, "What kind of record it is, and more of it."),
    "document": (TEXT, "The founding document."),
    "done": (COUNT, "How many of the instruments required have been deposited."),
    "end_ground": (TEXT, "Why it ended."),
    "exists": (ANSWER, "Whether it existed on the day."),
    "facts": (NUMBER, "How many facts rest on the source."),
    "field": (TEXT, "The field in question."),
    "figures": (TEXT, "What was done there, in figures of the source."),
    "form": (TEXT, "bilateral, plurilateral or multilateral."),
    "held": (TEXT, "Whether it held on the day: yes, no, not known; of a claim, the value kept."),
    "host_name": (TEXT, "The name of the host country."),
    "hosts": (TEXTS, "The names of the host countries."),
    "in_force_on": (DATE, "When the treaty entered into force, as known on the day."),
    "is_binding": ({"type": "boolean"}, "Whether what founds the alliance binds its members."),
    "is_open": ({"type": "boolean"}, "Whether its treaty lets others join."),
    "iso2": (TEXT, "ISO 3166-1 alpha-2."),
    "iso3": (TEXT, "ISO 3166-1 alpha-3."),
    "iteration": (PERHAPS_NUMBER, "The number of the edition."),
    "joined_by": (PERHAPS, "The slug of the protocol that let the member in; null without one."),
    "joined_on": (DATE, "When the candidate became a party to the treaty."),
    "key": (TEXT, "What stays the same: of a claim, the natural key of its record."),
    "kind": (PERHAPS, "The kind, as a code; null where nothing was done yet."),
    "lead": (TEXT, "The names of those who lead."),
    "lead_name": (TEXT, "The name of the lead nation."),
    "member": (ANSWER, "Whether the actor is a member on the day."),
    "members": (COUNT, "How many members it has on the day."),
    "missions": (COUNT, "How many missions have begun."),
    "name": (PERHAPS, "The name of the day."),
    "note": (TEXT, "A remark."),
    "noun": (TEXT, "The noun of the record, such as treaty."),
    "number": (NUMBER, "Its number, by which it is told from others."),
    "obligations": (TEXTS, "What the two owe each other, as codes."),
    "official_name": (TEXT, "The official name of the day."),
    "on": (DATE, "The day of the event."),
    "outstanding": (TEXTS, "The slugs of those whose instrument is outstanding."),
    "parent": (PERHAPS, "The slug of the actor of which it is a part."),
    "parties": (COUNT, "How many are bound and have not left, as the depositary counts."),
    "partner": (TEXT, "The names of the partners."),
    "partners": (TEXT, "The names of the partner nations."),
    "partnerships": (COUNT, "How many partnerships run on the day."),
    "pinpoint": (TEXT, "Page, article or entry within the source."),
    "place": (TEXT, "The place of the stop."),
    "program": (TEXT, "The slug of the program."),
    "published_at": ({"type": "string", "format": "date-time"}, "When it was published."),
    "published_on": (DATE, "When the source was published."),
    "publisher": (TEXT, "Who published the source."),
    "rank": (TEXT, "How close the source stands to the fact, as a code."),
    "reached": (TEXT, "Whether the stop had been reached on the day."),
    "reason": (TEXT, "Why, in a sentence."),
    "region": (TEXT, "The region, as a code."),
    "required": (PERHAPS_NUMBER, "How many instruments are required; null where nobody knows."),
    "retrieved_on": (DATE, "When the source was read."),
    "signatures": (COUNT, "How many have signed, consent or not."),
    "signed_on": (DATE, "The day of signature."),
    "since": (DATE, "The first day."),
    "slug": (TEXT, "What names the record, and stays."),
    "source": (PERHAPS, "The slug of the source; null where the fact has none."),
    "sponsor": (TEXT, "The names of the sponsors."),
    "standing": (TEXT, "signatory, contracting, provisional, party or former."),
    "state": (TEXT, "How far the actor has come, as a code."),
    "status": (TEXT, "The status of the treaty on the day, as a code."),
    "status_reason": (TEXT, "Why the status is so, in a sentence."),
    "subject": (TEXT, "What it is about."),
    "title": (TEXT, "The title in the language of the address, or else in English."),
    "treaties": (COUNT, "By how many treaties the actor is bound."),
    "treaty": (PERHAPS, "The slug of the treaty."),
    "treaty_title": (PERHAPS, "The title of the treaty."),
    "uncertain": (TEXTS, "The slugs of those of whom nobody knows whether they have deposited."),
    "until": (DATE, "The day from which it holds no longer; null while it holds."),
    "url": (ADDRESS, "Its page, or the source; in JSON relative to the address of the answer."),
    "value": (TEXT, "What the source says."),
    "vessels": (TEXTS, "The names of the ships."),
    "waiting_days": (PERHAPS_NUMBER, "How many days have passed since the protocol was signed."),
    "way": (TEXT, "By which door the change came, as a code."),
    "words": (TEXT, "The event in a sentence."),
    "years": (PERHAPS_NUMBER, "How many full years it has been."),
}


def told(names: list[str]) -> dict[str, Any]:
    """Describe an object that has these fields; more may stand beside them."""
    heads = list(dict.fromkeys(name.partition(".")[0] for name in names))
    return {
        "type": "object",
        "required": heads,
        "properties": {name: FIELDS[name][0] | {"description": FIELDS[name][1]} for name in heads},
    }
