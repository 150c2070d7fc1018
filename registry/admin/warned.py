"""Warnings about what is about to be saved: it may be saved all the same, with a reason."""

from collections.abc import Iterable
from hashlib import sha256

from django.http import HttpRequest

REASON, SEEN = "_reason", "_seen"


class Confirmation:
    """The warnings that somebody was shown, and the reason why they save nevertheless.

    It counts for the very warnings that stood on the page: others are shown first.
    """

    def __init__(self, request: HttpRequest, warnings: Iterable[str]):
        self.warnings = sorted(set(warnings))
        self.seen = sha256("\n".join(self.warnings).encode()).hexdigest()[:16]
        self.reason = request.POST.get(REASON, "").strip()[:1000]
        self.was_seen = request.POST.get(SEEN) == self.seen

    @property
    def is_given(self) -> bool:
        return not self.warnings or bool(self.was_seen and self.reason)

    def in_history(self) -> str:
        """Write what was overridden, and why, for the history of the record."""
        if not self.warnings:
            return self.reason
        return f"{self.reason} (Warnings: {' '.join(self.warnings)})"
