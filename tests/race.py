"""Four people add or save the same record at once, over and over: `python -m tests.race ROUNDS`."""

import json
import re
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
SOURCES = "/admin/registry/source/"
CHANGED_MEANWHILE = b'class="errorlist" id="id_title_error"><li>Someone else has changed this from'


def rounds(number: int) -> dict[str, object]:
    """Run so many rounds; give the records made and what each person was answered."""
    clients = [client_of(f"person-{place}") for place in range(PEOPLE)]
    sets = ChangeSet.objects.count()
    told, barrier = Counter(), Barrier(PEOPLE)

    def add(client, slug):
        given = {"slug": slug, "title": "Raced for", "rank": "press", "_save": "Save"}
        return posted(client, "add/", given, b'class="errorlist" id="id_slug_error"', barrier)

    with ThreadPoolExecutor(PEOPLE) as pool:
        for place in range(number):
            told.update(pool.map(add, clients, [f"raced-{place}"] * PEOPLE))
    made = Source.objects.filter(slug__startswith="raced-").count()
    return {"made": made, "sets": ChangeSet.objects.count() - sets, "answers": told}


def rounds_of_saves(number: int) -> dict[str, object]:
    """Let all open one record and save it at once; tell in how many rounds one alone prevailed."""
    clients = [client_of(f"saver-{place}") for place in range(PEOPLE)]
    source = Source.objects.create(slug="saved-at-once", title="As it was", rank="press")
    told, barrier, prevailed = Counter(), Barrier(PEOPLE), 0

    def save(client, title):
        page = f"{source.pk}/change/"
        given = {"slug": source.slug, "title": title, "rank": "press", "_save": "Save"}
        given["_opened"] = opened_by(client, page)
        return posted(client, page, given, CHANGED_MEANWHILE, barrier)

    with ThreadPoolExecutor(PEOPLE) as pool:
        for place in range(number):
            sets = ChangeSet.objects.count()
            titles = [f"Round {place}, person {person}" for person in range(PEOPLE)]
            answers = list(pool.map(save, clients, titles))
            told.update(answers)
            source.refresh_from_db()
            winners = [t for t, answer in zip(titles, answers, strict=True) if answer == "302"]
            prevailed += winners == [source.title] and ChangeSet.objects.count() == sets + 1
    return {"prevailed": prevailed, "answers": told}


def client_of(name: str) -> Client:
    client = Client()
    user = User(username=name, is_staff=True, is_superuser=True)
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    return client


def opened_by(client: Client, page: str) -> str:
    html = client.get(SOURCES + page).content.decode()
    return re.search(r'name="_opened" value="([^"]+)"', html)[1]


def posted(client: Client, page: str, given: dict, field_error: bytes, barrier: Barrier) -> str:
    """Post at the same moment as everybody else; give the status, or that a field told why."""
    try:
        barrier.wait()
        answer = client.post(SOURCES + page, given)
        return "told on the field" if field_error in answer.content else str(answer.status_code)
    finally:
        connections.close_all()


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    number = int(sys.argv[1])
    print(json.dumps([rounds(number), rounds_of_saves(number)]))  # noqa: T201 - read by the test
