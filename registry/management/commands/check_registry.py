import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import chain

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from registry.dates import UncertainDateField
from registry.importers.fixtures import BLOCK, MODELS, findings, records_of, shown, shown_key
from registry.importers.fixtures.rules import value_of
from registry.importers.fixtures.stored import plain_key
from registry.importers.soundness import claim_fault
from registry.models import (
    Actor,
    Alliance,
    Claim,
    Mission,
    PartnershipProgram,
    Problem,
    Record,
    SearchEntry,
    Treaty,
    claim_key,
)
from registry.models.participation import DERIVED, stale
from registry.models.search import stale_entries
from registry.models.tables import batches
from registry.queries.snapshots import snapshot

SEARCHED = {
    "treaty": Treaty,
    "actor": Actor,
    "alliance": Alliance,
    "program": PartnershipProgram,
    "mission": Mission,
}


@dataclass
class Section:
    """One thing that was checked: of how many, and what was found."""

    name: str
    meaning: str
    is_error: bool
    checked: int = 0
    findings: list[str] = field(default_factory=list)


class Command(BaseCommand):
    """Verifies everything and changes nothing."""

    help = (
        "Checks every record and every derived row. What is corrupt is an error, and the exit "
        "status is 1. Acts that contradict themselves, and an entry into force that differs from "
        "the one stated, are warnings: they are for people to judge."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="How to report."
        )

    def handle(self, *, format, verbosity, **options):
        with snapshot(DEFAULT_DB_ALIAS):
            # What claims speak of, and after the records what of it does not exist.
            missing = set(Claim.objects.values_list("model", "key"))
            sections = [
                check_records(missing),
                check_bounds(),
                check_claims(missing),
                check_derived(),
                check_index(),
                list_problems(),
            ]
        errors = sum(len(section.findings) for section in sections if section.is_error)
        warnings = sum(len(section.findings) for section in sections) - errors
        if format == "json":
            report = {
                "errors": errors,
                "warnings": warnings,
                "sections": [asdict(section) for section in sections],
            }
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
        else:
            self.report(sections, verbosity)
        if errors:
            raise CommandError(f"Errors: {errors}. Warnings: {warnings}.", returncode=1)
        if verbosity >= 1 and format == "text":
            self.stdout.write(f"No errors. Warnings: {warnings}.")

    def report(self, sections: list[Section], verbosity: int) -> None:
        for section in sections:
            kind = "errors" if section.is_error else "warnings"
            if verbosity >= 1:
                self.stdout.write(
                    f"{section.name}: {section.checked} checked, {len(section.findings)} {kind}"
                )
            for finding in section.findings if verbosity >= 1 or section.is_error else ():
                self.stdout.write(f"  {finding}")


def named(record: Record) -> str:
    """Name a record by its natural key or, where that leads nowhere, by its row."""
    model = record._meta.model_name
    try:
        return f"{model} {shown_key(record.natural_key())}"
    except ObjectDoesNotExist:
        return f"{model} in row {record.pk}"


def names_of(model: type[Model], numbers: Sequence[int]) -> dict[int, str]:
    """Name those rows of a model that are records, and are there."""
    if not issubclass(model, Record):
        return {}
    found = (records_of(model, batch) for batch in batches(numbers, BLOCK))
    return {record.pk: named(record) for record in chain.from_iterable(found)}


def check_records(missing: set[tuple[str, str]]) -> Section:
    """Check the records, and take those that there are out of what claims speak of."""
    section = Section("records", "Each record keeps the rules of its model.", is_error=True)
    asked = {model for model, _ in missing}

    def read(model: type[Record]) -> Iterator[Record]:
        for record in records_of(model):
            section.checked += 1
            if model._meta.model_name in asked:
                with suppress(ObjectDoesNotExist):
                    missing.discard(claim_key(record))
            yield record

    for model in MODELS:
        for record, values, reason in findings(model, read(model)):
            told = ", ".join(f"{name} {shown(value)}" for name, value in values.items())
            section.findings.append(": ".join(filter(None, [named(record), told, reason])))
        for method, names, reason in model.IMPOSSIBLE:
            for record in getattr(model.objects, method)().order_by("pk"):
                told = ", ".join(f"{name} {shown(told_of(record, name))}" for name in names)
                section.findings.append(f"{named(record)}: {told}: {reason}")
    return section


def told_of(record: Record, name: str) -> object:
    """Give what a field says as a fixture writes it, a link of many by its keys too."""
    if record._meta.get_field(name).many_to_many:
        return sorted(list(plain_key(one)) for one in getattr(record, name).all())
    return value_of(record, name)


def check_bounds() -> Section:
    """Compare what queries use with what people wrote; read from the columns, not from objects."""
    section = Section("bounds", "The bounds of each date follow from its text.", is_error=True)
    for model in [*MODELS, *DERIVED]:
        for date in model._meta.fields:
            if isinstance(date, UncertainDateField):
                wrong = {}
                rows = model._base_manager.values_list("pk", *date.columns).order_by("pk")
                for pk, value, *bounds in rows.iterator():
                    section.checked += 1
                    expected = [getattr(value, bound, None) for bound in ("earliest", "latest")]
                    if bounds != expected:
                        wrong[pk] = (
                            f"{date.name} {shown(value and str(value))}: "
                            f"Its bounds must be {words(expected)}, not {words(bounds)}."
                        )
                names = names_of(model, list(wrong))
                for pk, told in wrong.items():
                    name = names.get(pk, f"{model._meta.model_name} in row {pk}")
                    section.findings.append(f"{name}: {told}")
    return section


def check_claims(missing: set[tuple[str, str]]) -> Section:
    section = Section("claims", "Each claim is about a fact that exists.", is_error=True)
    for claim in records_of(Claim):
        section.checked += 1
        if fault := claim_fault(claim, lambda claim: (claim.model, claim.key) not in missing):
            name, reason = fault
            told = f"{name} {shown(getattr(claim, name))}"
            section.findings.append(f"{named(claim)}: {told}: {reason}")
    return section


def check_derived() -> Section:
    section = Section(
        "derived tables",
        "Spells, entries into force and problems follow from the acts.",
        is_error=True,
    )
    slugs = dict(Treaty.objects.values_list("pk", "slug"))
    section.checked = len(slugs)
    try:
        found = sorted(stale())
    except Exception as error:  # whatever a value brings about that no rule lets in
        found = []
        told = f"{type(error).__name__}: {error}"
        section.findings.append(f"Nothing could be derived ({told}): Mend the records first.")
    for treaty, what in found:
        section.findings.append(f"treaty {slugs[treaty]}: {what}: It must be rebuilt.")
    return section


def check_index() -> Section:
    section = Section("search index", "Each record is found by what it is called.", is_error=True)
    section.checked = SearchEntry.objects.count()
    differing = sorted(stale_entries())
    names = {
        noun: names_of(model, [pk for other, pk in differing if other == noun])
        for noun, model in SEARCHED.items()
    }
    for noun, pk in differing:
        name = names[noun].get(pk, f"{noun} in row {pk}")
        section.findings.append(f"{name}: It must be indexed again.")
    return section


def list_problems() -> Section:
    section = Section(
        "problems",
        "Acts do not contradict themselves, and what is stated agrees with what is computed.",
        is_error=False,
        checked=Treaty.objects.count(),
    )
    rows = Problem.objects.order_by("treaty__slug", "pk")
    rows = rows.values_list("treaty__slug", "actor__slug", "message")
    for slug, actor, message in rows.iterator():
        whose = f"treaty {slug}: {actor}" if actor else f"treaty {slug}"
        section.findings.append(f"{whose}: {message}")
    return section


def words(bounds: Iterable) -> str:
    return " to ".join(str(bound or "..") for bound in bounds)
