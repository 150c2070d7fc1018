import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# A server asks for no check: without this one it would serve from a database that loses saves.
if faults := [str(fault) for fault in run_checks(databases=["default"]) if fault.is_serious()]:
    raise ImproperlyConfigured("\n".join(faults))
