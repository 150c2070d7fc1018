"""UK Treaties Online: one JSON object a line. Names in capitals are of States and organizations,
the others of territories to which the treaty speaks."""

import json
import re

from django.utils.translation import gettext as _

from registry.choices import CitationScheme, SourceRank, TreatyForm
from registry.dates import dated
from registry.importers.desk import Desk
from registry.importers.formats.agreements import Agreement, take
from registry.importers.formats.base import once
from registry.importers.formats.parts import numerals
from registry.importers.reading import Given, Malformed, cut
from registry.importers.rows import Refused, Row

SOURCE = {
    "slug": "uk-treaties-online",
    "title": "UK Treaties Online",
    "publisher": "Foreign, Commonwealth and Development Office",
    "url": "https://treaties.fcdo.gov.uk/",
    "rank": SourceRank.GAZETTE,
}
REGISTRATION = re.compile(r"UN Registration (\d+)/")
VOLUME = re.compile(r"United Nations Treaty Series Vol\.? ?(\d+) ?\(p\.? ?(\d+)\)")
EVENTS = {
    *("signed", "adopted", "definative_eif", "definitive_eif", "provisional_eif"),
    *("terminated", "withdrawn"),
}
READ = {"lb_document_id", "title", "field3", "country_name", "references", "document_url"}
# Known, and of no use here: numbers and places of their own site, and its own words for a subject.
UNREAD = {"id", "uuid", "document_path", "product_size", "subject"}
MANY_DIGITS = 20


def read(files: list[Given], desk: Desk) -> None:
    """Take one treaty a line."""
    for file in files:
        with desk.file(file):
            seen: dict[str, int] = {}
            unknown: dict[str, None] = {}
            with file.lines() as lines:
                for line, text in enumerate(lines, start=1):
                    if text.strip():
                        with desk.row(file.name, line, "") as row:
                            _take(row, _object(text, unknown), seen, desk)
            desk.passes_over(file, unknown, are_fields=True)


def _object(text, unknown):
    try:
        told = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Malformed(
            _("The line must be a whole JSON object: %(error)s."), error=error
        ) from None
    if not isinstance(told, dict):
        raise Malformed(_("The line must be a JSON object."))
    unknown.update(dict.fromkeys(one for one in told if one not in UNREAD and not _is_read(one)))
    for name, value in told.items():
        if value is not None and not isinstance(value, str) and _is_read(name):
            raise Malformed(_("%(name)s must be text."), name=name)
    return {name: value.strip() for name, value in told.items() if isinstance(value, str)}


def _is_read(name):
    return name in READ or "_event_" in name


def _take(row: Row, told: dict[str, str], seen: dict[str, int], desk: Desk) -> None:
    number, title = told.get("lb_document_id", ""), told.get("title", "")
    row.subject = f"UK {number} {cut(title)}"
    if not number or not title or "field3" not in told:
        raise Malformed(_("A treaty must have lb_document_id, title and field3."))
    once(seen, number, row.line)
    if told["field3"] not in ("BI", "MULTI"):
        raise Malformed(
            _("field3 must be BI or MULTI, not “%(field3)s”."), field3=cut(told["field3"])
        )
    is_bilateral = told["field3"] == "BI"
    days = _days(row, told)
    parties = _parties(row, told, is_bilateral, days["signed"], desk)
    if days["withdrawn"]:
        row.leave(
            _("Withdrawn %(withdrawn)s: who withdrew is not told."), withdrawn=days["withdrawn"]
        )
    source = desk.cite(row, **SOURCE)
    take(
        row,
        Agreement(
            scheme=CitationScheme.UKTS,
            number=number,
            title=title,
            parties=parties,
            form=TreatyForm.BILATERAL if is_bilateral else TreatyForm.MULTILATERAL,
            signed_on=days["signed"],
            adopted_on=days["adopted"],
            place=told.get("signed_event_location", "")[:200],
            in_force_on=days["eif"],
            applied_on=days["provisional_eif"],
            ended_on=days["terminated"],
            url=told.get("document_url", "").replace("\\", "/")[:1000],
            numbers=_numbers(told.get("references", "")),
        ),
        source,
        desk,
    )


def _days(row, told):
    """Read each event: the day on which it took effect, where that is told, or the event's own."""
    days = {}
    for event in EVENTS:
        own = numerals(told.get(f"{event}_event_date", ""))
        effect = numerals(told.get(f"{event}_event_effective_date", ""))
        if event == "terminated" and own and not effect:
            # The day of the notice, or of the agreement to end it: the end is not before.
            days[event] = f"{own}/.." if len(own) == 10 else own
        else:
            days[event] = effect or own
    misspelt, spelt = days.pop("definative_eif"), days.pop("definitive_eif")
    days["eif"] = misspelt or spelt
    for name in told:
        event = re.fullmatch(r"(\w+?)_event_(?:effective_)?date", name)
        if event and event[1] not in EVENTS:
            row.leave(
                _("%(name)s %(value)s: not an event that is known here."),
                name=name,
                value=told[name],
            )
    return days


def _parties(row, told, is_bilateral, signed_on, desk) -> list[str]:
    names = [" ".join(name.split()) for name in told.get("country_name", "").split(" ; ")]
    capital = [name for name in names if name and name == name.upper()]
    territories = [name for name in names if name and name != name.upper()]
    if territories:
        row.leave(
            _("Territories named, whose part in it is not told: %(list)s."),
            list="; ".join(territories),
        )
    if not is_bilateral:
        if capital:
            row.leave(_("Who signed or is bound is not told of a multilateral treaty."))
        return []
    on = dated(signed_on)
    parties = list(dict.fromkeys(desk.actor(row, name, on) for name in capital))
    if len(parties) < 2:
        raise Refused(_("A treaty between two must name two States or organizations."))
    if len(parties) > 2:
        # Territories of then that are States today stand in capitals too.
        row.leave(
            _(
                "Between two, and %(number)s are named in capitals: %(list)s. Which of "
                "them its two sides are is not told."
            ),
            number=len(parties),
            list="; ".join(capital),
        )
        return []
    return parties


def _numbers(references):
    found = []
    for match in REGISTRATION.finditer(references):
        if len(match[1]) <= MANY_DIGITS:
            found.append((CitationScheme.UN_REGISTRATION, match[1]))
    for match in VOLUME.finditer(references):
        found.append((CitationScheme.UNTS, f"{match[1]} UNTS {match[2]}"))
    return list(dict.fromkeys(found))
