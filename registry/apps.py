from django.apps import AppConfig
from django.core.checks import Tags, register

from registry.checks import sqlite_is_safe, static_files_are_collected
from registry.languages import make_translatable


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "Treaty registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        make_translatable(self.get_models())
        register(sqlite_is_safe, Tags.database)
        register(static_files_are_collected, Tags.security, deploy=True)
