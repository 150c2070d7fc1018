"""Number what records are found by so that the closest come first: noun, words of the title, record.

The noun was a word of each entry; its number tells it now. On the way back `rebuild` puts the word
where it was.
"""

from django.db import migrations

NOUNS = ["treaty", "actor", "alliance", "program", "mission"]
STATEMENT = """
    UPDATE registry_searchentry
    SET id = %s + size * 2199023255552 + 1099511627776 + object_pk, more = trim(substr(more, %s))
    WHERE noun = %s
"""


def number(apps, schema_editor):
    for place, noun in enumerate(NOUNS, start=1):
        word = len(f"noun0{noun}")
        schema_editor.execute(STATEMENT, [place * 4503599627370496, word + 1, noun])
    if schema_editor.connection.vendor == "sqlite":
        # Its order on disk is that of the old numbers.
        schema_editor.execute(
            "INSERT INTO registry_searchentry_words(registry_searchentry_words) VALUES ('rebuild')"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0013_keep_recovery_codes"),
    ]

    operations = [
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
