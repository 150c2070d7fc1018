"""Tell which pins are older than a patch of two weeks: .ci/patches.py LOCK... -- PIP [OPTION...]

What follows `--` is a pip of version 26 or later, which asks the index that it is set up for. Ends
with status 1 where a patch waits and with 2 where the index did not answer for a package.
"""

import json
import subprocess
import sys
from pathlib import Path

from bill import locked
from packaging.version import Version

RIPE = "P14D"


def newest_patch(pinned: Version, released: list[Version]) -> Version | None:
    """Give the newest release that differs from the pin in nothing but its patch, if it is newer.

    What comes after a version, such as 1.0.post1, is a patch of it; a package that counts by days
    or with a single number has none.
    """
    patches = [one for one in released if one.release[:2] == pinned.release[:2] and one > pinned]
    return max(patches, default=None)


def released(pip: list[str], name: str) -> list[Version]:
    """Ask for the stable releases that are old enough."""
    asked = [*pip, "index", "versions", name, "--json", "--uploaded-prior-to", RIPE]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise LookupError(done.stderr.strip().rpartition("\n")[2])
    return [Version(one) for one in json.loads(done.stdout)["versions"]]


def main(words: list[str]) -> int:
    locks, pip = words[: words.index("--")], words[words.index("--") + 1 :]
    pins = {
        (name, Version(version))
        for lock in locks
        for name, version, _ in locked(Path(lock).read_text())
    }
    status = 0
    for name, pinned in sorted(pins):
        try:
            patch = newest_patch(pinned, released(pip, name))
        except LookupError as error:
            sys.stderr.write(f"{name} {pinned}: no answer from the index: {error}\n")
            return 2
        if patch:
            sys.stderr.write(f"{name} {pinned}: {patch} has been out for two weeks\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
