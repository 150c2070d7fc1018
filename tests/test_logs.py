"""What is logged: a line for each request, by one id, that no value can forge."""

import json
import logging
import re
import sys

import pytest

from config.logs import JSONFormatter, LineFormatter, request_id, with_request_id

FORGED = "a\nERROR root: all is lost\r\x1b[31m\u2028\0"


def record(message, *arguments, error=None):
    made = logging.LogRecord("registry", logging.INFO, "x.py", 1, message, arguments, error)
    assert with_request_id(made)
    return made


def test_a_line_tells_when_how_grave_which_request_and_what():
    token = request_id.set("0123456789abcdef")
    try:
        line = LineFormatter().format(record("saved %s", "it"))
    finally:
        request_id.reset(token)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 INFO 0123456789abcdef registry: saved it", line
    )


def test_no_value_begins_a_line_or_steers_a_terminal():
    line = LineFormatter().format(record("searched %s", FORGED))
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert "\\x0aERROR" in line


def test_a_trace_follows_indented_and_stays_one_object_as_json():
    try:
        raise ValueError(FORGED)
    except ValueError:
        error = sys.exc_info()
    first, *rest = LineFormatter().format(record("failed", error=error)).splitlines()
    assert first.endswith("registry: failed")
    assert rest
    assert all(line.startswith("    ") for line in rest)
    text = JSONFormatter().format(record("failed %s", FORGED, error=error))
    assert len(text.splitlines()) == 1
    told = json.loads(text)
    assert told["message"] == f"failed {FORGED}"
    assert "ValueError" in told["trace"]
    assert set(told) == {"time", "level", "request", "logger", "message", "trace"}


@pytest.mark.django_db
def test_a_request_is_logged_by_its_id_and_without_what_was_asked(client, caplog):
    with caplog.at_level(logging.INFO, logger="registry.answered"):
        answer = client.get(
            "/search/", {"q": "a secret wish"}, headers={"X-Request-ID": "mine-1234"}
        )
    (line,) = [one.getMessage() for one in caplog.records if one.name == "registry.answered"]
    assert re.fullmatch(r"GET /search/ 200 \d+ ms", line)
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])
    assert request_id.get() == "-"


@pytest.mark.django_db
@pytest.mark.parametrize("fails", [False, True])
def test_all_that_is_told_of_a_request_bears_its_id(fails, client, caplog, monkeypatch):
    def fail(*_arguments, **_options):
        raise ValueError

    if fails:
        monkeypatch.setattr("registry.views.treaties.TreatyList.found", fail)
    client.raise_request_exception = False
    caplog.handler.addFilter(with_request_id)
    with caplog.at_level(logging.INFO):
        answer = client.get("/treaties/" if fails else "/no-such-page/")
    told = {one.name: one.request_id for one in caplog.records}
    own = answer.headers["X-Request-ID"]
    assert told == {"registry.answered": own, "django.request": own}
    assert len(caplog.records) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [("b3c1-0042-77", True), ("short", False), ("x" * 65, False), ("a b c d e f g", False)],
)
def test_the_id_of_a_trusted_proxy_is_kept_if_it_is_one(sent, is_kept, client, settings):
    settings.TRUSTED_PROXIES = 1
    answer = client.get("/glossary/", headers={"X-Request-ID": sent})
    assert (answer.headers["X-Request-ID"] == sent) is is_kept
