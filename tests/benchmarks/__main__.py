"""`python -m tests.benchmarks`: the settings come first, then what they are needed for."""

import os
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
import_module("tests.benchmarks.report").main()
