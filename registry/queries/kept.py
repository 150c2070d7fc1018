"""What a process remembers of the registry while it stands at a revision: what many pages ask."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

# Small answers about so many revisions are remembered: a replica may be behind.
REVISIONS = 4


class Memory:
    """So many answers; the least used go first, and so do those about a revision that is past.

    What several ask at once, one of them finds out, and the others wait for the answer.
    """

    def __init__(self, size: int, revisions: int = REVISIONS):
        self.size, self.revisions = size, revisions
        self._answers: OrderedDict[tuple[str, Hashable], Any] = OrderedDict()
        self._revisions: OrderedDict[str, None] = OrderedDict()
        self._asking: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def __call__(self, revision: str | None, question: Hashable, ask: Callable[[], Any]) -> Any:
        """Give the answer remembered, or ask; at no revision (None) nothing is remembered."""
        if revision is None:
            return ask()
        key = (revision, question)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                self._revisions.move_to_end(revision)
                return self._answers[key]
            turn = self._asking.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._answers:
                    return self._answers[key]
            try:
                answer = ask()
                with self._lock:
                    self._answers[key] = answer
                    self._revisions[revision] = None
                    self._revisions.move_to_end(revision)
                    self._let_go()
            finally:
                self._asking.pop(key, None)
        return answer

    def _let_go(self) -> None:
        while len(self._revisions) > self.revisions:
            past, _ = self._revisions.popitem(last=False)
            for key in [key for key in self._answers if key[0] == past]:
                del self._answers[key]
        while len(self._answers) > self.size:
            self._answers.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._answers.clear()
            self._revisions.clear()


# Small answers, such as the names of topics; and whole lists, each of which takes megabytes. What
# lists are sorted by outlasts many publications, and is dear to find again.
small = Memory(1000)
large = Memory(16, revisions=16)
