"""What a record page tells of the difference between two days."""

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.queries.differences import Change, Differences
from registry.queries.names import DayNames
from registry.queries.status import StatusOn
from registry.views.citing import Footnotes, cite

LABELS = {
    "joined": pgettext_lazy("between two days", "Joined"),
    "left": gettext_lazy("Left"),
    "ended": gettext_lazy("Member until the end of the alliance"),
    "changed": gettext_lazy("Changed"),
}


def tell_differences(
    found: Differences, footnotes: Footnotes, revision: str | None
) -> dict[str, Any]:
    names = DayNames(found.later, revision)
    changes = [tell_change(change, names, footnotes) for change in found.changes]
    kinds = [change["kind"] for change in changes]
    return {
        "earlier": found.earlier,
        "later": found.later,
        "status_before": tell_status(found.status_before),
        "status_after": tell_status(found.status_after),
        **{kind: kinds.count(kind) for kind in LABELS},
        "changes": sorted(changes, key=lambda one: (list(LABELS).index(one["kind"]), one["name"])),
    }


def tell_change(change: Change, names: DayNames, footnotes: Footnotes) -> dict[str, Any]:
    return {
        **names.tell(change.actor),
        "kind": change.kind,
        "kind_label": LABELS[change.kind],
        "before": change.before,
        "after": change.after,
        "on": change.on,
        "reason": change.reason,
        **cite(footnotes, change.source, change.pinpoint),
    }


def tell_status(status: StatusOn) -> dict[str, Any]:
    return {
        "status": status.kind.value,
        "status_label": status.kind.label,
        "status_reason": status.reason,
    }
