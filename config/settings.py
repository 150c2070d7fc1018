"""The settings of every installation, read from the environment.

A variable that is missing or wrong stops the start with a sentence that names it. Only two ways
of running need none: `manage.py demo`, and the tests, which bring their own (tests/settings.py).
Any other command reaches the demo's database with DEMO=true: `DEMO=true python manage.py shell`.
"""

import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.core.exceptions import ImproperlyConfigured

from config.logs import with_request_id

BASE_DIR = Path(__file__).resolve().parent.parent


def wrong(name: str, holds: str) -> ImproperlyConfigured:
    """Name the variable and what it must hold, but never its value: it may be a secret."""
    return ImproperlyConfigured(f"The environment variable {name} must hold {holds}.")


def env(name: str, holds: str, default: str | None = None) -> str:
    """Read a variable; one without a default must be set, and blank counts as not set."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise wrong(name, holds)
    return default


def env_bool(name: str, default: bool) -> bool:
    holds = "true or false"
    value = env(name, holds, str(default)).lower()
    if value not in ("true", "false"):
        raise wrong(name, holds)
    return value == "true"


def env_int(name: str, holds: str, default: int) -> int:
    value = env(name, holds, str(default))
    if not (value.isascii() and value.isdigit()):
        raise wrong(name, holds)
    return int(value)


def env_list(name: str, holds: str, default: str | None = None, least: int = 0) -> list[str]:
    items = [item.strip() for item in env(name, holds, default).split(",") if item.strip()]
    if (not items and default is None) or any(len(item) < least for item in items):
        raise wrong(name, holds)
    return items


def env_secret(name: str) -> str:
    holds = "random text of at least 50 characters"
    value = env(name, holds)
    if len(value) < 50:
        raise wrong(name, holds)
    return value


def env_hosts(name: str) -> list[str]:
    holds = "the host names of the site, separated by commas, without *"
    hosts = env_list(name, holds)
    if any("*" in host for host in hosts):
        raise wrong(name, holds)
    return hosts


def env_word(name: str, words: tuple[str, ...], default: str) -> str:
    holds = f"one of {', '.join(words)}"
    value = env(name, holds, default).upper()
    if value not in words:
        raise wrong(name, holds)
    return value


def env_database(name: str, default: str) -> dict[str, Any]:
    holds = (
        "sqlite:///file (beside manage.py), sqlite:////absolute/file,"
        " or postgres://user:password@host:port/name (?host=/directory for a socket)"
    )
    return parse_database(name, holds, env(name, holds, default))


def parse_database(name: str, holds: str, text: str) -> dict[str, Any]:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise wrong(name, holds) from None
    database = unquote(url.path.removeprefix("/"))
    if url.scheme == "sqlite" and database and not url.netloc:
        return sqlite(BASE_DIR / database)
    if url.scheme in ("postgres", "postgresql") and database:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database,
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(port or ""),
            # To compile a query takes longer than any of ours runs.
            "OPTIONS": {"connect_timeout": 5, "options": "-c jit=off"} | dict(parse_qsl(url.query)),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise wrong(name, f"{holds}, not one that starts with {url.scheme!r}")


def sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # A transaction that reads and then writes is refused at once, whatever the timeout,
            # if another has written in between. One that takes the lock at its start waits.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            # FULL: a save that was confirmed survives a power cut. Django turns foreign keys on.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
        # To open the file anew costs three times what answering a page that is kept does.
        "CONN_MAX_AGE": 60,
    }


def env_replicas(name: str, primary: dict[str, Any]) -> dict[str, dict[str, Any]]:
    holds = "postgres://user:password@host:port/name for each replica, separated by commas"
    urls = env_list(name, holds, default="")
    if not urls:
        return {}
    if primary["ENGINE"] != "django.db.backends.postgresql":
        raise wrong(name, "nothing where DATABASE_URL is SQLite, which has no replicas")
    made = [parse_database(name, holds, url) for url in urls]
    if any(one["ENGINE"] != primary["ENGINE"] for one in made):
        raise wrong(name, holds)
    for one in made:
        # Who asks for a page waits no longer for a server that has gone away.
        one["OPTIONS"] = {"connect_timeout": 2, "tcp_user_timeout": 3000} | one["OPTIONS"]
        one["TEST"] = {"MIRROR": "default"}
    return {f"replica-{number}": one for number, one in enumerate(made, start=1)}


def env_cache(name: str) -> dict[str, Any]:
    holds = "redis://host:port/number (rediss:// over TLS), or nothing for the memory of a process"
    url = env(name, holds, default="")
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if urlsplit(url).scheme not in ("redis", "rediss"):
        raise wrong(name, holds)
    return {
        "BACKEND": "config.caches.SharedCache",
        "LOCATION": url,
        "KEY_PREFIX": "treaty-registry",
    }


def kept_secret(file: Path) -> str:
    """Make a secret once, readable by its owner alone, so that sessions survive a restart."""
    if not file.exists():
        descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        with os.fdopen(descriptor, "w") as draft_file:
            draft_file.write(secrets.token_urlsafe(64))
        Path(draft).replace(file)
    return file.read_text()


# Identity

DEMO = env_bool("DEMO", default=False)
DEBUG = env_bool("DEBUG", default=False)

if DEMO:
    SECRET_KEY = kept_secret(BASE_DIR / ".demo-secret")
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
else:
    SECRET_KEY = env_secret("SECRET_KEY")
    ALLOWED_HOSTS = env_hosts("ALLOWED_HOSTS")

EARLIER = "earlier secret keys of at least 50 characters each, separated by commas"
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", EARLIER, default="", least=50)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "registry.apps.RegistryConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
]

MIDDLEWARE = [
    "config.logs.RequestLog",
    "config.headers.SecurityHeaders",  # redirects and static files carry them too
    "config.limits.QueryTimeLimit",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "registry.views.reading.Reading",  # before whatever asks a database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "registry.languages.LanguageOfPath",
    "config.downloads.DownloadLimit",
    "django.middleware.common.CommonMiddleware",
    "registry.views.errors.RefusedMethods",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.sessions.SessionLimit",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # answers for a sign-in that was refused
    "registry.views.freshness.Freshness",  # innermost: what it keeps is what the pages made
]

LOADER = "django.template.loaders.app_directories.Loader"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("registry.templatetags.loading.LoaderByLanguage", [LOADER])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database

# A demo has an account whose password is printed, so it never shares a file with a real registry.
DATABASES = {
    "default": env_database(
        "DATABASE_URL", default=f"sqlite:///{'demo' if DEMO else 'registry'}.sqlite3"
    )
}
# Public pages are read from these; everything else, and who has just written, from the first.
DATABASES |= env_replicas("REPLICA_URLS", DATABASES["default"])
REPLICAS = [alias for alias in DATABASES if alias != "default"]
if REPLICAS:
    DATABASE_ROUTERS = ["registry.queries.replicas.Router"]
REPLICA_LAG_SECONDS = env_int("REPLICA_LAG_SECONDS", "a whole number of seconds", default=5)
QUERY_SECONDS = env_int("QUERY_SECONDS", "a whole number of seconds, 0 for no limit", default=2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Public pages are kept until the registry changes: in the memory of each process, or for all of
# them in one place.
CACHES = {"default": env_cache("CACHE_URL"), "limits": env_cache("CACHE_URL")}
if "LOCATION" not in CACHES["default"]:
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 500}
    CACHES["limits"] |= {"LOCATION": "limits", "OPTIONS": {"MAX_ENTRIES": 10_000}}

# Of one address; a list as a file may cost what hundreds of pages do.
DOWNLOADS_PER_MINUTE = env_int(
    "DOWNLOADS_PER_MINUTE", "a whole number, 0 for no limit", default=0 if DEMO else 20
)
# Of everybody, in one process: fewer than it has threads, so that pages are answered meanwhile.
DOWNLOADS_AT_ONCE = env_int("DOWNLOADS_AT_ONCE", "a whole number, 0 for no limit", default=4)

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]  # each in its own words
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

if django.VERSION < (6,):
    # A link typed without a scheme means https, as it does from Django 6 on.
    FORMS_URLFIELD_ASSUME_HTTPS = True

# Transport and cookies

SECURE_SSL = env_bool("SECURE_SSL", default=True) and not DEMO

SECURE_SSL_REDIRECT = SECURE_SSL
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # to a watcher, 301 would pass for being well
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE_SSL else 0
# HSTS stays with this host: subdomains and preloading bind the owner of the whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# The count of proxies in front. Any but zero means: the nearest one sets X-Forwarded-Proto itself
# and drops what a client sent under that name.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", "a whole number, 0 for none", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CSRF_TRUSTED_ORIGINS = env_list(
    "CSRF_TRUSTED_ORIGINS", "origins such as https://example.org, separated by commas", default=""
)
CSRF_FAILURE_VIEW = "registry.views.errors.csrf_failure"
SESSION_COOKIE_AGE = 8 * 60 * 60  # since it was used last; a day in all
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL
if SECURE_SSL:
    # A browser takes a __Host- cookie from this very host over TLS alone, never from a sibling.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# Accounts

# Whether what one person proposes is published by another person only; superusers may do without.
REVIEW_BY_ANOTHER = env_bool("REVIEW_BY_ANOTHER", default=True)

# After five failures an account is closed to that address, for a quarter of an hour; from any other
# address it stays open, so that nobody is locked out by a stranger. After fifty failures in an
# hour, under whatever names, the address itself is closed.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "config.accounts.AccountBackend",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "config.addresses.counted_address"
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "config.lockout.LockoutHandler"
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # for an hour
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_DISABLE_ACCESS_LOG = True  # who signs in stands in the log, not in the database
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # never kept with a failure
AXES_VERBOSE = False

# Who must sign in with a device as well; anybody may. Superusers count to every group.
SECOND_FACTOR_FOR = env_list(
    "SECOND_FACTOR_FOR", "everyone, or names of groups separated by commas", default=""
)
OTP_TOTP_ISSUER = "Treaty registry"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = None if DEMO else BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO  # so that a demo needs no collectstatic
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Logging

LOG_LEVEL = env_word("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), default="INFO")
LOG_FORMAT = env_word("LOG_FORMAT", ("LINE", "JSON"), default="LINE")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": lambda: with_request_id},
        "faults": {"()": "config.logs.FaultsOnceAMinute"},
    },
    "formatters": {
        "LINE": {"()": "config.logs.LineFormatter"},
        "JSON": {"()": "config.logs.JSONFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Without its own handlers, or each line would appear twice while debugging.
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"filters": ["faults"]},
        "axes": {"level": "ERROR"},  # what it tells without names, config.lockout tells with them
    },
}
