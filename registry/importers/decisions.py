"""What people decided about a source's names: a file that travels with the data."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from registry.choices import ActorKind
from registry.importers.reading import Malformed, shortened, unreadable

FILE = "names.toml"
TABLES = {"names", "treaties", "actors"}


@dataclass
class Decisions:
    """Which actor a name means, which names to leave out, which actors to add, which treaty.

    In the file, `[names]` maps a name to the slug of an actor, or to false where its rows are left
    out; `[treaties]` maps a number or title to the slug of a treaty; `[actors.<slug>]` describes,
    with name and kind, an actor that the registry may lack.
    """

    actors: dict[str, str] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    treaties: dict[str, str] = field(default_factory=dict)
    added: dict[str, dict[str, object]] = field(default_factory=dict)


def beside(paths: Iterable[Path | None]) -> Path | None:
    """Find the file of decisions that lies with the data."""
    folders = dict.fromkeys(path.parent for path in paths if path)
    return next((folder / FILE for folder in folders if (folder / FILE).is_file()), None)


def read(path: Path) -> Decisions:
    """Read a file of decisions; raises Malformed with what must hold."""
    name = shortened(path)
    try:
        return parse(path.read_text(encoding="utf-8-sig"), name)
    except OSError as error:
        raise unreadable(error, name) from None
    except UnicodeDecodeError as error:
        raise _no_toml(error, name) from None


def parse(text: str, name: str) -> Decisions:
    """Read decisions from text; `name` says in messages where it stands."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(error, name) from None
    if unknown := content.keys() - TABLES:
        reason = _("It must have the tables %(known)s only, not %(unknown)s.")
        known = ", ".join(sorted(TABLES))
        raise Malformed(reason, file=name, known=known, unknown=min(unknown))
    decisions = Decisions()
    for label, decided in content.get("names", {}).items():
        if decided is False:
            decisions.left.add(label)
        elif isinstance(decided, str) and decided:
            decisions.actors[label] = decided
        else:
            raise Malformed(
                _("“%(label)s” must be decided by a slug, or by false."), file=name, label=label
            )
    for label, decided in content.get("treaties", {}).items():
        if not (isinstance(decided, str) and decided):
            raise Malformed(
                _("“%(label)s” must be decided by the slug of a treaty."), file=name, label=label
            )
        decisions.treaties[label] = decided
    for slug, told in content.get("actors", {}).items():
        decisions.added[slug] = _actor(slug, told, name)
    return decisions


def _no_toml(error, name):
    return Malformed(_("The file must be TOML in UTF-8: %(error)s."), file=name, error=error)


def _actor(slug, told, file):
    fields = {"name", "kind", "official_name", "iso2", "iso3", "cow_code", "since", "until"}
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        raise Malformed(_("The actor %(slug)s must have a name and a kind."), file=file, slug=slug)
    if told.get("kind") not in ActorKind.values:
        reason = _("The kind of the actor %(slug)s must be one of %(kinds)s.")
        raise Malformed(reason, file=file, slug=slug, kinds=", ".join(ActorKind.values))
    if unknown := told.keys() - fields:
        reason = _("The actor %(slug)s must not have %(unknown)s.")
        raise Malformed(reason, file=file, slug=slug, unknown=min(unknown))
    return {"slug": slug} | told


def proposal(undecided: dict[str, tuple[str, list[str]]]) -> str:
    """Write the names to decide as lines for such a file: name, place, who is near."""
    lines = ["[names]"] if undecided else []
    for name, (place, near) in undecided.items():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'"{quoted}" = ""  # {place}{"; near: " if near else ""}{", ".join(near)}')
    return "\n".join(lines)
