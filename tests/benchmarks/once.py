"""`python -m tests.benchmarks.once COMMAND …`: run a command, and tell as JSON what it took."""

import json
import os
import sys

import django
from django.core.management import call_command

from tests.benchmarks.measuring import resident, work

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
with work() as spent:
    call_command(*sys.argv[1:])
done = spent()
sys.stdout.write(json.dumps([done.cpu, done.seconds, resident("VmHWM")]))
