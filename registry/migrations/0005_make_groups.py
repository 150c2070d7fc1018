"""The groups of staff, with their rights; the rights themselves are otherwise made later."""

from django.db import migrations

ALL = ("view", "add", "change", "delete")
READ_ONLY = ("change", "changeset", "entryintoforce", "participation", "problem")
ACCOUNTS = (("view", "user"), ("add", "user"), ("change", "user"), ("view", "group"))


def make_groups(apps, schema_editor):
    using = schema_editor.connection.alias
    names = [model._meta.model_name for model in apps.get_app_config("registry").get_models()]
    names = [name for name in names if "_" not in name]  # links have no pages
    viewer = {permission(apps, using, "registry", name, "view") for name in names}
    editor = viewer | {
        permission(apps, using, "registry", name, action)
        for name in names
        if name not in READ_ONLY
        for action in ALL
    }
    publish = permission(apps, using, "registry", "changeset", "publish")
    reviewer = editor | {publish}
    administrator = reviewer | {
        permission(apps, using, "auth", name, action) for action, name in ACCOUNTS
    }
    groups = {
        "viewer": viewer,
        "editor": editor,
        "reviewer": reviewer,
        "administrator": administrator,
    }
    group = apps.get_model("auth", "Group")
    for name, rights in groups.items():
        group.objects.using(using).get_or_create(name=name)[0].permissions.add(*rights)


def permission(apps, using, app, model, action):
    """Fetch a right, or make it as Django would after all migrations."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    content_type = content_types.get_or_create(app_label=app, model=model)[0]
    words = apps.get_model(app, model)._meta.verbose_name
    name = f"Can {action} {words}"
    if action == "publish":
        name = "Can publish changes to the public registry"
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    return permissions.get_or_create(
        content_type=content_type, codename=f"{action}_{model}", defaults={"name": name}
    )[0]


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_tell_whose_territory"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
