"""Every answer is as its description says, field by field, for records and days of every kind."""

from functools import cache

import pytest
from jsonschema import Draft202012Validator

from registry.models.revision import publish
from registry.views.api import public_patterns
from registry.views.fields import FIELDS, SCHEMAS, told
from tests.test_lists import sheet_rows
from tests.test_pages import LISTS, SLUGS, list_url, record_url, slugs

pytestmark = pytest.mark.django_db

DAYS = ("", "1373-06-16", "1949-08-24", "1955-06-05", "1990-09-15", "2019-03-22", "2023-05-01")
OTHERS = {
    "/calendar.{format}": ("/calendar.json",),
    "/matrix.{format}": ("/matrix.json?alliance=nato",),
    "/search.{format}": ("/search.json?q=north", "/search.json"),
    "/actors/{a}/and/{b}.{format}": ("/actors/france/and/germany.json",),
    "/data/datapackage.json": ("/data/datapackage.json",),
    "/api/openapi.json": ("/api/openapi.json",),
}


@pytest.fixture
def described(client):
    told = client.get("/api/openapi.json").json()

    @cache
    def validator(path: str) -> Draft202012Validator:
        """Check by the schema of an address, against the components of the whole."""
        content = told["paths"][path]["get"]["responses"]["200"]["content"]
        schema = content["application/json"]["schema"]
        return Draft202012Validator(schema | {"components": told["components"]})

    return validator


def faults(validator, content, where: str) -> list[str]:
    return [
        f"{where} {error.json_path}: {error.message[:200]}"
        for error in validator.iter_errors(content)
    ]


def test_every_list_and_its_rows_are_as_described_on_every_day(described, client):
    wrong = []
    for url in [list_url(noun, "json") for noun in LISTS]:
        for place, day in enumerate(DAYS):
            content = client.get(("", "/fr")[place % 2] + url, {"as_at": day}).json()
            wrong += faults(described(url.replace("json", "{format}")), content, url + day)
    assert not wrong, "\n".join(wrong[:20])


def test_pages_of_one_state_bear_one_version_which_files_bear_too(client):
    version = client.get("/data/datapackage.json").json()["version"]
    first = client.get("/treaties.json").json()
    second = client.get(first["next"]).json()
    assert first["version"] == second["version"] == version
    about = dict(sheet_rows(client.get("/treaties.xlsx").getvalue(), 2))
    assert about["version"] == version
    publish()
    assert client.get("/treaties.json").json()["version"] != version


def test_a_program_is_told_of_a_parameter_that_a_list_does_not_have(client):
    slip = client.get("/treaties.json?stauts=in_force&page=1&as_at=2019-03-22").json()
    assert slip["not_understood"] == ["This list has no parameter “stauts”."]
    # The same wishes were understood before: what is kept of them says nothing of the slip.
    plain = client.get("/treaties.json?page=1&as_at=2019-03-22").json()
    assert (plain["not_understood"], plain["count"]) == ([], slip["count"])
    french = client.get("/fr/treaties.json?stauts=in_force&sort=title&topic=trade").json()
    (complaint,) = french["not_understood"]
    assert complaint.startswith("Cette liste")
    assert "stauts" in complaint


def test_every_record_and_the_rows_of_its_table_are_as_described(described, client, every):
    wrong, seen = [], set()
    for noun in SLUGS:
        for place, slug in enumerate(slugs(noun)[:: max(1, every // 10)]):
            url = record_url(noun, slug, "json")
            day = DAYS[place % len(DAYS)]
            answer = client.get(url, {"as_at": day})
            if answer.status_code == 404:
                answer = client.get(url)
            path = url.replace(f"{slug}.json", "{slug}.{format}")
            wrong += faults(described(path), answer.json(), url + day)
            seen.add((noun, day))
    assert not wrong, "\n".join(wrong[:20])
    assert len(seen) > 3 * len(SLUGS)


def test_what_is_neither_a_list_nor_a_record_is_as_described(described, client):
    for path, urls in OTHERS.items():
        for url in urls:
            assert not faults(described(path), client.get(url).json(), url)


def test_every_column_has_a_meaning_and_every_meaning_a_column(client):
    schemas = [
        told["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for told in client.get("/api/openapi.json").json()["paths"].values()
        if "application/json" in told["get"]["responses"]["200"]["content"]
    ]
    named, open_ = set(), list(schemas)
    while open_:
        schema = open_.pop()
        named |= schema.get("properties", {}).keys()
        open_ += [*schema.get("properties", {}).values()]
        open_ += [schema["items"]] if "items" in schema else []
    assert not FIELDS.keys() - named
    views = {getattr(pattern.callback, "view_class", None) for pattern in public_patterns()}
    columns = [view.columns for view in views if isinstance(getattr(view, "columns", None), list)]
    assert len(columns) > 12
    assert {head.partition(".")[0] for heads in columns for head in heads} <= FIELDS.keys()
    assert all(meaning.endswith(".") for _, meaning in FIELDS.values())


@pytest.mark.parametrize(
    "row",
    [
        {"since": "4 April 1949", "members": {"at_least": 1, "at_most": 1}},
        {"since": "1949-04-04", "members": 12},
        {"since": "1949-04-04", "members": {"at_least": 1}},
        {"since": "1949-04-04"},
    ],
)
def test_a_description_refuses_words_for_a_date_and_a_number_for_a_count(row):
    schema = told(["since", "members"]) | {"components": {"schemas": SCHEMAS}}
    assert list(Draft202012Validator(schema).iter_errors(row))
