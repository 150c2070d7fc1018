"""A file that is no list of records is refused, with the place where it goes wrong."""

import pytest

from registry.importers.fixture_files import load_file
from registry.importers.reading import of_bytes
from registry.models import TreatyAction
from tests.small_registry import act, act_key, clear, digest, load, small, write

pytestmark = pytest.mark.django_db

DEEP = b"[" * 100_000
TOPIC = b'"model": "registry.topic"'
REFUSED = {
    "half-written": (b'[{"model": "regis', "more.json: The file must be complete"),
    "empty": (b"", "more.json: The file must hold a list of records; it is empty."),
    "BOM": (b"\xef\xbb\xbf[]", "more.json: The file must be UTF-8 without a byte"),
    "UTF-16": ("[]".encode("utf-16"), "more.json: The file must be UTF-8; byte 1 is"),
    "object": (b'{"a": 1}', "more.json: The file must hold a list of records."),
    "list of texts": (b'["a"]', 'more.json: record 1: record "a": A record must be an'),
    "too deep": (DEEP, "more.json: The file must not nest lists and objects so"),
    "no comma": (
        b"[{} {}]",
        "The file must be complete JSON; at line 1, column 5: Expecting ',' delimiter.",
    ),
    "two lists": (
        b"[]\n []",
        "The file must be complete JSON; at line 2, column 2: Extra data.",
    ),
    "repeated member": (
        b'[{%s, "fields": {"slug": "a", "slug": "b"}}]' % TOPIC,
        'more.json: record 1: topic b: slug "b": It must be named once.',
    ),
    "repeated member of a record": (
        b'[{%s, "model": "registry.actor", "fields": {}}]' % TOPIC,
        'more.json: record 1: actor: model "registry.actor": It must be named once.',
    ),
    "list of fields": (
        b'[{%s, "fields": ["slug"]}]' % TOPIC,
        'topic: fields ["slug"]: It must be an object that holds the record',
    ),
    "1e400": (
        b'[{"model": "registry.listedactor", "fields": {"condition": ["accession", 1, 1],'
        b' "actor": ["ruritania"], "weight": 1e400}}]',
        'listedactor accession|1|1|ruritania: weight "1E+400": ',
    ),
    "NaN": (b'[{%s, "fields": {"slug": NaN}}]' % TOPIC, 'slug "NaN"'),
    "long number": (
        b'[{%s, "fields": {"slug": %s}}]' % (TOPIC, b"9" * 5000),
        "more.json: record 1: topic",
    ),
}
LINES = {
    "empty": (b"\n \n", "The file must hold a list of records; it is empty."),
    "BOM": (b"\xef\xbb\xbf{}", "The file must be UTF-8 without a byte-order mark."),
    "not UTF-8": (b'{"model": "\xff"}', "The file must be UTF-8; byte 12 of line 1 is not."),
    "too deep": (b"{}\n" + DEEP, "The file must not nest lists and objects so"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_is_refused_with_its_reason(case, tmp_path):
    clear()
    content, message = REFUSED[case]
    before = digest()
    status, _, problems = load(*write(tmp_path, small() | {"more": content}))
    assert status == 2
    assert any(message in problem for problem in problems), problems
    assert max(map(len, problems)) < 1000
    assert digest() == before


@pytest.mark.parametrize("case", LINES)
def test_a_file_of_lines_is_refused_with_its_reason(case, tmp_path):
    content, message = LINES[case]
    file = tmp_path / "more.jsonl"
    file.write_bytes(content)
    status, _, problems = load(file)
    assert status == 2
    assert any(message in problem for problem in problems), problems


def with_an_act(**fields):
    """Give the small registry with one act more, which refers to another."""
    registry = small()
    registry["actions"].append(
        act("ruritania", "withdrawal", "1990", refers_to=act_key("ruritania"))
    )
    registry["actions"][-1]["fields"] |= fields
    return registry


@pytest.mark.parametrize(
    ("treaty", "told"),
    [
        (["nowhere"], 'treaty ["nowhere"]: The treaty must exist'),
        ([], "treaty []: It must be "),
        (5, "treaty 5: It must be "),
    ],
)
def test_what_refers_to_its_like_is_refused_where_its_own_key_leads_nowhere(treaty, told, tmp_path):
    clear()
    before = digest()
    status, _, problems = load(*write(tmp_path, with_an_act(treaty=treaty)))
    assert status == 2
    (problem,) = problems
    assert "actions.json: record 4: treatyaction " in problem
    assert told in problem
    assert digest() == before


ODD = [None, "", "1", 1.5, 2, True, [], [None], ["friendship", "x"], {"a": 1}, 10**30, "withdrawal"]


@pytest.mark.parametrize("name", ["treaty", "actor", "kind", "number", "refers_to", "toward"])
def test_no_record_is_left_out_without_a_word(name, tmp_path):
    for value in ODD:
        clear()
        registry = with_an_act(**{name: value})
        status, _, problems = load(*write(tmp_path, registry))
        stored = TreatyAction.objects.count()
        assert (status, stored) == (0, len(registry["actions"])) or (status == 2 and problems), (
            value
        )


def test_staff_are_told_which_field_is_missing():
    data = b'[{"model": "registry.actor", "fields": {"slug": "x", "name": "X"}}]'
    (row,) = load_file(of_bytes("actors.json", data), dry=True).rows
    assert (row.subject, row.reasons) == ("actor x", ["kind: It must be there."])
