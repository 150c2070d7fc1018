"""The admin: a page for each noun, in noun order. Django imports this package at its start."""

from registry.admin import (
    accounts,
    actions,
    actors,
    alliances,
    changes,
    clauses,
    participation,
    programs,
    protocols,
    sources,
    statements,
    treaties,
)

__all__ = [
    "accounts",
    "actions",
    "actors",
    "alliances",
    "changes",
    "clauses",
    "participation",
    "programs",
    "protocols",
    "sources",
    "statements",
    "treaties",
]
