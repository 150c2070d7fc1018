"""Where a format's reader works: it takes rows, finds actors and treaties, and cites the source."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from registry.dates import UncertainDate
from registry.importers.catalogue import Catalogue, unused
from registry.importers.decisions import Decisions
from registry.importers.ledger import Ledger
from registry.importers.names import Names, Several, Unmatched, known
from registry.importers.reading import Given, Malformed, cut
from registry.importers.rows import NotTaken, Outcome, Refused, Row
from registry.models import Actor, Record, Source, TreatyAction


@dataclass
class Undecided:
    """A name that people have to decide: the first row that it has stopped, how many it has
    stopped in all, and the slugs of the actors that come near."""

    place: str
    near: list[str]
    rows: int = 1


@dataclass(frozen=True)
class Total:
    """A number that a file prints of its own rows, beside what those that were taken make."""

    file: str
    label: str
    printed: int
    counted: int


@dataclass
class Options:
    """What whoever runs the import asks for beside the files.

    `source` is the slug of a source on record, to which all facts are credited in place of the
    format's own; `mapping` is the path of a file that says how to read the columns of a table.
    With `allows_totals` a printed total may differ from what the rows make; with `is_strict` a row
    that is refused keeps all from being written.
    """

    source: str = ""
    creates_actors: bool = False
    mapping: str = ""
    allows_totals: bool = False
    is_strict: bool = False


@dataclass
class Desk:
    """The state of one import while its files are read."""

    decisions: Decisions = field(default_factory=Decisions)
    options: Options = field(default_factory=Options)
    progress: Callable[[int], None] | None = None
    ledger: Ledger = field(default_factory=Ledger)
    totals: list[Total] = field(default_factory=list)
    tallies: Counter = field(default_factory=Counter)
    undecided: dict[str, Undecided] = field(default_factory=dict)
    # How many entries of the ledger are no rows, but tell what is wrong with a file.
    misread: int = 0
    sources: dict[str, list[str]] = field(default_factory=dict)
    ranks: dict[str, str] = field(default_factory=dict)
    # What the files list wholly: all records of a model (None), or those of some treaties or
    # alliances, by slug. What is on record of them and not in the files is gone from the source.
    whole: dict[type[Record], set[str] | None] = field(default_factory=dict)

    def __post_init__(self):
        self.names = Names.stored(decided=self.decisions.actors)
        self.catalogue = Catalogue(self.decisions.treaties)
        self._stored_sources = {}
        self._retrieved = {}
        columns = ("slug", "url", "rank", "retrieved_on")
        for slug, url, rank, on in Source._base_manager.values_list(*columns):
            self._stored_sources[slug] = slug
            self._retrieved[slug] = on.text if on else ""
            self.ranks[slug] = rank
            if url:
                self._stored_sources[url] = slug

    @contextmanager
    def file(self, given: Given) -> Iterator[None]:
        """Read a file within; one that is malformed is told, and the next are read all the same."""
        try:
            yield
        except Malformed as wrong:
            self.wrong(wrong.file or given.name, wrong.line or 0, wrong.reason)

    @contextmanager
    def row(self, file: str, line: int, subject: str, *, is_trial: bool = False) -> Iterator[Row]:
        """Let a row state what it says, and take it; what stops it is told with its place.

        A row on trial is taken only if something stops it.
        """
        row = Row(file, line, subject)
        try:
            yield row
        except NotTaken as why:
            row.stop(why.outcome, str(why))
        except Malformed as wrong:
            row.stop(Outcome.WRONG, wrong.reason)
        self._tell_of_existence(row)
        if not is_trial or row.outcome:
            self.ledger.put(row)
            if self.progress:
                self.progress(len(self.ledger))

    def lists_all(self, model: type[Record], first: str | None = None) -> None:
        """Note that the files hold all of this source's records of a model, or of one treaty."""
        if first is None:
            self.whole[model] = None
        else:
            self.whole.setdefault(model, set()).add(first)

    def passes_over(
        self,
        file: Given,
        names: Iterable[str],
        known: Container[str] = (),
        *,
        are_fields: bool = False,
    ) -> None:
        """Tell which columns of a file, or fields of its objects, are not read, but the known."""
        told = _("%(file)s: column “%(name)s” is not read.")
        if are_fields:
            told = _("%(file)s: field “%(name)s” is not read.")
        for name in (one for one in names if one and one not in known):
            self.tallies[told % {"file": file.name, "name": cut(name)}] += 1

    def wrong(self, file: str, line: int, reason: str) -> None:
        """Tell what is wrong with a file, on a line or as a whole (0)."""
        row = Row(file, line, "")
        row.stop(Outcome.WRONG, reason)
        self.ledger.put(row)
        self.misread += 1

    # Actors

    def actor(self, row: Row, name: str, on: date | UncertainDate | None = None) -> str:
        """Find the actor that a name means, by slug; stops the row where nobody can tell.

        Where the import is asked to make new actors, one is made if it is known by that name.
        """
        label = " ".join(name.split())
        self._see_that_it_is_not_left(label)
        self._add_described(row, label)
        try:
            return self.names.find(label, on).slug
        except Unmatched as unmatched:
            if not isinstance(unmatched, Several) and (made := self._made(row, label)):
                return made
            raise self._undecided(row, label, unmatched) from None

    def coded(
        self, row: Row, scheme: str, code: str | int, on: date | UncertainDate | None = None
    ) -> str:
        """Find the actor of a code, by slug; stops the row where nobody can tell.

        It is decided as a name is, as "cow:817".
        """
        label = f"{scheme}:{code}"
        self._see_that_it_is_not_left(label)
        try:
            if label in self.decisions.actors:
                return self.names.find(label).slug
            return self.names.coded(scheme, code, on).slug
        except Unmatched as unmatched:
            raise self._undecided(row, label, unmatched) from None

    def _see_that_it_is_not_left(self, label: str) -> None:
        if label in self.decisions.left:
            raise NotTaken(_("“%(name)s” is left out, as was decided."), name=label)

    def _undecided(self, row: Row, label: str, unmatched: Unmatched) -> Refused:
        """Note a name or code for a person to decide."""
        told = self.undecided.get(label)
        if told:
            told.rows += 1
        else:
            near = [actor.slug for actor in unmatched.suggestions]
            self.undecided[label] = Undecided(row.place, near)
        return Refused(str(unmatched))

    def make_actor(self, row: Row, **fields: object) -> str:
        """Let the row state a new actor, which the following rows may name."""
        row.say(Actor, **fields)
        self.names.add(Actor(**{name: fields[name] for name in fields if name != "source"}))
        return fields["slug"]

    def actor_slug(self, name: str) -> str:
        """Give a new actor a slug that no other has."""
        return unused(slugify(name)[:90] or "actor", self.names.by_slug)

    def why_not(self, slug: str, on: UncertainDate) -> str:
        """Say why an actor, as it is on record, cannot have acted on a day; "" where it can."""
        actor = self.names.by_slug[slug]
        if actor.since and on.is_before(actor.since):
            reason = _(
                "On %(day)s %(actor)s did not exist yet, as it is on record from %(end)s: is "
                "another meant?"
            )
            return reason % {"day": on, "actor": actor.name, "end": actor.since}
        if actor.until and actor.until.is_before(on):
            reason = _(
                "On %(day)s %(actor)s did not exist any more, as it is on record until "
                "%(end)s: is another meant?"
            )
            return reason % {"day": on, "actor": actor.name, "end": actor.until}
        return ""

    def _tell_of_existence(self, row: Row) -> None:
        """Tell of each act that its actor cannot have done on its day."""
        for draft in row.drafts:
            if draft.model is TreatyAction and (on := draft.fields.get("deposited_on")):
                reason = self.why_not(draft.fields["actor"][0], UncertainDate(on))
                if reason:
                    row.leave(reason)
                    self.tallies[_("acts of a day on which their actor did not exist")] += 1

    def _add_described(self, row: Row, label: str) -> None:
        """Make the actor that a name was decided to mean, if the decisions describe it."""
        slug = self.decisions.actors.get(label)
        if slug and slug not in self.names.by_slug and slug in self.decisions.added:
            self.make_actor(row, **self.decisions.added[slug])

    def _made(self, row: Row, label: str) -> str | None:
        """Make an actor that the registry lacks, if that is asked for and it is known by name."""
        told = known(label) if self.options.creates_actors else None
        if told is None or told.slug in self.names.by_slug:
            return None
        return self.make_actor(row, **told._asdict())

    # Sources

    def cite(self, row: Row, **fields: object) -> list[str]:
        """Give the key of the source that the row's facts were read in, stating it once.

        A source that is on record under this slug or web address stays as it is, but for the day
        on which it was read again.
        """
        if self.options.source:
            return self.sources.setdefault(self.options.source, [self.options.source])
        slug = fields["slug"]
        if slug not in self.sources:
            stored = self._stored_sources.get(slug) or self._stored_sources.get(fields.get("url"))
            self.sources[slug] = [stored or slug]
            if not stored:
                self.ranks[slug] = fields["rank"]
                row.say(Source, **fields)
            elif stored == slug and fields.get("retrieved_on", "") > self._retrieved[slug]:
                row.say(Source, slug=slug, retrieved_on=fields["retrieved_on"])
        return self.sources[slug]
