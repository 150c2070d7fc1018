"""Every public path, in noun order: a noun's list and records, each as a page and as data.

These stand in each language, under its prefix; what is the same in all of them is `fixed`.
"""

from django.urls import path

from registry.views import downloads, health, pages, sitemaps
from registry.views.actors import ActorDetail, ActorList
from registry.views.alliances import AllianceDetail, AllianceList
from registry.views.allies import AllyList
from registry.views.api import OpenApi
from registry.views.calendar import Calendar
from registry.views.changes import ChangeList
from registry.views.matrix import Matrix
from registry.views.metadata import ProtocolCitation, TreatyCitation
from registry.views.missions import MissionDetail, MissionList
from registry.views.pairs import PairChoice, PairDetail
from registry.views.partnerships import PartnershipList
from registry.views.programs import ProgramDetail, ProgramList
from registry.views.protocols import ProtocolDetail, ProtocolList
from registry.views.search import Search
from registry.views.signatories import SignatoryList
from registry.views.sources import ClaimList, SourceList, UnsourcedList
from registry.views.treaties import TreatyDetail, TreatyList


def many(noun: str, folder: str, view: type) -> list:
    """Lay out a list: `/treaties/` and `/treaties.json`."""
    return [
        path(f"{folder}/", view.as_view(), name=f"{noun}_list"),
        path(f"{folder}.<format:format>", view.as_view(), name=f"{noun}_list_data"),
    ]


def one(noun: str, folder: str, view: type) -> list:
    """Lay out the records: `/treaties/<slug>/` and `/treaties/<slug>.json`."""
    return [
        path(f"{folder}/<slug:slug>/", view.as_view(), name=f"{noun}_detail"),
        path(f"{folder}/<slug:slug>.<format:format>", view.as_view(), name=f"{noun}_detail_data"),
    ]


app_name = "registry"
urlpatterns = [
    path("", pages.home, name="home"),
    *many("source", "sources", SourceList),
    *many("unsourced", "sources/unsourced", UnsourcedList),
    *many("claim", "sources/disputed", ClaimList),
    *many("actor", "actors", ActorList),
    *one("actor", "actors", ActorDetail),
    path("actors/<slug:slug>/and/", PairChoice.as_view(), name="pair_choice"),
    path("actors/<slug:a>/and/<slug:b>/", PairDetail.as_view(), name="pair_detail"),
    path(
        "actors/<slug:a>/and/<slug:b>.<format:format>",
        PairDetail.as_view(),
        name="pair_detail_data",
    ),
    *many("treaty", "treaties", TreatyList),
    *one("treaty", "treaties", TreatyDetail),
    path("treaties/<slug:slug>.<citation:form>", TreatyCitation.as_view(), name="treaty_citation"),
    *many("protocol", "protocols", ProtocolList),
    *one("protocol", "protocols", ProtocolDetail),
    path(
        "protocols/<slug:slug>.<citation:form>",
        ProtocolCitation.as_view(),
        name="protocol_citation",
    ),
    *many("alliance", "alliances", AllianceList),
    *one("alliance", "alliances", AllianceDetail),
    *many("ally", "allies", AllyList),
    *many("program", "programs", ProgramList),
    *one("program", "programs", ProgramDetail),
    *many("partnership", "partnerships", PartnershipList),
    *many("mission", "missions", MissionList),
    *one("mission", "missions", MissionDetail),
    *many("change", "changes", ChangeList),
    path("changes.atom", ChangeList.as_view(), {"format": "atom"}, name="change_feed"),
    *many("signatory", "signatories", SignatoryList),
    path("matrix/", Matrix.as_view(), name="matrix"),
    path("matrix.<format:format>", Matrix.as_view(), name="matrix_data"),
    path("calendar/", Calendar.as_view(), name="calendar"),
    path("calendar.ics", Calendar.as_view(), {"format": "ics"}, name="calendar_file"),
    path("calendar.<format:format>", Calendar.as_view(), name="calendar_data"),
    path("search/", Search.as_view(), name="search"),
    path("search.<format:format>", Search.as_view(), name="search_data"),
    path("glossary/", pages.glossary, name="glossary"),
    path("data/", pages.data, name="data"),
]

fixed = (
    [
        path("data/registry.csv.zip", downloads.download, {"form": "csv.zip"}, name="download_csv"),
        path(
            "data/registry.fixtures.zip",
            downloads.download,
            {"form": "fixtures.zip"},
            name="download_fixtures",
        ),
        path(
            "data/registry.sqlite3", downloads.download, {"form": "sqlite3"}, name="download_sqlite"
        ),
        path("data/datapackage.json", downloads.described, name="datapackage"),
        path("data/<slug:name>.csv", downloads.table, name="download_table"),
        path("api/openapi.json", OpenApi.as_view(), name="openapi"),
        path("sitemap.xml", sitemaps.index, name="sitemap"),
        path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap_section"),
        path("robots.txt", sitemaps.robots, name="robots"),
        path("healthz", health.healthz, name="healthz"),
        path("readyz", health.readyz, name="readyz"),
    ],
    "fixed",
)
