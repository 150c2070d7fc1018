"""Builds `fixtures/` from researched facts: python -m tests.build_fixtures FACTS_DIR."""
