"""The public addresses answer as their own description says, whatever is asked of them.

Schemathesis asks each address of `/api/openapi.json` what the description allows, and what it does
not. `bash .ci/described` installs it; no other test needs it.
"""

import importlib.util
import os
from collections import Counter
from contextlib import closing

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

if importlib.util.find_spec("schemathesis"):
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.failures import FailureGroup
    from schemathesis.specs.openapi import checks

pytestmark = [pytest.mark.described, pytest.mark.django_db]

EXAMPLES = int(os.environ.get("EXAMPLES", "12"))  # of each address, as allowed and as not
HOST = {"Host": "testserver"}
# What stands for the name of a record, by the first part of the path: made up, none would be found.
NAMES = {
    "actors": ["france", "north-macedonia", "yugoslavia"],
    "treaties": ["north-atlantic-treaty", "ctbt", "norad-agreement-1981"],
    "protocols": ["north-macedonia-accession-protocol", "sweden-accession-protocol"],
    "alliances": ["nato", "anzus"],
    "programs": ["state-partnership-program", "pacific-partnership"],
    "missions": ["pacific-partnership-2015"],
    "sitemap-{section}.xml": ["pages", "treaty", "protocol"],
}


def described(client):
    """Read the description, and name records in it where it asks for the name of one."""
    told = client.get("/api/openapi.json").json()
    for path, operations in told["paths"].items():
        first = path.split("/")[1]
        for parameter in operations["get"]["parameters"]:
            if parameter["in"] == "path" and "enum" not in parameter["schema"]:
                parameter["schema"]["enum"] = [*NAMES[first], "no-such-record"]
    schema = schemathesis.openapi.from_dict(told)
    schema.app = within_the_test(get_wsgi_application())
    return schema


def within_the_test(site):
    """Answer with the whole of what is streamed, and close its files, as a server does.

    A server then also lets go of its connection, in which the fixtures are seen: not here.
    """

    def answer(environ, start_response):
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        try:
            with closing(site(environ, start_response)) as content:
                return [b"".join(content)]
        finally:
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)

    return answer


def asked(operation, mode, checked) -> tuple[Counter, set[str]]:
    """Ask one address; give the statuses of its answers, and what was wrong with any."""
    statuses, wrong = Counter(), set()

    def ask(case):
        answer = case.call(headers=HOST)
        statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=checked)
        except FailureGroup as failures:
            told = " ".join(str(failures).partition("Reproduce")[0].split())
            wrong.add(f"{case.method} {case.formatted_path} {case.query}: {told}")

    settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(operation.as_strategy(generation_mode=mode))(ask))()
    return statuses, wrong


def test_every_answer_is_one_that_the_description_tells_of(client):
    """A value that means nothing narrows nothing: what is not allowed need not be refused."""
    checked = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
        checks.positive_data_acceptance,
    ]
    unanswered, wrong = [], []
    operations = [result.ok() for result in described(client).get_all_operations()]
    assert len(operations) > 50
    for operation in operations:
        statuses = Counter()
        modes = [schemathesis.GenerationMode.POSITIVE]
        if operation.definition.raw["parameters"]:
            modes.append(schemathesis.GenerationMode.NEGATIVE)
        for mode in modes:
            answered, faults = asked(operation, mode, checked)
            statuses += answered
            wrong += faults
        if not statuses[200]:
            unanswered.append(operation.path)
    assert not wrong, "\n".join(wrong)
    assert unanswered == []
