from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from registry.dates import Answer
from registry.filters.programs import MissionFilter
from registry.models import Mission, MissionOutcome, MissionStop
from registry.pictures import maps
from registry.queries.claims import Claims
from registry.queries.names import DayNames
from registry.queries.periods import begun, known_end
from registry.views.base import RecordDetail, RecordList
from registry.views.citing import Footnotes, cited

COLUMNS = [
    "slug",
    "program",
    "name",
    "iteration",
    "since",
    "until",
    "begun",
    "vessels",
    "hosts",
    "url",
]


class MissionList(RecordList):
    title = gettext_lazy("Missions")
    template_name = "registry/mission_list.html"
    file_name = "missions"
    filter_form = MissionFilter
    columns = COLUMNS

    def records(self, day):
        return begun_by(day)

    def rows(self, records, day):
        names = DayNames(day, self.revision)
        return [{"url": mission.get_absolute_url()} | tell(mission, names) for mission in records]


class MissionDetail(RecordDetail):
    template_name = "registry/mission_detail.html"
    changes_filter = "mission"
    noun = gettext_lazy("mission")
    table = "stops"
    columns = [
        "number",
        "host_name",
        "place",
        "arrived_on",
        "departed_on",
        "reached",
        "lead_name",
        "vessels",
        "partners",
        "figures",
        "source",
    ]

    def records(self):
        stops = MissionStop.objects.select_related("host", "lead", "source")
        return Mission.objects.select_related("program", "source").prefetch_related(
            Prefetch("stops", stops.prefetch_related("vessels", "partner_nations")),
            Prefetch("outcomes", MissionOutcome.objects.select_related("source")),
            "vessels",
            "partner_nations",
            "activities",
        )

    def describe(self, mission, day):
        names, self.footnotes = DayNames(day, self.revision), Footnotes()
        own = cited(self.footnotes, mission)
        self.reached = [
            stop for stop in mission.stops.all() if reached(stop, mission, day) is not Answer.NO
        ]
        is_over = ended(mission, day) is not Answer.NO
        self.outcomes = mission.outcomes.all() if is_over else []
        return {
            **tell(mission, names),
            "commander": mission.commander,
            "personnel": mission.personnel,
            "note": mission.note,
            **own,
            "ships": [
                {
                    "name": vessel.name,
                    "hull_number": vessel.hull_number,
                    "is_hospital_ship": vessel.is_hospital_ship,
                }
                for vessel in mission.vessels.all()
            ],
            "partner_nations": names.tell_all(mission.partner_nations.all()),
            "organizations": [line for line in mission.organizations.splitlines() if line],
            "activities": [activity.name for activity in mission.activities.all()],
            "stops": [self.stop(stop, names) for stop in self.reached],
            "outcomes": [
                {
                    "measure": outcome.measure,
                    "value": outcome.value,
                    **cited(self.footnotes, outcome),
                }
                for outcome in self.outcomes
            ],
        }

    def context(self, mission, day, description):
        parts = [*self.reached, *self.outcomes]
        claims = Claims([mission, *parts]).about(day, mission, *parts)
        stops = [
            (stop.number, stop.host.iso3, told["host_name"])
            for stop, told in zip(self.reached, description["stops"], strict=True)
        ]
        return {
            "footnotes": self.footnotes,
            "claims": claims,
            "route": maps.route(stops) if stops else None,
        }

    def stop(self, stop: MissionStop, names: DayNames) -> dict[str, Any]:
        return {
            "number": stop.number,
            "host": names.tell(stop.host),
            "host_name": names.name(stop.host),
            "place": stop.place,
            "arrived_on": stop.arrived_on,
            "departed_on": known_end(stop.departed_on, names.day),
            "reached": reached(stop, stop.mission, names.day),
            "lead": names.tell(stop.lead),
            "lead_name": names.name(stop.lead) if stop.lead else "",
            "vessels": [vessel.name for vessel in stop.vessels.all()],
            "partners": names.join(stop.partner_nations.all()),
            "partner_nations": names.tell_all(stop.partner_nations.all()),
            "figures": stop.figures,
            "note": stop.note,
            **cited(self.footnotes, stop),
        }


def ended(mission: Mission, day: date) -> Answer:
    return begun(mission.until, day)


def reached(stop: MissionStop, mission: Mission, day: date) -> Answer:
    """Tell whether the stop had been reached; once the mission is over, every stop has been.

    A year in which the mission ended does not put an arrival in doubt that certainly came later.
    """
    arrived = begun(stop.arrived_on, day)
    return arrived if arrived is Answer.NO else arrived | ended(mission, day)


def begun_by(day: date):
    """Fetch the missions that may have begun by the day, with what a list tells of them."""
    return (
        Mission.objects.begun(by=day)
        .select_related("program")
        .prefetch_related("vessels", Prefetch("stops", MissionStop.objects.select_related("host")))
    )


def tell(mission: Mission, names: DayNames) -> dict[str, Any]:
    stops = [
        stop for stop in mission.stops.all() if reached(stop, mission, names.day) is not Answer.NO
    ]
    return {
        "slug": mission.slug,
        "program": mission.program.slug,
        "program_name": mission.program.name,
        "program_url": mission.program.get_absolute_url(),
        "name": mission.name,
        "iteration": mission.iteration,
        "since": mission.since,
        "until": known_end(mission.until, names.day),
        "begun": mission.existed(names.day),
        "vessels": [vessel.name for vessel in mission.vessels.all()],
        "hosts": list(dict.fromkeys(names.name(stop.host) for stop in stops)),
        "stops": len(stops),
    }
