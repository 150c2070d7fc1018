from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy

from registry.checks import groups_are_known, sqlite_is_safe, static_files_are_collected
from registry.languages import make_translatable


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = gettext_lazy("Treaty registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        make_translatable(self.get_models())
        register(sqlite_is_safe, Tags.database)
        register(groups_are_known, Tags.database)
        register(static_files_are_collected, Tags.security, deploy=True)
