import re

from django.core.management.commands import diffsettings
from django.views.debug import SafeExceptionReporterFilter

# user:password@ in an address
IN_ADDRESS = re.compile(r"(?<=://)[^/@\s']+(?=@)")


class Command(diffsettings.Command):
    """Django's diffsettings, which prints keys and passwords as stars: what it prints is shared."""

    def output_hash(self, user_settings, default_settings, **options):
        return super().output_hash(without_secrets(user_settings), default_settings, **options)

    def output_unified(self, user_settings, default_settings, **options):
        return super().output_unified(without_secrets(user_settings), default_settings, **options)


def without_secrets(written: dict[str, str]) -> dict[str, str]:
    """Write settings again as Django shows them where an error is looked at."""
    hidden = SafeExceptionReporterFilter()
    stars = hidden.cleansed_substitute
    safe = {name: repr(value) for name, value in hidden.get_safe_settings().items()}
    return {name: IN_ADDRESS.sub(stars, safe.get(name, value)) for name, value in written.items()}
