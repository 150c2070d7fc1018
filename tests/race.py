"""Four people add the same record at once, round after round: `python -m tests.race ROUNDS`."""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()  # run by itself, it is the first to need the settings

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from registry.models import ChangeSet, Source  # noqa: E402

PEOPLE = 4


def rounds(number: int) -> dict[str, object]:
    """Run so many rounds; give the records made and what each person was answered."""
    clients = []
    for place in range(PEOPLE):
        client = Client()
        user = User(username=f"person-{place}", is_staff=True, is_superuser=True)
        user.set_unusable_password()
        user.save()
        client.force_login(user)
        clients.append(client)
    sets = ChangeSet.objects.count()
    told, barrier = Counter(), Barrier(PEOPLE)

    def add(client, slug):
        barrier.wait()
        given = {"slug": slug, "title": "Raced for", "rank": "press", "_save": "Save"}
        try:
            answer = client.post("/admin/registry/source/add/", given)
            is_told = b'class="errorlist" id="id_slug_error"' in answer.content
            return "told on the field" if is_told else str(answer.status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        for place in range(number):
            told.update(pool.map(add, clients, [f"raced-{place}"] * PEOPLE))
    made = Source.objects.filter(slug__startswith="raced-").count()
    return {"made": made, "sets": ChangeSet.objects.count() - sets, "answers": told}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps(rounds(int(sys.argv[1]))))  # noqa: T201 - read by the test
