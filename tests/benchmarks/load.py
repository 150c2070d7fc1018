"""What the registry bears: `python -m tests.benchmarks.load DATABASE_URL [--seconds 60]`.

Starts the server of DEPLOYMENT.md on that database, which it changes, and lets people read, save,
guess passwords and write all at once. Times depend on the machine and on who else uses it: beside
them stands what the same server takes to say that it is well. The exit status is 1 where anybody
was answered with a fault (5xx) or a writer was refused.
"""

import argparse
import http.client
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.measuring import say
from tests.benchmarks.serving import HOST, ROOT, SETTINGS, environment, family, served
from tests.forms import typed_over

READERS, EDITORS, GUESSERS, WRITERS = 6, 2, 4, 8
ROUNDS = 60
GUESSES = 200
BEHIND_A_PROXY = "TRUSTED_PROXIES = 1\n"

PREPARED = """
import json
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth.models import User
from django.test import Client
from registry.models import Treaty
AccessAttempt.objects.all().delete()
AccessFailureLog.objects.all().delete()
cookies = []
for name in {names}:
    user, _ = User.objects.get_or_create(username=name, is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user)
    cookies.append(client.cookies["sessionid"].value)
treaties = Treaty.objects.order_by("pk").values_list("slug", "pk")[:500]
print(json.dumps([cookies, *zip(*treaties)]))
"""
# Reads, then writes what it read, and tells how long that took.
WRITER = """
import time
from django.db import transaction
from registry.models import Actor
for number in range({rounds}):
    started = time.monotonic()
    with transaction.atomic():
        actor = Actor.objects.order_by("pk").first()
        Actor.objects.filter(pk=actor.pk).update(summary=actor.summary)
    print(time.monotonic() - started)
"""


class Person:
    """Somebody who asks for one thing after another and notes each answer and its time."""

    def __init__(self, port: int, cookie: str = ""):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Host": HOST} | ({"Cookie": f"sessionid={cookie}"} if cookie else {})
        self.told: list[tuple[int, float]] = []

    def ask(self, path: str, form: dict | None = None, **headers: str) -> tuple[int, str]:
        body = None if form is None else urlencode(form)
        given = self.headers | headers
        if body is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.monotonic()
        self.connection.request("GET" if body is None else "POST", path, body, given)
        answer = self.connection.getresponse()
        page = answer.read().decode(errors="replace")
        self.told.append((answer.status, time.monotonic() - started))
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            self.keep(cookie.partition(";")[0])
        return answer.status, page

    def keep(self, cookie: str) -> None:
        name = cookie.partition("=")[0]
        kept = [one for one in self.headers.get("Cookie", "").split("; ") if one]
        kept = [one for one in kept if not one.startswith(f"{name}=")]
        self.headers["Cookie"] = "; ".join([*kept, cookie])


def read(person: Person, until: float, slugs: list[str], seed: int) -> Person:
    chance = random.Random(seed)  # noqa: S311 - which page is asked for is no secret
    pages = [
        lambda: "/",
        lambda: f"/treaties/?page={chance.randint(1, 5)}",
        lambda: "/treaties.json",
        lambda: f"/treaties/{chance.choice(slugs)}/",
        lambda: f"/treaties/{chance.choice(slugs)}.json",
        lambda: f"/treaties/?as_at={chance.randint(1900, 2025)}-01-01",
        lambda: f"/search/?q={chance.choice(slugs).split('-')[0]}",
    ]
    while time.monotonic() < until:
        person.ask(chance.choice(pages)())
    return person


def save(person: Person, until: float, paths: list[str], seed: int) -> Person:
    """Open a treaty, change its summary and save it, as an editor does; note the saves alone."""
    chance = random.Random(seed)  # noqa: S311
    saves = []
    while time.monotonic() < until:
        path = chance.choice(paths)
        _, page = person.ask(path)
        form = typed_over(page) | {"summary": f"Saved {chance.random()}", "_save": "Save"}
        status, _ = person.ask(path, form)
        saves.append((status, person.told[-1][1]))
        time.sleep(0.3)
    person.told = saves
    return person


def guess(person: Person, until: float, seed: int, *, spread: bool) -> Person:
    chance = random.Random(seed)  # noqa: S311
    _, page = person.ask("/admin/login/")
    person.told = []
    for _ in range(GUESSES // GUESSERS):
        if time.monotonic() > until:
            break
        given = typed_over(page) | {
            "username": f"person-{chance.randint(0, 9)}",
            "password": "a guess",
        }
        address = f"198.51.{chance.randint(0, 255)}.{chance.randint(0, 255)}"
        person.ask("/admin/login/", given, **{"X-Forwarded-For": address} if spread else {})
    return person


def resident(pid: int) -> int:
    """Give the memory of all of the server's processes, in MB."""
    told = "".join(Path(f"/proc/{one}/status").read_text() for one in family(pid))
    return sum(map(int, re.findall(r"VmRSS:\s+(\d+)", told))) // 1024


def tell(what: str, people: list[Person]) -> int:
    """Say how many answers there were and what they took; give how many were faults."""
    told = [one for person in people for one in person.told]
    times = sorted(seconds for _, seconds in told)
    statuses = Counter(status for status, _ in told)
    faults = sum(number for status, number in statuses.items() if status >= 500)
    middle, late = times[len(times) // 2], times[len(times) * 99 // 100]
    words = ", ".join(f"{number}x{status}" for status, number in sorted(statuses.items()))
    say(what, len(times), f"{1000 * middle:.0f}", f"{1000 * late:.0f}", faults, f"  {words}")
    return faults


def manage(database: str, code: str) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(database),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def at_once(work: list[Callable[[], Person]]) -> list[Person]:
    with ThreadPoolExecutor(len(work)) as pool:
        return [done.result() for done in [pool.submit(one) for one in work]]


def healthy(person: Person, until: float) -> Person:
    while time.monotonic() < until:
        person.ask("/healthz")
    return person


def mixed(database: str, seconds: int, cookies: list[str], slugs: list[str], keys: list) -> int:
    """Let readers read while editors save; see that memory does not grow."""
    paths = [f"/admin/registry/treaty/{key}/change/" for key in keys]
    with served(database, SETTINGS, threads=8) as (port, pid):
        until = time.monotonic() + 3
        resting = [partial(healthy, Person(port), until) for _ in range(EDITORS)]
        tell("nothing but /healthz", at_once(resting))
        until = time.monotonic() + seconds
        reading = [partial(read, Person(port), until, slugs, seed) for seed in range(READERS)]
        saving = [
            partial(save, Person(port, cookie), until, paths, seed)
            for seed, cookie in enumerate(cookies)
        ]
        with ThreadPoolExecutor(1) as pool:
            early = pool.submit(lambda: time.sleep(seconds / 3) or resident(pid))
            people = at_once([*reading, *saving])
            say("memory after a third, at the end", early.result(), resident(pid), "MB")
    faults = tell(f"{READERS} who read", people[:READERS])
    return faults + tell(f"{EDITORS} who save meanwhile", people[READERS:])


def guessing(database: str, slugs: list[str], *, spread: bool) -> int:
    """Let passwords be guessed, from one address or from as many as there are guesses."""
    settings = SETTINGS + (BEHIND_A_PROXY if spread else "")
    with served(database, settings, threads=8) as (port, _):
        until = time.monotonic() + 20
        reading = [partial(read, Person(port), until, slugs, seed) for seed in range(2)]
        people = at_once(
            [partial(guess, Person(port), until, seed, spread=spread) for seed in range(GUESSERS)]
            + reading
        )
    faults = tell("passwords guessed, " + ("any address" if spread else "one address"), people[:-2])
    return faults + tell("2 who read meanwhile", people[-2:])


def writing(database: str) -> int:
    """Let processes read and then write in one transaction, all of them the same row."""
    writers = [manage(database, WRITER.format(rounds=ROUNDS)) for _ in range(WRITERS)]
    told = [writer.communicate() for writer in writers]
    times = sorted(float(one) for out, _ in told for one in out.split())
    refused = sum(writer.returncode != 0 for writer in writers)
    middle, late = times[len(times) // 2], times[len(times) * 99 // 100]
    what = f"{WRITERS} who read and then write"
    say(what, len(times), f"{1000 * middle:.0f}", f"{1000 * late:.0f}", refused)
    return refused


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("database", metavar="DATABASE_URL")
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    names = [f"person-{number}" for number in range(EDITORS)]
    told, faults = manage(given.database, PREPARED.format(names=names)).communicate()
    if not told:
        sys.exit(faults)
    cookies, slugs, keys = json.loads(told)
    say("", "answers", "middle ms", "99 % ms", "faults", "  statuses")
    faults = mixed(given.database, given.seconds, cookies, slugs, keys)
    for spread in (False, True):
        faults += guessing(given.database, slugs, spread=spread)
    faults += writing(given.database)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
