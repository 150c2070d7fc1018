"""The words that stand in the full-text index of SQLite, in their order, as FTS5 itself tells them.

It is a table without rows of its own, which cannot be out of step. PostgreSQL needs none.
"""

from django.db import migrations

TERMS = """
    CREATE VIRTUAL TABLE registry_searchentry_terms
    USING fts5vocab('registry_searchentry_words', 'instance')
"""


def list_terms(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(TERMS)


def drop_terms(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE registry_searchentry_terms")


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0020_restrict_references_of_acts"),
    ]

    operations = [
        migrations.RunPython(list_terms, drop_terms),
    ]
