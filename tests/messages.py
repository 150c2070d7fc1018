"""Gather what the site says, and keep the catalogues: `python -m tests.messages [FRAGMENT…]`.

It brings every catalogue up to date with the code, fills it from fragments (files of the same
format), tells what still wants a translation, and compiles. gettext itself is not needed.
"""

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import django
import polib
from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "registry" / "locale"
# How many texts each of these takes, and whether a context comes first.
CALLS = {
    name: (texts, has_context)
    for texts, has_context, names in (
        (1, False, ("_", "gettext", "gettext_lazy", "gettext_noop")),
        (2, False, ("ngettext", "ngettext_lazy")),
        (1, True, ("pgettext", "pgettext_lazy")),
        (2, True, ("npgettext", "npgettext_lazy")),
    )
    for name in names
}
IN_TEMPLATES = re.compile(rf"\b({'|'.join(CALLS)})\(")


class Message(NamedTuple):
    """What is translated as one; `plural` is empty where there is no number."""

    text: str
    plural: str = ""
    context: str = ""


def gathered() -> dict[Message, set[str]]:
    """Find every message, with the files that say it."""
    found: dict[Message, set[str]] = {}
    for path in sorted((ROOT / "registry").rglob("*")):
        if path.suffix in (".py", ".html") and "migrations" not in path.parts:
            read = of_module if path.suffix == ".py" else of_template
            for message in read(path.read_text()):
                found.setdefault(message, set()).add(str(path.relative_to(ROOT)))
    for message in of_models():
        found.setdefault(message, set()).add("registry/models")
    return found


def of_module(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := called(node)) in CALLS:
            texts = [one.value for one in node.args if is_text(one)]
            wanted, has_context = CALLS[name]
            if len(texts) >= wanted + has_context:
                yield made(texts, *CALLS[name])


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def made(texts: list[str], wanted: int, has_context: bool) -> Message:
    context = texts.pop(0) if has_context else ""
    return Message(texts[0], texts[1] if wanted == 2 else "", context)


def of_template(source: str) -> Iterator[Message]:
    """Read what Django makes of a template for gettext: the calls, amid filling."""
    program = templatize(source)
    for start in IN_TEMPLATES.finditer(program):
        wanted, has_context = CALLS[start[1]]
        texts, rest = [], program[start.end() :]
        for _ in range(wanted + has_context):
            text = re.match(r"""\s*,?\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", rest, re.DOTALL)
            texts.append(ast.literal_eval(text[1]))
            rest = rest[text.end() :]
        yield made(texts, wanted, has_context)


def of_models() -> Iterator[Message]:
    """Give the names that models and fields get from Django where nobody has named them."""
    for model in apps.get_app_config("registry").get_models():
        options = model._meta
        fields = options.get_fields()
        names = [getattr(field, "verbose_name", None) for field in fields if not field.auto_created]
        for label in (options.verbose_name, options.verbose_name_plural, *names):
            if isinstance(label, Promise):
                yield Message(str(label))


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"), wrapwidth=90)


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def is_translated(entry: polib.POEntry) -> bool:
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return all(texts) and not entry.fuzzy


def update(language: str, fragments: Iterable[str]) -> list[Message]:
    """Write the catalogue anew, and return what wants a translation."""
    kept = catalogue(language)
    known = {key(entry): entry for entry in kept}
    for fragment in fragments:
        for entry in polib.pofile(fragment):
            if entry.msgid and is_translated(entry):
                known.setdefault(key(entry), entry)
                if not is_translated(known[key(entry)]):
                    known[key(entry)] = entry
    fresh = polib.POFile(wrapwidth=90)
    fresh.metadata = kept.metadata
    for message, places in sorted(gathered().items(), key=lambda pair: (min(pair[1]), pair[0])):
        old = known.get(message) or polib.POEntry()
        fresh.append(
            polib.POEntry(
                msgid=message.text,
                msgid_plural=message.plural,
                msgctxt=message.context or None,
                msgstr=old.msgstr,
                msgstr_plural=old.msgstr_plural or ({0: "", 1: ""} if message.plural else {}),
                occurrences=[(place, "") for place in sorted(places)],
                flags=[*flags(message)],
            )
        )
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    fresh.save(str(path))
    path.with_suffix(".mo").write_bytes(fresh.to_binary())
    return [key(entry) for entry in fresh if not is_translated(entry)]


def flags(message: Message) -> Iterator[str]:
    if re.search(r"%\(\w+\)[sd]", message.text):
        yield "python-format"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    for folder in sorted(LOCALE.iterdir()):
        for message in update(folder.name, sys.argv[1:]):
            print(folder.name, message)  # noqa: T201 - a command
