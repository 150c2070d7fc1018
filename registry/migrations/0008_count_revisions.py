import django.utils.timezone
from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("registry", "Revision").objects.create(pk=1, number=0)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_index_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed"),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
