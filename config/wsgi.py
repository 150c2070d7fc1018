import gc
import os

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from registry.checks import file_is_there

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# A server asks for no check: without this one it would serve from a database that loses saves.
found = file_is_there() or run_checks(tags=[Tags.database], databases=["default"])
if faults := [str(fault) for fault in found if fault.is_serious()]:
    raise ImproperlyConfigured("\n".join(faults))

# What is made by now stays for good. To look through it for what has gone, whenever enough is made
# for pages, would halt all threads for twice as long.
gc.collect()
gc.freeze()
