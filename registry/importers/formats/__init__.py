"""The formats of files from outside: a module each, with a `read`, and a place in `FORMATS`.

What they share: `base` (what a format is), `agreements` (a data set with a row for each treaty),
`parts` (dates as data sets write them), `titles` (what a title tells of a treaty) and `marks` (acts
by the words and marks of the depositary). The other modules belong to the format whose name they
begin with; `mapping` to `tables`, `endnotes` and `statements` to `untc`.
"""

from django.utils.translation import gettext_lazy as _

from registry.importers.formats import (
    atop,
    coe,
    desta,
    ieadb,
    states,
    tables,
    uk_treaties,
    unctad,
    untc,
)
from registry.importers.formats.base import Format

FORMATS: dict[str, Format] = {
    "atop": Format(
        "atop",
        _("Alliance Treaty Obligations and Provisions 4 and 5: alliance and member files"),
        "atop-",
        atop.read,
    ),
    "cow-states": Format(
        "cow-states",
        _("Correlates of War: State system membership; adds the States that are missing"),
        "cow-states-",
        states.read_cow,
    ),
    "gw-states": Format(
        "gw-states",
        _("Gleditsch and Ward: independent States; adds those that are missing"),
        "gw-states-",
        states.read_gw,
    ),
    "uk-treaties": Format(
        "uk-treaties",
        _("UK Treaties Online: JSON lines"),
        "uk-treaties-",
        uk_treaties.read,
    ),
    "ieadb": Format(
        "ieadb",
        _("International Environmental Agreements Database: treaty and member files"),
        "ieadb",
        ieadb.read,
    ),
    "unctad-iia": Format(
        "unctad-iia",
        _("UNCTAD: international investment agreements"),
        "unctad-iia",
        unctad.read,
    ),
    "coe": Format(
        "coe",
        _("Council of Europe: chart of signatures and ratifications"),
        "coe-",
        coe.read,
    ),
    "desta": Format(
        "desta",
        _("Design of Trade Agreements: list of treaties, years alone"),
        "desta",
        desta.read,
    ),
    "table": Format(
        "table",
        _("any tidy CSV of participants, by its headings or by a mapping in TOML or JSON"),
        "table:",  # no slug: two tables are two sources, not two releases of one
        tables.read,
    ),
    "untc": Format(
        "untc",
        _("UN Treaty Collection: saved status pages, and the tables and declarations of 2015"),
        "untc-",
        untc.read,
    ),
}
