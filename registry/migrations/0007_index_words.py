"""The table of what records are found by, and the full-text index that the database keeps of it.

On SQLite the index is a table of FTS5 beside it, kept by triggers. An alteration of the table that
Django makes by copying it drops them: a migration that alters it lets `make_index` follow. On
PostgreSQL it is a generated column. No extension is needed: the words come folded.
"""

from django.db import migrations, models

SQLITE = (
    """
    CREATE VIRTUAL TABLE registry_searchentry_words USING fts5(
        title, more, content='registry_searchentry', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER registry_searchentry_added AFTER INSERT ON registry_searchentry BEGIN
        INSERT INTO registry_searchentry_words(rowid, title, more)
        VALUES (new.id, new.title, new.more);
    END
    """,
    """
    CREATE TRIGGER registry_searchentry_deleted AFTER DELETE ON registry_searchentry BEGIN
        INSERT INTO registry_searchentry_words(registry_searchentry_words, rowid, title, more)
        VALUES ('delete', old.id, old.title, old.more);
    END
    """,
    """
    CREATE TRIGGER registry_searchentry_changed AFTER UPDATE ON registry_searchentry BEGIN
        INSERT INTO registry_searchentry_words(registry_searchentry_words, rowid, title, more)
        VALUES ('delete', old.id, old.title, old.more);
        INSERT INTO registry_searchentry_words(rowid, title, more)
        VALUES (new.id, new.title, new.more);
    END
    """,
)
POSTGRESQL = (
    """
    ALTER TABLE registry_searchentry ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(title || ' ' || more, ' '), ''))
    ) STORED
    """,
    "CREATE INDEX searchentry_by_lexeme ON registry_searchentry USING gin (lexemes)",
)


def make_index(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE registry_searchentry_words")


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_cite_environment_investment_and_trade_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("noun", models.CharField(max_length=20)),
                ("object_pk", models.BigIntegerField()),
                ("since", models.DateField(null=True)),
                ("size", models.PositiveSmallIntegerField()),
                ("title", models.TextField()),
                ("more", models.TextField()),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
                "ordering": ["noun", "object_pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("noun", "object_pk"), name="searchentry_is_one")
                ],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
