from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from registry.choices import Standing
from registry.dates import Answer
from registry.filters.matrix import MOST_COLUMNS, MatrixFilter
from registry.models import Treaty
from registry.queries.kept import small
from registry.queries.matrix import in_words, kinds, most_bound, standings_in
from registry.queries.members import roll
from registry.queries.names import DayNames
from registry.views.base import RecordList

# So many columns where the reader has not chosen any.
COLUMNS = 20

# What a cell shows beside its words, which are there for those who listen.
MARKS = {
    Standing.PARTY: "P",
    Standing.PROVISIONAL: "A",
    Standing.CONTRACTING: "C",
    Standing.SIGNATORY: "S",
    Standing.FORMER: "F",
}


class Matrix(RecordList):
    """Treaties by actors, with each actor's standing in the cells."""

    title = gettext_lazy("Who stands where")
    template_name = "registry/matrix.html"
    file_name = "matrix"
    filter_form = MatrixFilter

    @property
    def columns(self) -> list[str]:
        cells = (f"{part}.{one.slug}" for part in ("standings", "labels") for one in self.actors)
        return ["slug", "title", "concluded_on", *cells]

    def records(self, day: date):
        return Treaty.objects.made(by=day).only("slug", "title", "short_title", "concluded_on")

    def narrowed(self, records, day):
        records = super().narrowed(records, day)
        self.names = DayNames(day, self.revision)
        self.actors = self.chosen(records, day)
        return records

    def chosen(self, records, day: date) -> list:
        """Give the columns: the actors named, an alliance's members, or those bound by most."""
        wanted = self.form.wanted()
        if "actors" in wanted:
            actors = wanted["actors"]
        elif "alliance" in wanted:
            called = roll(self.form.alliances[wanted["alliance"]], day)
            actors = [one.actor for one in called.members if one.answer is not Answer.NO]
        else:
            asked = ("most bound", day, repr(sorted(wanted.items())))
            most = small(self.revision, asked, lambda: most_bound(records, day, COLUMNS))
            actors = [self.names.reference.actors[key] for key in most]
        return sorted(actors, key=lambda one: (self.names.name(one), one.slug))[:MOST_COLUMNS]

    def rows(self, records, day):
        standings = standings_in(records, self.actors, day)
        return [self.row(treaty, standings) for treaty in records]

    def row(self, treaty: Treaty, standings) -> dict[str, Any]:
        told = {one.slug: standings.get((treaty.pk, one.pk)) for one in self.actors}
        return {
            "slug": treaty.slug,
            "url": treaty.get_absolute_url(),
            "title": self.names.title(treaty),
            "short_title": self.names.short_title(treaty),
            "concluded_on": treaty.concluded_on,
            "standings": {slug: one and code(one) for slug, one in told.items()},
            "labels": {slug: one and in_words(one) for slug, one in told.items()},
            "possible": {
                slug: [kind.value for kind in kinds(one)]
                for slug, one in told.items()
                if one and one.possible
            },
            "cells": [one and cell(one) for one in told.values()],
        }

    def more_data(self, day):
        return {"actors": [self.names.tell(actor) for actor in self.actors]}

    def more(self, day):
        legend = [{"mark": mark, "standing": standing} for standing, mark in MARKS.items()]
        is_of_most = not {"actors", "alliance"} & self.form.wanted().keys()
        actors = self.more_data(day)["actors"]
        return {"actors": actors, "legend": legend, "is_of_most": is_of_most and actors}


def code(standing) -> str:
    """Give the standing as programs read it; which ones it may be is told apart."""
    is_certain = standing.standing and not standing.possible
    return standing.standing.value if is_certain else "not_known"


def cell(standing) -> dict[str, str]:
    """Tell a cell of the page: a mark, doubled by a question where it is not certain."""
    first = standing.standing
    mark = MARKS[first] if first else ""
    return {
        "standing": first.value if first else "not_known",
        "mark": f"{mark}?" if standing.possible else mark,
        "words": in_words(standing),
    }
