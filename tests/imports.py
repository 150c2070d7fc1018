"""Running imports in tests: files made on the spot, and the real ones where they are."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.exists(), reason="the real files of other systems are not beside this checkout"
)


def bring(format_, *files, report=None, **options):
    """Run an import; give its exit status, what it says and what it complains of."""
    out, err = io.StringIO(), io.StringIO()
    if report:
        options["report"] = str(report)
    try:
        call_command("import", format_, *map(str, files), stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, str(error), err.getvalue().splitlines()
    return 0, out.getvalue(), err.getvalue().splitlines()


def brought(folder, format_, *files, **options):
    """Run an import that must succeed, and give its report."""
    path = folder / "report.json"
    status, said, problems = bring(format_, *files, report=path, **options)
    assert (status, problems) == (0, []), (said, problems[:5])
    return json.loads(path.read_text(encoding="utf-8"))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
