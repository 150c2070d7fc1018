from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from registry.choices import ProgramKind
from registry.dates import Answer, Count
from registry.exports import counted
from registry.filters.programs import ProgramFilter
from registry.models import Mission, Partnership, PartnershipProgram, PublishedFigure
from registry.pictures.spans import Span
from registry.queries import figures
from registry.queries.claims import Claims
from registry.queries.names import DayNames
from registry.queries.periods import known_end, runs
from registry.views import missions, partnerships
from registry.views.base import RecordDetail, RecordList
from registry.views.citing import Footnotes, cited
from registry.views.drawing import growth


class ProgramList(RecordList):
    title = gettext_lazy("Partnership programs")
    template_name = "registry/program_list.html"
    file_name = "programs"
    filter_form = ProgramFilter
    columns = [
        "slug",
        "name",
        "kind",
        "sponsor",
        "since",
        "until",
        "exists",
        *counted("partnerships"),
        *counted("missions"),
        "url",
    ]

    def records(self, day):
        return PartnershipProgram.objects.begun(by=day).prefetch_related("sponsors")

    def rows(self, records, day):
        names = DayNames(day, self.revision)
        pairings = gathered(Partnership.objects.filter(program__in=records))
        editions = gathered(Mission.objects.filter(program__in=records))
        return [
            {
                "url": program.get_absolute_url(),
                **tell(program, names),
                "partnerships": figures.partnership_count(pairings[program.pk], day),
                "missions": mission_count(editions[program.pk], day),
            }
            for program in records
        ]


class ProgramDetail(RecordDetail):
    template_name = "registry/program_detail.html"
    changes_filter = "program"
    noun = gettext_lazy("program")

    def records(self):
        published = PublishedFigure.objects.select_related("source")
        return PartnershipProgram.objects.select_related("source").prefetch_related(
            "sponsors", Prefetch("figures", published)
        )

    @property
    def table(self) -> str:
        return "missions" if self.is_series else "partnerships"

    @property
    def columns(self) -> list[str]:
        return missions.COLUMNS if self.is_series else partnerships.COLUMNS

    def describe(self, program, day):
        names, self.footnotes = DayNames(day, self.revision), Footnotes()
        self.is_series = program.kind == ProgramKind.MISSION_SERIES
        own = cited(self.footnotes, program)
        pairings = list(partnerships.begun_by(day).filter(program=program))
        editions = list(missions.begun_by(day).filter(program=program))
        compared = figures.figures(
            program.figures.all(), Partnership.objects.filter(program=program), day
        )
        return {
            **tell(program, names),
            "legal_form": program.legal_form,
            "objectives": program.objectives,
            "note": program.note,
            **own,
            "sponsors": names.tell_all(program.sponsors.all()),
            "counts": {
                "partnerships": figures.partnership_count(pairings, day),
                "missions": mission_count(editions, day),
            },
            "partnerships": partnerships.tell_partnerships(pairings, names, self.footnotes),
            "missions": [
                {"url": mission.get_absolute_url(), **missions.tell(mission, names)}
                for mission in editions
            ],
            "figures": [self.figure(figure) for figure in compared],
        }

    def context(self, program, day, description):
        rows, published = description["partnerships"], description["figures"]
        spans = [
            Span(row["since"], row["until"])
            for row in rows
            if row["since"] and not row["never_began"]
        ]
        return {
            "footnotes": self.footnotes,
            "claims": Claims([program]).about(day, program),
            "growth": growth(spans, day) if len(spans) > 2 else None,
            "near": [figure for figure in published if figure["is_near"] and figure["counted"]],
            "running": [row for row in rows if row["held"] is not Answer.NO],
            "ended": [row for row in rows if row["held"] is Answer.NO],
            # Of a pairing the Guard is looked for; elsewhere one lead stands in every row.
            "by_partner": program.kind != ProgramKind.PAIRINGS,
        }

    def figure(self, figure: figures.Figure) -> dict[str, Any]:
        published = figure.published
        return {
            "measure": published.measure,
            "measure_label": published.get_measure_display(),
            "counted_on": published.counted_on,
            "published": published.value,
            "counted": figure.counted,
            "comparison": figure.comparison,
            "comparison_label": figure.comparison_label,
            "is_near": figure.is_near,
            "note": published.note,
            **cited(self.footnotes, published),
        }


def tell(program: PartnershipProgram, names: DayNames) -> dict[str, Any]:
    return {
        "slug": program.slug,
        "name": program.name,
        "kind": program.kind,
        "kind_label": program.get_kind_display(),
        "sponsor": names.join(program.sponsors.all()),
        "since": program.since,
        "until": known_end(program.until, names.day),
        "exists": runs(program, names.day),
    }


def gathered(rows) -> dict[int, list]:
    """Sort the rows of several programs by program."""
    found = defaultdict(list)
    for row in rows:
        found[row.program_id].append(row)
    return found


def mission_count(editions, day: date) -> Count:
    return Count.of(mission.existed(day) for mission in editions)
