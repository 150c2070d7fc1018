"""A release waits for patches of what is locked, and for an answer about each package."""

import json
import subprocess
import sys

import pytest

from tests.test_project import ROOT

LOCK = """\
apple==1.2.3 \\
    --hash=sha256:{0}
pear==4.0 \\
    --hash=sha256:{0}
""".format("0" * 64)
PIP = """\
import json, sys
index, versions, name, *options = sys.argv[1:]
assert [index, versions, *options] == ["index", "versions", "--json", "--uploaded-prior-to", "P14D"]
released = json.loads({released!r})
if name not in released:
    sys.exit("WARNING: slow\\nERROR: no such place")
print(json.dumps(dict(name=name, versions=released[name])))
"""
NEWEST = {"apple": ["1.2.3"], "pear": ["4.0"]}


def asked(tmp_path, released):
    lock, pip = tmp_path / "lock", tmp_path / "pip.py"
    lock.write_text(LOCK)
    pip.write_text(PIP.format(released=json.dumps(released)))
    return subprocess.run(
        [sys.executable, ".ci/patches.py", lock, "--", sys.executable, pip],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "released",
    [
        {},
        {"apple": ["1.2.3", "1.2.2"]},
        {"apple": ["1.3.0", "2.0", "1.2.3"]},
        {"pear": ["5.0", "4.1"]},
        {"apple": ["1.2.2"]},
    ],
)
def test_a_pin_that_no_patch_follows_is_as_it_should_be(tmp_path, released):
    done = asked(tmp_path, NEWEST | released)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("released", "told"),
    [
        ({"apple": ["1.2.10", "1.2.4", "1.2.3"]}, "apple 1.2.3: 1.2.10 has been out for two weeks"),
        ({"pear": ["4.0.1", "4.0"]}, "pear 4.0: 4.0.1 has been out for two weeks"),
        ({"pear": ["4.0.post1", "4.0"]}, "pear 4.0: 4.0.post1 has been out for two weeks"),
    ],
)
def test_a_patch_of_two_weeks_keeps_a_release_waiting(tmp_path, released, told):
    done = asked(tmp_path, NEWEST | released)
    assert (done.returncode, done.stderr) == (1, f"{told}\n")


def test_a_package_that_could_not_be_asked_about_is_a_failure(tmp_path):
    done = asked(tmp_path, {"apple": ["1.2.3"]})
    assert done.returncode == 2
    assert done.stderr == "pear 4.0: no answer from the index: ERROR: no such place\n"


def test_the_audit_is_strict_and_asks_about_every_lock():
    audit = (ROOT / ".ci" / "audit").read_text()
    assert "for lock in requirements.lock .ci/described.lock; do" in audit
    assert 'pip-audit" --strict --require-hashes' in audit
    assert ".ci/patches.py requirements.lock .ci/described.lock --" in audit
