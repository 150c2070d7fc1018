"""A file that is no list of records is refused, with the place where it goes wrong."""

import pytest

from tests.small_registry import clear, digest, load, small, write

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
