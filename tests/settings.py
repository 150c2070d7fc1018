"""The production settings under an environment of their own; DATABASE_URL alone is let through."""

import os
from pathlib import Path

for name in (
    "DEBUG",
    "DEMO",
    "LOG_LEVEL",
    "REVIEW_BY_ANOTHER",
    "SECOND_FACTOR_FOR",
    "SECRET_KEY_FALLBACKS",
    "CSRF_TRUSTED_ORIGINS",
    "CACHE_URL",
    "DOWNLOADS_PER_MINUTE",
    "REPLICA_URLS",
    "REPLICA_LAG_SECONDS",
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "a key that guards nothing but the rows of these tests"
os.environ["ALLOWED_HOSTS"] = "testserver"
os.environ["SECURE_SSL"] = "false"
os.environ["TRUSTED_PROXIES"] = "0"
os.environ["QUERY_SECONDS"] = "60"  # the machine may be busy with other tests
os.environ["DOWNLOADS_AT_ONCE"] = "0"  # a test may look at the head of a file alone

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast

# Static files straight from the apps, looked up one by one: collecting or scanning them all would
# cost every test client a second time.
STATIC_ROOT = None
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

# Where a file holds the tables and the fixtures, they need not be made again.
if Path(os.environ.get("PREPARED", "")).is_file():
    DATABASES["default"]["TEST"] = {"MIGRATE": False}  # noqa: F405

# A test sees what it has changed itself, by whatever door.
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    for name in CACHES  # noqa: F405
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
