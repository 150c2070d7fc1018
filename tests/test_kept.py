"""What a process remembers while the registry stands still, and how several ask for it at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from registry.queries.kept import Memory, large, small

ASKING = 4


def test_an_answer_is_remembered_for_its_revision_and_the_least_used_go_first():
    memory, asked = Memory(2), []

    def ask(revision, question):
        return memory(revision, question, lambda: asked.append(question) or len(asked))

    assert [ask("1", "a"), ask("1", "a"), ask("2", "a"), ask("1", "a")] == [1, 1, 2, 1]
    assert [ask("1", "b"), ask("1", "a"), ask("2", "a")] == [3, 1, 4]
    assert [ask(None, "a"), ask(None, "a")] == [5, 6]
    memory.forget()
    assert ask("1", "a") == 7


def test_what_is_about_a_revision_long_past_is_let_go_and_what_is_still_asked_is_not():
    memory, asked = Memory(100), []

    def ask(revision, question):
        return memory(revision, question, lambda: asked.append((revision, question)))

    for number in range(10):
        for question in ("lists", "names"):
            ask(f"{number}", question)
        ask("lists since then", "order")
    assert asked.count(("lists since then", "order")) == 1
    asked.clear()
    for number in (9, 8, 7, 0):
        ask(f"{number}", "names")
    assert asked == [("0", "names")]
    assert len(memory._answers) == 7


def at_once(work) -> list:
    together = Barrier(ASKING)

    def run(number):
        together.wait(timeout=10)
        try:
            return work(number)
        except LookupError as error:
            return str(error)

    with ThreadPoolExecutor(ASKING) as pool:
        return list(pool.map(run, range(ASKING)))


def test_what_several_ask_at_once_is_found_out_once():
    memory, asked, slow = Memory(10), [], Event()

    def ask():
        asked.append("once")
        slow.wait(timeout=0.2)
        return "an answer"

    assert at_once(lambda _: memory("1", "a", ask)) == ["an answer"] * ASKING
    assert asked == ["once"]


def test_who_waits_for_an_answer_that_fails_asks_again():
    memory, asked = Memory(10), []

    def ask():
        asked.append("again")
        if len(asked) < ASKING:
            raise LookupError("a fault")
        return "an answer"

    told = at_once(lambda _: memory("1", "a", ask))
    assert sorted(told) == ["a fault"] * (ASKING - 1) + ["an answer"]
    assert memory("1", "a", ask) == "an answer"


@pytest.mark.parametrize("other", [("1", "b"), ("2", "a")])
def test_who_asks_something_else_does_not_wait(other):
    memory, done = Memory(10), Event()

    def ask(number):
        if number:
            return memory(*other, lambda: done.set() or "at once")
        return memory("1", "a", lambda: done.wait(timeout=10) and "late")

    assert at_once(ask) == ["late"] + ["at once"] * (ASKING - 1)


def test_a_list_outlasts_publications_that_do_not_change_it():
    memory = Memory(large.size, large.revisions)
    memory("of long ago", "list", lambda: "dear")
    for number in range(memory.revisions - 1):
        memory(str(number), "something else", lambda: "")
    assert memory("of long ago", "list", lambda: "found again") == "dear"
    assert large.revisions > small.revisions
