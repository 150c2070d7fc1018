"""The page on which staff import a file: previewed first, then all of it or nothing."""

import hashlib
import json
from collections.abc import Iterator
from itertools import chain, islice

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.door import publishes, recorded
from registry.admin.forms import LinesField
from registry.choices import ChangeKind, Door
from registry.importers import decisions
from registry.importers.desk import Options
from registry.importers.fixture_files import Loaded, load_file
from registry.importers.formats import FORMATS
from registry.importers.importing import Import, Report
from registry.importers.reading import GZIP, Malformed, of_bytes
from registry.importers.reports import summary
from registry.importers.rows import Difference, Outcome, Row
from registry.models import Change, Source, Treaty, TreatyAction
from registry.queries.changes import Told, changes_in_words
from registry.sentences import say_all

MOST_BYTES = 5 * 1024 * 1024
MOST_DRAFTED = 500  # rows that a person reviews, one by one
ROWS_SHOWN = 200
OWN = "fixtures"


class ImportForm(forms.Form):
    """A file of a known format; what is uploaded is read and not kept."""

    format = forms.ChoiceField(
        choices=[
            *((name, format_lazy("{}: {}", name, one.about)) for name, one in FORMATS.items()),
            (OWN, gettext_lazy("fixtures: the registry's own JSON, a list or one record a line")),
        ]
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy("At most 5 MB. Choose it again to import what was previewed."),
    )
    source = forms.SlugField(
        required=False,
        max_length=120,
        help_text=gettext_lazy("The short name of a recorded source; else the format's own."),
    )
    names = LinesField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 80}),
        label=gettext_lazy("Decisions on names"),
        help_text=gettext_lazy("As in names.toml; the preview lists the names to decide."),
    )
    creates_actors = forms.BooleanField(
        required=False, label=gettext_lazy("Add known organizations and territories")
    )
    allows_totals = forms.BooleanField(
        required=False, label=gettext_lazy("Go on where printed totals differ")
    )
    previewed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file must have at most 5 MB."))
        data = upload.read()
        if data.startswith(GZIP):
            raise forms.ValidationError(_("The file must be unpacked first."))
        return of_bytes(upload.name, data)

    def clean_source(self):
        slug = self.cleaned_data["source"]
        if slug and not Source.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("There must be a source of this short name."))
        return slug


def import_page(admin, request: HttpRequest) -> HttpResponse:
    """Preview or import an uploaded file: what another person must publish is kept as a draft."""
    acts = admin.admin_site.get_model_admin(TreatyAction)
    treaties = admin.admin_site.get_model_admin(Treaty)
    if not all(one.has_add_permission(request) for one in (admin, acts, treaties)):
        raise PermissionDenied
    wants = "_import" in request.POST
    form = ImportForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        digest = digest_of(form.cleaned_data)
        is_previewed = form.cleaned_data["previewed"] == digest
        is_asked = wants and is_previewed
        if is_asked and not publishes(request):
            report, answer = _drafted(form, request)
        else:
            report = _run(form, author=request.user, dry=not is_asked)
            answer = redirect("admin:registry_source_import")
        if report and report.is_written:
            if publishes(request):
                messages.success(request, " ".join(_lines(report)[:1]))
            return answer
        form.data = form.data.copy()
        form.data["previewed"] = digest if report and not report.wrong else ""
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Import a file"),
        "opts": admin.opts,
        "form": form,
        "report": report,
        "may_import": report and not report.wrong,
        "publishes": publishes(request),
        "lines": _lines(report) if report else [],
        "rows": list(_with_words(_rows(report))) if report else [],
        "shown": ROWS_SHOWN,
        "wants_again": wants and report and not report.wrong,
    }
    return TemplateResponse(request, "admin/registry/source/import.html", context)


def digest_of(told: dict[str, object]) -> str:
    """Tell by one word all from which a preview follows: the file, and how it is to be read."""
    boxes = ("format", "source", "names", "creates_actors", "allows_totals")
    asked = [told["file"].digest, *(told[box] for box in boxes)]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _drafted(form: ImportForm, request: HttpRequest) -> tuple[Report | None, HttpResponse]:
    """Import into a draft of this person's: all is taken back, and the set kept for a review."""
    told = form.cleaned_data
    reason = f"Imported as {told['format']} from {told['file'].name}"
    reports = []

    def run():
        report = _run(form, dry=False, capture=request.capture)
        if report:
            if not _checked(request):
                messages.info(request, _("Nothing in the file differs from what is on record."))
            reports.append(report)
        return redirect("admin:registry_source_import")

    try:
        answer = recorded(request, run, door=Door.IMPORT, reason=reason)
    except TooManyError:
        text = _("A draft holds at most %(most)d rows: divide the file.")
        form.add_error("file", text % {"most": MOST_DRAFTED})
        return None, None
    return (reports[-1] if reports else None), answer


def _checked(request: HttpRequest) -> bool:
    """See that a person can review the rows and the author may change them; tell if any differ."""
    changes = request.capture.changes()
    if len(changes) > MOST_DRAFTED:
        raise TooManyError
    if not request.user.has_perms({f"registry.{one.kind}_{one.model}" for one in changes}):
        raise PermissionDenied
    return bool(changes)


class TooManyError(Exception):
    """A file changes more rows than a draft holds."""


def _run(form: ImportForm, *, dry: bool, **kept) -> Report | Loaded | None:
    told = form.cleaned_data
    try:
        if told["format"] == OWN:
            return load_file(told["file"], dry=dry, **kept)
        work = Import(
            FORMATS[told["format"]],
            [told["file"]],
            decisions=decisions.parse(told["names"], _("Decisions on names")),
            options=Options(
                source=told["source"],
                creates_actors=told["creates_actors"],
                allows_totals=told["allows_totals"],
            ),
            **kept,
        )
        return work.run(dry=dry)
    except Malformed as wrong:
        form.add_error("names" if wrong.file == _("Decisions on names") else "file", wrong.reason)
    except ValueError as error:
        form.add_error(None, str(error))
    return None


def _lines(report: Report | Loaded) -> list[str]:
    return report.lines if isinstance(report, Loaded) else list(summary(report))


def _with_words(rows: list[Row]) -> Iterator[tuple[Row, list[str]]]:
    """Give each row with what differs by it, in the words in which the history will tell it."""
    differing = [one for row in rows for one in row.differences]
    words = map(_sentence, differing, changes_in_words([_change(one) for one in differing]))
    for row in rows:
        yield row, [next(words) for _one in row.differences]


def _sentence(one: Difference, told: Told) -> str:
    text, nothing = _("%(label)s: %(before)s → %(after)s"), _("nothing")
    return say_all(
        [
            f"{told.noun} {one.key}, {one.was.label}",
            *(
                text % {"label": label, "before": before or nothing, "after": after or nothing}
                for _name, label, before, after in told.differences
            ),
        ]
    )


def _change(one: Difference) -> Change:
    before = {name: was for name, (was, _becomes) in one.fields.items()}
    after = {name: becomes for name, (_was, becomes) in one.fields.items()}
    place = {"model": one.model, "object_pk": 0, "last_pk": 0}
    return Change(kind=ChangeKind.CHANGE, before=before, after=after, **place)


def _rows(report: Report | Loaded) -> list[Row]:
    """Show first what is wrong, then what was refused, then what would be added or changed."""
    if isinstance(report, Loaded):
        return report.rows[:ROWS_SHOWN]
    order = [one for one in list(Outcome)[::-1] if one is not Outcome.UNCHANGED]
    told = chain.from_iterable(report.ledger.rows(outcome) for outcome in order)
    return list(islice(told, ROWS_SHOWN))
