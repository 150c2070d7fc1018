"""Who may import whom. A layer may import itself and what stands before it in ORDER."""

import ast
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ORDER = (
    *(
        "choices",
        "languages",
        "underway",
        "faults",
        "dates",
        "sentences",
        "law",
        "models",
        "queries",
        "filters",
        "exports",
        "importers",
    ),
    *("admin", "pictures", "views", "urls", "management"),
)
MAY_IMPORT = {layer: set(ORDER[: ORDER.index(layer) + 1]) for layer in ORDER} | {
    "choices": set(),
    "languages": set(),
    "underway": set(),
    "faults": {"underway"},
    "checks": set(),
    "apps": {"checks", "languages"},
    "pictures": {"pictures", "dates"},
    "templatetags": {"templatetags", "choices", "languages", "dates", "sentences", "law"},
    "migrations": {"choices", "dates", "sentences", "models"},
}
MAY_IMPORT["views"].discard("admin")

NOUNS = (
    *("tables", "base", "sources", "actors", "topics", "treaties"),
    *("clauses", "dependencies", "actions", "read", "derivation"),
    *(
        "phases",
        "participation",
        "statements",
        "protocols",
        "alliances",
        "programs",
        "search",
        "revision",
        "changes",
        "desk",
        "accounts",
    ),
)

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
PURE = {"law", "pictures"}
SIGNALS = ("django.db.models.signals", "django.dispatch")
TODAY = {"today", "now", "utcnow", "localdate", "localtime"}
STAR_IMPORT_ALLOWED = {"tests.settings"}
LONGEST = 400


@lru_cache(maxsize=1)
def nodes(tree: ast.AST) -> list[ast.AST]:
    """List all that stands in a module, once for all that is asked of it."""
    return list(ast.walk(tree))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of each import; `from a import b` is `a.b`, module or not."""
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def violations(module: str, source: str) -> list[str]:
    """Tell what a module breaks, one sentence each, beginning with its line."""
    tree = ast.parse(source)
    package, _, rest = module.partition(".")
    layer = rest.partition(".")[0]
    found = [*shape_violations(module, tree)]
    if layer != "migrations" and source.count("\n") > LONGEST:
        found.append((LONGEST, f"more than {LONGEST} lines"))
    if package == "registry":
        found += layer_violations(layer, tree)
        if layer != "migrations":
            found += relation_violations(tree)
            found += union_violations(tree)
        if layer == "models":
            found += noun_violations(module, tree)
        if layer in PURE:
            found += purity_violations(layer, tree)
    return [f"{line}: {sentence}" for line, sentence in sorted(found)]


def shape_violations(module: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    functions = [
        range(node.lineno, node.end_lineno + 1)
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "a relative import"
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        if is_import and any(node.lineno in lines for lines in functions):
            yield node.lineno, "an import inside a function"
    for line, name in imports(tree):
        if name.endswith(".*") and module not in STAR_IMPORT_ALLOWED:
            yield line, "a star import"
        if f"{name}.".startswith(tuple(f"{signal}." for signal in SIGNALS)):
            yield line, "a signal"


def layer_violations(layer: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    if layer and layer not in MAY_IMPORT:
        yield 1, f"{layer} has no place in the order of layers"
    for line, name in imports(tree):
        package, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if package in ("config", "tests"):
            yield line, f"registry must not import {package}"
        if package == "registry" and target not in MAY_IMPORT.get(layer, set()):
            yield line, f"{layer or 'registry'} must not import {target or 'registry'}"


def noun_violations(module: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    noun = module.removeprefix("registry.models").removeprefix(".")
    if not noun:
        return  # the package itself gathers all of them
    if noun not in NOUNS:
        yield 1, f"{noun} has no place in the order of nouns"
        return
    earlier = NOUNS[: NOUNS.index(noun)]
    for line, name in imports(tree):
        if f"{name}.".startswith("registry.models."):
            target = name.removeprefix("registry.models").removeprefix(".").partition(".")[0]
            if target not in earlier:
                yield line, f"the noun {noun} must not import {target or 'registry.models'}"


def relation_violations(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in nodes(tree):
        if isinstance(node, ast.Call) and called(node) in RELATIONS:
            targets = [*node.args[:1], *(key.value for key in node.keywords if key.arg == "to")]
            for target in targets:
                if isinstance(target, ast.Constant) and target.value != "self":
                    yield node.lineno, f"a relation to the string {target.value!r}"


def union_violations(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Without an order of its own a union is in that of the first model, by columns it may lack."""
    unions = [
        node
        for node in nodes(tree)
        if isinstance(node, ast.Call)
        and called(node) == "union"
        and any(keyword.arg == "all" for keyword in node.keywords)
    ]
    ordered = {
        id(node.value)
        for node in nodes(tree)
        if isinstance(node, ast.Attribute) and node.attr == "order_by"
    }
    for union in unions:
        if id(union) not in ordered:
            yield union.lineno, "a union without order_by"


def purity_violations(layer: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    for line, name in imports(tree):
        package = name.partition(".")[0]
        if package != "registry" and package not in sys.stdlib_module_names:
            yield line, f"{layer} must not import {package}"
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and node.attr in TODAY:
            yield node.lineno, f"{layer} must be told the day, not ask {node.attr}()"


def called(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else None


def modules() -> dict[str, Path]:
    found = {}
    for package in ("config", "registry", "tests"):
        for path in (ROOT / package).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


def test_every_module_keeps_to_the_order():
    found = modules()
    seen = {name.split(".")[1] for name in found if name.startswith("registry.")}
    assert seen >= {"choices", "dates", "law", "models", "admin", "views", "urls"}
    broken = [
        f"{path.relative_to(ROOT)}:{violation}"
        for name, path in sorted(found.items())
        for violation in violations(name, path.read_text())
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("registry.choices", "from registry.dates import x", "choices must not import dates"),
        ("registry.dates", "from registry.law import x", "dates must not import law"),
        ("registry.law.standing", "import registry.models", "law must not import models"),
        ("registry.models.base", "from registry import queries", "models must not import queries"),
        ("registry.queries.pair", "from registry.filters import x", "queries must not import"),
        ("registry.filters", "from registry.exports import x", "filters must not import exports"),
        ("registry.exports", "from registry.importers.csv import x", "must not import importers"),
        ("registry.importers.csv", "import registry.admin.base", "must not import admin"),
        ("registry.admin.base", "from registry.views import x", "admin must not import views"),
        ("registry.views.base", "from registry.admin import x", "views must not import admin"),
        ("registry.views.base", "from registry import urls", "views must not import urls"),
        ("registry.urls", "from registry.management import x", "urls must not import management"),
        ("registry.apps", "from registry import choices", "apps must not import choices"),
        ("registry", "from registry import choices", "registry must not import choices"),
        ("registry.templatetags.x", "from registry.models import y", "must not import models"),
        ("registry.migrations.0001", "from registry.law import y", "must not import law"),
        ("registry.models.base", "from registry import *", "models must not import *"),
        ("registry.models.base", "import registry", "models must not import registry"),
        ("registry.views.base", "from config import settings", "must not import config"),
        ("registry.utils", "", "utils has no place in the order of layers"),
        ("registry.models.misc", "", "misc has no place in the order of nouns"),
        ("registry.models.actors", "from registry.models.treaties import x", "the noun actors"),
        ("registry.models.actors", "from registry.models import treaties", "the noun actors"),
        ("registry.models.actors", "import registry.models", "the noun actors"),
        ("registry.models.actions", "from registry.models.derivation import x", "the noun act"),
        ("registry.law.clauses", "from django.db import models", "law must not import django"),
        ("registry.law.clauses", "date.today()", "law must be told the day"),
        ("registry.pictures.maps", "from registry.models import x", "must not import models"),
        ("registry.pictures.spans", "import django", "pictures must not import django"),
        ("registry.pictures.spans", "date.today()", "pictures must be told the day"),
        ("registry.queries.pair", "from registry.pictures import x", "must not import pictures"),
        ("registry.law.clauses", "field(default_factory=datetime.now)", "law must be told the day"),
        ("registry.views.base", "from . import x", "a relative import"),
        ("registry.views.base", "from .. import x", "a relative import"),
        ("config.urls", "def f():\n    import os", "an import inside a function"),
        ("tests.test_x", "async def f():\n    from os import path", "an import inside a function"),
        ("registry.admin.base", "from os import *", "a star import"),
        ("tests.test_x", "from config.settings import *", "a star import"),
        ("registry.apps", "from django.db.models.signals import post_save", "a signal"),
        ("registry.apps", "from django.db.models import signals", "a signal"),
        ("registry.apps", "from django.dispatch import receiver", "a signal"),
        ("registry.apps", "import django.dispatch", "a signal"),
        ("registry.models.base", "models.ForeignKey('Actor', PROTECT)", "the string 'Actor'"),
        ("registry.models.base", "ManyToManyField(to='registry.Actor')", "the string 'registry."),
        ("registry.models.base", "models.OneToOneField('Actor')", "the string 'Actor'"),
        ("registry.queries.facts", "list(a.union(b, all=True))", "a union without order_by"),
        ("config.settings", "x = 1\n" * 401, "more than 400 lines"),
    ],
)
def test_a_planted_violation_is_told(module, source, expected):
    told = violations(module, source)
    assert any(expected in violation for violation in told), told


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("registry.dates", "from registry.choices import x"),
        ("registry.law.standing", "from registry.law.clauses import x\nimport datetime"),
        ("registry.models", "from registry.models.treaties import Treaty"),
        ("registry.models.derivation", "from registry.models.actions import x"),
        ("registry.models.treaties", "from registry.models.base import x"),
        ("registry.models.base", "models.ForeignKey('self', models.PROTECT)"),
        ("registry.models.base", "models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)"),
        ("registry.models.base", "date.today()"),
        ("registry.migrations.0001", "models.ForeignKey(to='registry.actor')\n" * 401),
        ("registry.admin.base", "from registry import importers, models"),
        ("registry.management.commands.x", "from registry.views.base import y"),
        ("registry.urls", "from registry import views"),
        ("registry.queries.facts", "a.union(b, all=True).order_by()\nfound.union(others)"),
        ("tests.settings", "from config.settings import *"),
        ("config.settings", "x = 1\n" * 400),
    ],
)
def test_what_the_order_allows_is_left_alone(module, source):
    assert violations(module, source) == []
