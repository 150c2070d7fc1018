import django.db.models.deletion
from django.db import migrations, models

GROUPS = ("viewer", "editor", "reviewer", "administrator")


def let_staff_view(apps, schema_editor):
    """Give each group of staff the right to view phases, as it has for all that is derived."""
    using = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    content_type = content_types.get_or_create(app_label="registry", model="phase")[0]
    right = (
        apps.get_model("auth", "Permission")
        .objects.using(using)
        .get_or_create(
            content_type=content_type, codename="view_phase", defaults={"name": "Can view phase"}
        )[0]
    )
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=GROUPS):
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0011_tell_names_in_languages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Phase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("adopted", "Adopted"),
                            ("open", "Open for signature"),
                            ("signed", "Signed, not in force"),
                            ("pending", "Conditions met, date pending"),
                            ("provisional", "Provisionally applied"),
                            ("in_force", "In force"),
                            ("suspended", "Suspended"),
                            ("terminated", "Terminated"),
                            ("superseded", "Superseded"),
                            ("not_known", "Not known"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                ("in_force_on", models.CharField(blank=True, max_length=40)),
                ("counts", models.TextField()),
            ],
            options={
                "ordering": ["treaty_id", "since"],
            },
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                fields=["standing", "until_latest", "begins_earliest", "treaty", "actor"],
                name="participation_by_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="treaty",
            index=models.Index(
                fields=["concluded_earliest", "slug", "kind", "form"], name="treaty_as_listed"
            ),
        ),
        migrations.AddField(
            model_name="phase",
            name="treaty",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="phases",
                to="registry.treaty",
            ),
        ),
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(fields=["until", "since", "treaty", "status"], name="phase_by_day"),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.UniqueConstraint(
                fields=("treaty", "since"), name="phase_begins_once"
            ),
        ),
        migrations.RunPython(let_staff_view, migrations.RunPython.noop),
    ]
