"""Write the bill of materials (CycloneDX 1.5) of the lock file: .venv/bin/python .ci/bill.py

Needs no network: what is locked stands in requirements.lock, and what each package needs in its
own metadata, as installed. A package is required where the server needs it, for one of the
databases, the cache or the network; excluded where the tests alone do.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
FOR_THE_TESTS = ("test", "browser", "described")
PIN = re.compile(r"^([\w.-]+)==([\w.+!-]+)")


def locked(text: str) -> Iterable[tuple[str, str, list[str]]]:
    """Yield the name, the version and the hashes of each package of a lock file."""
    for line in re.sub(r"^\s*#.*$", "", text, flags=re.M).replace("\\\n", " ").splitlines():
        if pin := PIN.match(line):
            yield pin[1], pin[2], re.findall(r"--hash=sha256:([0-9a-f]{64})", line)


def needed(requirements: Iterable[str], extras: Iterable[str] = ("",)) -> set[str]:
    """Name the packages that these requirements lead to on this machine."""
    found = set()
    waiting = [(Requirement(text), tuple(extras)) for text in requirements]
    while waiting:
        requirement, extras = waiting.pop()
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = canonicalize_name(requirement.name)
        wanted = ("", *sorted(requirement.extras))
        if (name, wanted) in found:
            continue
        found.add((name, wanted))
        waiting += [(Requirement(text), wanted) for text in metadata.requires(name) or ()]
    return {name for name, _ in found}


def bill(text: str, project: dict[str, Any]) -> dict[str, Any]:
    """Describe each locked package; the same lock file gives the same bill, byte for byte."""
    extras = project["optional-dependencies"]
    served = [*project["dependencies"]]
    for extra in extras.keys() - set(FOR_THE_TESTS):
        served += extras[extra]
    required = needed(served)
    components = []
    for name, version, hashes in locked(text):
        address = f"pkg:pypi/{canonicalize_name(name)}@{version}"
        components.append(
            {
                "type": "library",
                "bom-ref": address,
                "name": name,
                "version": version,
                "purl": address,
                "scope": "required" if canonicalize_name(name) in required else "excluded",
                "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
            }
        )
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": components,
    }


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    json.dump(bill(LOCK.read_text(), project), sys.stdout, indent=1)
    print()  # noqa: T201
