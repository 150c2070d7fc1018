import django.db.models.deletion
from django.db import migrations, models

RIGHTS = {"viewer": ("view",)} | dict.fromkeys(
    ("editor", "reviewer", "administrator"), ("view", "add", "change", "delete")
)


def let_staff_name_topics(apps, schema_editor):
    """Give each group of staff its rights over the names of topics, as over every record."""
    using = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    content_type = content_types.get_or_create(app_label="registry", model="topicname")[0]
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=RIGHTS):
        for action in RIGHTS[group.name]:
            right = permissions.get_or_create(
                content_type=content_type,
                codename=f"{action}_topicname",
                defaults={"name": f"Can {action} topic name"},
            )[0]
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0014_number_entries_by_closeness"),
    ]

    operations = [
        migrations.CreateModel(
            name="TopicName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(help_text="Language tag, such as fr.", max_length=10),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="registry.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["topic__slug", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("topic", "language"),
                        name="topicname_is_recorded_once",
                        violation_error_message="This topic is already named in this language.",
                    )
                ],
            },
        ),
        migrations.RunPython(let_staff_name_topics, migrations.RunPython.noop),
    ]
