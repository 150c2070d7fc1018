"""The order of the list of acts as an index on PostgreSQL, whose indexes put the undated first.

SQLite reads the index of the day in that order as it is, and refuses `NULLS LAST` in one.
"""

from django.db import migrations


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX treatyaction_newest ON registry_treatyaction "
            "(deposited_earliest DESC NULLS LAST, id DESC)"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX treatyaction_newest")


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0016_index_what_is_due"),
    ]

    operations = [
        migrations.RunPython(make_index, drop_index),
    ]
