"""The description of every public address, made from the views themselves (OpenAPI 3.1)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from registry.exports import JSON, LICENCE, XLSX, json_response
from registry.queries.tables import tables
from registry.views import calendar, missions, partnerships, search
from registry.views.actors import MOST_STANDINGS, ActorDetail
from registry.views.alliances import AllianceDetail
from registry.views.base import PublicView, RecordDetail, RecordList
from registry.views.calendar import Calendar
from registry.views.fields import SCHEMAS, told
from registry.views.matrix import Matrix
from registry.views.metadata import TYPES
from registry.views.missions import MissionDetail
from registry.views.programs import ProgramDetail
from registry.views.protocols import ProtocolDetail
from registry.views.search import Search
from registry.views.treaties import TreatyDetail

OPENAPI = "3.1.0"
CONTENT = {
    "html": "text/html",
    "json": JSON,
    "csv": "text/csv",
    "xlsx": XLSX,
    "ics": "text/calendar",
    "atom": "application/atom+xml",
    "xml": "application/xml",
    "txt": "text/plain",
    "zip": "application/zip",
    "sqlite3": "application/vnd.sqlite3",
    **TYPES,
}
PLAIN = ("healthz", "readyz")

COMPARE = "Another day, YYYY-MM-DD: `differences` then tells what changed between the two."
OF_TREATIES = (
    f"The page of the treaties, of {MOST_STANDINGS}: `treaties_next` leads on. CSV has no pages."
)
# What an address takes beside its day, its filter and its page, by the name of its path.
PARAMETERS = {
    "treaty_detail": {
        "sort": "The order of the participants, such as signed or -since.",
        "compare": COMPARE,
    },
    "alliance_detail": {"compare": COMPARE},
    "protocol_detail": {
        "if": "An actor outstanding whose deposit is supposed; may be given several times.",
        "on": "The day of the supposed deposits, YYYY-MM-DD.",
    },
    "actor_detail": {"page": OF_TREATIES},
    "pair_detail": {"page": OF_TREATIES},
    "calendar": {
        "kind": "One kind of date, such as enters_into_force; every kind where it is left out.",
        "page": "The page, of 200 dates; CSV and the calendar file have no pages.",
    },
    "search": {"q": "Words of a title, a citation, a name or an old name."},
    "pair_choice": {"with": "A name of the other actor."},
}
PARAMETER_SCHEMAS = {
    "if": {"type": "array", "items": {"type": "string"}},
    "compare": {"type": "string", "format": "date"},
    "page": {"type": "integer", "minimum": 1},
}
# The columns of a list that settles them only when it is asked, or is no list of records.
LISTED = {
    Matrix: ["slug", "title", "concluded_on", "url"],
    Calendar: calendar.COLUMNS,
    Search: search.COLUMNS,
}
# The tables of a record whose kind decides which of them its CSV holds.
TABLES = {
    ProgramDetail: {"partnerships": partnerships.COLUMNS, "missions": missions.COLUMNS},
}
# What a record tells beside its table.
PROMISED = {
    TreatyDetail: ["title", "status", "status_reason", "in_force_on"],
    ProtocolDetail: [
        *("title", "status", "status_reason", "in_force_on", "joined_on"),
        *("required", "done", "outstanding", "uncertain", "candidate"),
    ],
    AllianceDetail: ["name", "since", "until", "exists"],
    ProgramDetail: ["name", "since", "until", "exists"],
    MissionDetail: ["name", "program", "since", "until", "begun", "vessels", "hosts"],
    ActorDetail: ["name", "current_name", "since", "until"],
}
STAMP = {
    "as_at": {"type": "string", "format": "date", "description": "The day that it speaks of."},
    "url": {"type": "string", "format": "uri"},
    "licence": {"type": "string", "format": "uri"},
    "version": {
        "type": "string",
        "description": "Names what the registry holds, as the name of a file of the whole does: "
        "pages of a list with one version are of one state.",
    },
}
ERROR = {
    "description": "The request was not understood, or there is no such record; JSON says why.",
    "content": {
        JSON: {
            "schema": {
                "type": "object",
                "required": ["error"],
                "properties": {"error": {"type": "string"}},
            }
        },
        "text/html": {"schema": {"type": "string"}},
    },
}
AS_AT = {
    "name": "as_at",
    "in": "query",
    "description": "The day to speak of, YYYY-MM-DD; today where it is left out.",
    "schema": {"type": "string", "format": "date"},
}
END_OF = {
    "name": "end_of",
    "in": "query",
    "description": "A year of four figures: leads to the address as at its last day.",
    "schema": {"type": "string", "pattern": "^(?!0000)[0-9]{4}$"},
}
LED = {
    "description": "The same address as at the last day of the year that `end_of` names.",
    "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
}


def described(site: str, day: date) -> dict[str, Any]:
    """Describe the whole: `site` is where it is served, `day` fills what forms need to be made."""
    paths = {}
    for pattern in public_patterns():
        for path, parameters, endings in spelt_out(*read_route(pattern)):
            if path in paths:
                raise ValueError(f"Two routes are described as {path}.")
            paths[path] = {"get": operation(pattern, parameters, endings, day)}
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "Treaty Registry",
            "version": "1",
            "description": "Treaties, who is bound by them and since when, as at any day. "
            "Dates are EDTF text; whatever is not known is told as that. Under the path of a "
            "language, such as /fr, labels and sentences are in it; keys and codes never change.",
            "license": {"name": "CC0 1.0", "url": LICENCE},
        },
        "servers": [{"url": site}],
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


def public_patterns() -> Iterator[URLPattern]:
    """Yield every public path once, without the prefix of a language."""
    found = get_resolver().namespace_dict
    for namespace in ("registry", "fixed"):
        _, resolver = found[namespace]
        yield from resolver.url_patterns


def read_route(pattern: URLPattern) -> tuple[str, list[dict[str, Any]], list[str]]:
    """Read a route: its path, the parameters in it, and the formats in which it answers."""
    route, parameters, endings = str(pattern.pattern), [], []
    for name, converter in pattern.pattern.converters.items():
        schema = {"type": "string"}
        if pattern.name == "download_table":
            schema["enum"] = [table.name for table in tables()]
        if re.fullmatch(r"\w+(\|\w+)*", converter.regex):
            schema["enum"] = endings = converter.regex.split("|")
        parameters.append({"name": name, "in": "path", "required": True, "schema": schema})
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    if not endings:
        ending = path.rpartition(".")[2] if "." in path else "html"
        endings = ["txt"] if pattern.name in PLAIN else [ending]
    return path, parameters, endings


def spelt_out(
    path: str, parameters: list[dict[str, Any]], endings: list[str]
) -> Iterator[tuple[str, list[dict[str, Any]], list[str]]]:
    """Write a citation's path once for each form of it.

    Paths that differ in the name of a parameter alone are identical (OpenAPI 3.1, Paths Object).
    """
    if "{form}" not in path:
        yield path, parameters, endings
        return
    others = [parameter for parameter in parameters if parameter["name"] != "form"]
    for ending in endings:
        yield path.replace("{form}", ending), others, [ending]


def operation(
    pattern: URLPattern, parameters: list[dict], endings: list[str], day: date
) -> dict[str, Any]:
    view = getattr(pattern.callback, "view_class", None)
    if view and issubclass(view, PublicView) and view is not OpenApi:
        parameters = [*parameters, AS_AT, END_OF, *query_parameters(pattern.name, view, day)]
    answers = {
        "200": {
            "description": summary(pattern.name, view),
            "content": {
                CONTENT.get(ending, "application/octet-stream"): {
                    "schema": schema(view) if ending == "json" else {"type": "string"}
                }
                for ending in endings
            },
        }
    }
    if parameters:
        answers["4XX"] = ERROR
    if END_OF in parameters:
        answers["302"] = LED
    is_one_of_several = pattern.name.endswith("_citation")
    return {
        "operationId": f"{pattern.name}_{endings[0]}" if is_one_of_several else pattern.name,
        "summary": summary(pattern.name, view),
        "parameters": parameters,
        "responses": answers,
    }


def summary(name: str, view: type | None) -> str:
    words = name.removesuffix("_data").replace("_", " ")
    if view and issubclass(view, RecordList):
        return f"The {words}, narrowed by the filter."
    if view and issubclass(view, RecordDetail):
        return f"One {view.noun}, as at a day."
    return f"The {words}."


def query_parameters(name: str, view: type, day: date) -> Iterator[dict[str, Any]]:
    own = PARAMETERS.get(name.removesuffix("_data"), {})
    for parameter, words in own.items():
        schema = PARAMETER_SCHEMAS.get(parameter)
        yield {
            "name": parameter,
            "in": "query",
            "description": words,
            "schema": schema or {"type": "string"},
        }
    if not issubclass(view, RecordList):
        return
    for field_name, field in view.filter_form({}, day=day).fields.items():
        wanted = {"type": "string"}
        choices = getattr(field, "choices", None)
        if isinstance(choices, list):
            wanted["enum"] = list(plain_values(choices))
        label = str(field.label or field_name.replace("_", " ").capitalize())
        yield {"name": field_name, "in": "query", "description": label, "schema": wanted}
    yield {
        "name": "page",
        "in": "query",
        "description": "The page of the list; CSV has no pages.",
        "schema": PARAMETER_SCHEMAS["page"],
    }


def plain_values(choices: Iterable) -> Iterator[str]:
    """List the values of a field's choices, those within groups included."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from plain_values(label)
        elif value != "":
            yield str(value)


def schema(view: type | None) -> dict[str, Any]:
    """Describe the JSON of a view; more may stand beside what is named."""
    if view is None:
        return {"type": "object", "required": ["name", "version", "licenses", "resources"]}
    if view is OpenApi:
        return {"type": "object", "required": ["openapi", "info", "paths"]}
    content = {"type": "object", "required": list(STAMP), "properties": dict(STAMP)}
    columns = LISTED.get(view) or getattr(view, "columns", None)
    if issubclass(view, RecordList) or view in LISTED:
        content["required"] = [*STAMP, "count", "results", "next"]
        content["properties"] |= {
            "count": {"type": "integer"},
            "results": {"type": "array", "items": told(columns)},
            "next": {"type": ["string", "null"], "description": "the next page"},
            "not_understood": {"type": "array", "items": {"type": "string"}},
        }
    elif issubclass(view, RecordDetail):
        promised = told(["slug", *PROMISED.get(view, [])])
        tables = {view.table: columns} if isinstance(columns, list) else TABLES[view]
        content["required"] += [*promised["required"], *tables]
        content["properties"] |= promised["properties"] | {
            name: {"type": "array", "items": told(heads)} for name, heads in tables.items()
        }
        content["properties"]["counts"] = {
            "type": "object",
            "additionalProperties": {"$ref": "#/components/schemas/Count"},
        }
    return content


class OpenApi(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        site = request.build_absolute_uri("/").rstrip("/")
        return json_response(described(site, timezone.localdate()))
