"""What a process remembers of the registry while it stands at a revision: what many pages ask."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class Memory:
    """So many answers; the least used go first, and so do those about a revision that is past.

    What several ask at once, one of them finds out, and the others wait for the answer.
    """

    def __init__(self, size: int):
        self.size = size
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
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
                    while len(self._answers) > self.size:
                        self._answers.popitem(last=False)
            finally:
                self._asking.pop(key, None)
        return answer

    def forget(self) -> None:
        with self._lock:
            self._answers.clear()


# Small answers, such as the names of topics; and whole lists, each of which takes megabytes.
small = Memory(1000)
large = Memory(16)
