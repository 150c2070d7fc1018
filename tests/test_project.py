"""What holds for the project as a whole: settings, lock file, README, top level."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.db.migrations.loader import MigrationLoader

from registry.admin.import_page import MOST_BYTES

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DEPLOYMENT = ROOT / ".github" / "DEPLOYMENT.md"

TOP_LEVEL = {
    *(".ci", ".editorconfig", ".github", ".gitignore", "LICENSE", "README.md", "config"),
    *("fixtures", "manage.py", "pyproject.toml", "registry", "requirements.lock", "tests"),
}

LOCKS = ("requirements.lock", ".ci/described.lock")
PRODUCTION = {
    "SECRET_KEY": "kJ3-qW8_zX5vB1nM7pL2dF9gH4sA6tY0eR-uI3oC8xZ5wQ1mN7bV2",
    "ALLOWED_HOSTS": "registry.example",
}


def variables_read() -> set[str]:
    """Collect the first argument of every env reader that the settings call."""
    tree = ast.parse((ROOT / "config" / "settings.py").read_text())
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and re.fullmatch(r"env(_\w+)?", call.func.id)
        and isinstance(call.args[0], ast.Constant)
    }


def own_commands() -> set[str]:
    return {name for name, app in get_commands().items() if app == "registry"}


def parts_of_registry() -> set[str]:
    return {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "registry").iterdir()
        if path.name not in ("__init__.py", "__pycache__")
    }


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in an environment that holds nothing but what is given."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
def test_no_model_waits_for_a_migration(capsys):
    call_command("makemigrations", check_changes=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


def test_every_migration_can_be_taken_back():
    """Whether rows outlive the way back is shown by the copies of earlier tables."""
    migrations = MigrationLoader(None).disk_migrations
    ours = {name: one for (app, name), one in migrations.items() if app == "registry"}
    assert len(ours) > 10
    for name, migration in ours.items():
        assert all(step.reversible for step in migration.operations), name


def test_the_readme_names_every_variable_that_the_settings_read():
    names = variables_read()
    assert {"SECRET_KEY", "DATABASE_URL", "DEMO"} <= names
    readme = README.read_text()
    assert not {name for name in names if not re.search(rf"\b{name}\b", readme)}


def test_the_readme_names_every_command_of_ours():
    commands = own_commands()
    assert "demo" in commands
    readme = README.read_text()
    assert not {name for name in commands if not re.search(rf"manage\.py {name}\b", readme)}


def test_the_readme_names_no_command_that_does_not_exist():
    named = set(re.findall(r"manage\.py ([a-z_]+)", README.read_text()))
    assert "demo" in named
    assert not named - set(get_commands())


def test_the_readme_names_every_part_of_the_application():
    parts = parts_of_registry()
    assert {"choices.py", "models/"} <= parts
    readme = README.read_text()
    assert not {name for name in parts if not re.search(rf"(?<!\w){re.escape(name)}", readme)}


def test_production_settings_pass_the_deployment_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    ("name", "value", "must_hold"),
    [
        ("SECRET_KEY", "", "at least 50 characters"),
        ("SECRET_KEY", "short", "at least 50 characters"),
        ("SECRET_KEY_FALLBACKS", "hunter2", "at least 50 characters each"),
        ("ALLOWED_HOSTS", "", "host names"),
        ("ALLOWED_HOSTS", " , ", "host names"),
        ("ALLOWED_HOSTS", "registry.example,*", "without *"),
        ("DEBUG", "maybe", "true or false"),
        ("SECURE_SSL", "0", "true or false"),
        ("TRUSTED_PROXIES", "-1", "a whole number"),
        ("CACHE_URL", "memcached://me:hunter2@host/", "redis://host"),
        ("DOWNLOADS_PER_MINUTE", "many", "a whole number"),
        ("REPLICA_URLS", "postgres://me:hunter2@host/name", "which has no replicas"),
        ("LOG_LEVEL", "LOUD", "one of DEBUG, INFO"),
        ("DATABASE_URL", "mysql://me:hunter2@host/name", "'mysql'"),
        ("DATABASE_URL", "registry.sqlite3", "sqlite:///file"),
        ("DATABASE_URL", "sqlite://registry.sqlite3", "sqlite:///file"),
        ("DATABASE_URL", "postgres://me:hunter2@host:port/name", "host:port/name"),
        ("DATABASE_URL", "postgres://me:hunter2@host/", "host:port/name"),
    ],
)
def test_a_missing_or_wrong_variable_stops_the_start_and_is_named(name, value, must_hold):
    done = manage("check", **PRODUCTION | {name: value})
    sentence = done.stderr.strip().rpartition("\n")[2]
    assert done.returncode != 0
    assert f"{name} must hold" in sentence
    assert must_hold in sentence
    assert "hunter2" not in done.stderr


@pytest.mark.sampled(2)
@pytest.mark.parametrize("output", ["hash", "unified"])
def test_what_the_settings_are_is_printed_without_secrets(output):
    given = {
        "SECRET_KEY_FALLBACKS": "an earlier key of which nobody should ever hear a word",
        "DATABASE_URL": "postgres://clerk:hunter2@db.example/registry",
        "CACHE_URL": "redis://clerk:hunter2@cache.example/1",
    }
    done = manage("diffsettings", "--all", "--output", output, **PRODUCTION | given)
    assert done.returncode == 0, done.stderr
    for shown in ("registry.example", "db.example", "cache.example"):
        assert shown in done.stdout
    for secret in (PRODUCTION["SECRET_KEY"], "hunter2", "an earlier key"):
        assert secret not in done.stdout


def test_cookies_are_for_this_host_over_tls_alone_unless_told_otherwise():
    """A browser takes a cookie of such a name from no sibling of the host."""
    told = manage("diffsettings", "--all", **PRODUCTION).stdout
    for name, word in (("SESSION", "sessionid"), ("CSRF", "csrftoken")):
        assert f"{name}_COOKIE_NAME = '__Host-{word}'" in told
        assert f"{name}_COOKIE_SECURE = True" in told
        assert f"{name}_COOKIE_DOMAIN = None" in told
        assert f"{name}_COOKIE_PATH = '/'" in told


def test_a_demo_starts_with_nothing_set_and_keeps_its_secret_to_its_owner():
    done = manage("check", DEMO="true")
    assert done.returncode == 0, done.stderr
    secret = ROOT / ".demo-secret"
    assert len(secret.read_text()) >= 50
    assert secret.stat().st_mode & 0o777 == 0o600


def pins(lock: str) -> list[str]:
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|index-url|find-links|file:| @ ", text)
    content = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return content.replace("\\\n", "").splitlines()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_each_package_by_hash_and_names_no_index(lock):
    assert len(pins(lock)) > 5
    pinned = re.compile(r"[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}")
    assert not [pin for pin in pins(lock) if not pinned.match(pin)]


def test_the_lock_files_agree_on_every_package_that_both_name():
    main, other = (dict(pin.split()[0].split("==") for pin in pins(lock)) for lock in LOCKS)
    both = main.keys() & other.keys()
    assert {"django", "hypothesis", "pytest"} <= both
    assert {name: other[name] for name in both} == {name: main[name] for name in both}


@pytest.mark.parametrize(
    ("lock", "extras"), [(LOCKS[0], ("cache", "serve")), (LOCKS[1], ("described",))]
)
def test_a_lock_file_holds_whatever_is_asked_for(lock, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"]]
    for extra in ("postgres", "test", *extras):
        wanted += project["optional-dependencies"][extra]
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in wanted}
    assert {"django", "django-otp", "pytest"} <= names
    assert not names - {pin.split("==")[0] for pin in pins(lock)}


def test_the_bill_of_materials_lists_every_locked_package():
    command = DEPLOYMENT.read_text()
    assert ".venv/bin/python .ci/bill.py > sbom.json" in command
    done = subprocess.run(
        [sys.executable, ".ci/bill.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = json.loads(done.stdout)["components"]
    found = {f"{one['name']}=={one['version']}": one for one in listed}
    assert list(found) == [pin.split()[0] for pin in pins("requirements.lock")]
    assert all(one["hashes"] for one in listed)
    required = {one["name"] for one in listed if one["scope"] == "required"}
    assert {"django", "asgiref", "granian", "psycopg", "whitenoise"} <= required
    assert not required & {"pytest", "hypothesis", "ruff"}
    assert len(required) <= 25


def test_the_container_keeps_no_package_that_the_tests_alone_need():
    container = (ROOT / ".github" / "deploy" / "Dockerfile").read_text().replace("\\\n", "")
    (install,) = re.findall(r"^RUN pip install .+ -r requirements\.lock +&& (.+)$", container, re.M)
    *naming, removal = install.split("|")
    assert removal.strip() == "xargs pip uninstall --yes"
    done = subprocess.run(
        ["sh", "-c", "|".join(naming)],
        cwd=ROOT,
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    removed = set(done.stdout.split())
    assert {"pytest", "hypothesis", "ruff", "polib", "openapi-spec-validator"} <= removed
    assert not removed & {"django", "asgiref", "granian", "psycopg", "redis", "whitenoise"}


def test_the_documented_proxy_sets_whatever_is_believed_of_one():
    """What it does not set itself it passes on as the client sent it, who may have made it up."""
    told = dict(re.findall(r"proxy_set_header (\S+) (\S+);", DEPLOYMENT.read_text()))
    code = "".join(path.read_text() for path in (ROOT / "config").glob("*.py"))
    believed = {*re.findall(r"X-(?:Forwarded|Request|Real)-\w+", code)}
    believed |= {name.replace("_", "-").title() for name in re.findall(r"HTTP_(X_\w+)", code)}
    assert {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"} <= believed
    assert believed | {"Host"} == told.keys()
    # The address that it sees stands last, where it is read.
    assert told["X-Forwarded-For"] in ("$proxy_add_x_forwarded_for", "$remote_addr")


def test_the_documented_proxy_lets_pass_what_may_be_imported():
    (most,) = re.findall(r"client_max_body_size (\d+)m;", DEPLOYMENT.read_text())
    assert int(most) * 1024 * 1024 > MOST_BYTES + 100_000  # for what else the form holds


def test_the_top_level_holds_what_it_should_and_nothing_else():
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: what belongs to the project cannot be told from what does not")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert {line.split("/")[0] for line in listed.stdout.splitlines()} == TOP_LEVEL
