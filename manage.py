#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line
from django.db import DatabaseError

from registry.faults import fault_of

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ["DEMO"] = "true"
    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        sys.exit(f"{fault.title}: {error}.")
