import secrets
import socket

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers import basehttp
from django.core.wsgi import get_wsgi_application
from django.db import connection

from registry.importers.fixtures import MODELS
from registry.models import FIXTURES

HOST = "127.0.0.1"
ACCOUNT = "demo"


class Command(BaseCommand):
    """Shows the registry at work: from an empty directory to a page that answers."""

    help = (
        "Prepares the demo's database, loads the fixtures when it is empty, makes a staff account "
        "and prints its new password, and serves the site on this machine alone. Ctrl-C stops it; "
        "what was entered stays for the next time."
    )
    requires_system_checks = []  # the database that they would look at may not be there yet

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="The port; 8000 unless told.")
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="Never ask. It never asks; scripts may say so.",
        )

    def handle(self, *, port, verbosity, **options):
        if not settings.DEMO:
            raise CommandError("Run it as `manage.py demo`: it has a database of its own.")
        require_free(port)
        require_own_accounts()
        self.say("Preparing the database…", verbosity)
        call_command("migrate", verbosity=0, interactive=False)
        self.load(verbosity)
        password = make_account()
        self.stdout.write(
            f"Site:  http://{HOST}:{port}/\n"
            f"Admin: http://{HOST}:{port}/admin/ user {ACCOUNT} password {password}\n"
            "Ctrl-C stops it."
        )
        self.stdout.flush()
        serve(port)

    def load(self, verbosity: int) -> None:
        if any(model.objects.exists() for model in MODELS):
            self.say("The database has records: nothing is loaded.", verbosity)
            # What follows from them may have been derived by an older version.
            call_command("rebuild", verbosity=verbosity, stdout=self.stdout)
            return
        folder = settings.BASE_DIR / "fixtures"
        files = [folder / f"{stem}.json" for stem in FIXTURES]
        files = [str(file) for file in files if file.exists()]
        if not files:
            raise CommandError(f"The fixtures must stand in {folder}.")
        self.say("Loading the fixtures…", verbosity)
        call_command(
            "loaddata", *files, verbosity=verbosity, stdout=self.stdout, stderr=self.stderr
        )

    def say(self, words: str, verbosity: int) -> None:
        if verbosity >= 1:
            self.stdout.write(words)
            self.stdout.flush()


def require_free(port: int) -> None:
    """Refuse a port that another program serves, before anything is changed."""
    if not 1 <= port <= 65535:
        raise CommandError("A port must be between 1 and 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} must be free: {error.strerror}. Take another with --port."
            ) from error


def require_own_accounts() -> None:
    """Refuse a database that has accounts and not the demo's, before anything is changed."""
    users = get_user_model()
    if users._meta.db_table in connection.introspection.table_names():
        known = users._default_manager
        if known.exists() and not known.filter(username=ACCOUNT).exists():
            raise CommandError("The database must be the demo's own; this one has other accounts.")


def make_account() -> str:
    """Make the demo's account, or give it a new password; only the hash is stored."""
    password = secrets.token_urlsafe(12)
    account, _ = get_user_model()._default_manager.get_or_create(username=ACCOUNT)
    account.is_active = account.is_staff = account.is_superuser = True
    account.set_password(password)
    account.save()
    return password


def serve(port: int) -> None:
    """Serve until Ctrl-C."""
    try:
        basehttp.run(HOST, port, get_wsgi_application(), threading=True)
    except KeyboardInterrupt:
        return
