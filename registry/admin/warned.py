"""Warnings about what is about to be saved: it may be saved all the same, with a reason."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from hashlib import sha256
from operator import attrgetter

from django.forms import BaseFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from registry.admin.forms import PREVIEWED, UNCONFIRMED, RecordForm
from registry.dates import UncertainDate
from registry.models import Record
from registry.queries.consequences import Consequence, differing, following
from registry.queries.happened import HAPPENED, is_still_to_come
from registry.queries.quality import Item, faults
from registry.sentences import say

REASON, SEEN, PREVIEW = "_reason", "_seen", "_preview"


class Confirmation:
    """The warnings that somebody was shown, and the reason why they save nevertheless.

    It counts for the very warnings that stood on the page: others are shown first. The change set
    keeps the reason.
    """

    def __init__(self, request: HttpRequest, warnings: Iterable[str]):
        self.warnings = sorted({str(warning) for warning in warnings})
        self.seen = sha256("\n".join(self.warnings).encode()).hexdigest()[:16]
        self.reason = request.POST.get(REASON, "").strip()[:1000]
        self.was_seen = request.POST.get(SEEN) == self.seen

    @property
    def is_given(self) -> bool:
        return not self.warnings or bool(self.was_seen and self.reason)


class Unconfirmed(Exception):
    """What was saved has to be taken back: somebody must read first what it would bring about."""

    def __init__(self, confirmation: Confirmation, treaties: Collection[int]):
        self.confirmation = confirmation
        self.treaties = treaties
        self.after = following(treaties)

    def follows(self) -> dict[str, list[Consequence]]:
        """Tell what would be said of the treaties and no longer; asked once all is taken back."""
        return differing(following(self.treaties), self.after)


class Warned:
    """Saves what is doubtful only with a reason: the faults that a save would add are shown first,
    with what would follow from it; whoever asks sees that of any save.

    `warns_of` is the argument of `faults` that finds those of a record, and the path from the
    record to its value. The faults are looked for before and after, in the transaction of the
    save, so that they are exactly those that would stand in the quality list.
    """

    warns_of: tuple[str, str] | None = None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Unconfirmed as unconfirmed:
            request.unconfirmed = unconfirmed.confirmation
            context = {
                **(extra_context or {}),
                "confirmation": unconfirmed.confirmation,
                "follows": unconfirmed.follows(),
            }
            return super().changeform_view(request, object_id, form_url, context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if hasattr(request, "unconfirmed"):
            form.unconfirmed = UNCONFIRMED if request.unconfirmed.warnings else PREVIEWED
        return form

    def save_model(self, request, obj, form, change):
        form.faults_before = {item.key for item in self._faults(obj, form)}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Take the save back if it adds faults that nobody has judged; all is derived by now."""
        super().save_related(request, form, formsets, change)
        found = self._faults(form.instance, form)
        new = [item for item in found if item.key not in form.faults_before]
        confirmation = Confirmation(request, [*map(in_words, new), *ahead(form, formsets)])
        if not confirmation.is_given or PREVIEW in request.POST:
            raise Unconfirmed(confirmation, form.treaties)

    def faults_of(self, record: Record) -> list[Item]:
        """List what is wrong in a record as it is stored, with what belongs to it."""
        return self._faults(record, None)

    def _faults(self, record, form):
        """Look where the record is about to stand, and where it stood."""
        if self.warns_of is None:
            return []
        argument, path = self.warns_of
        keys = {attrgetter(path)(record)}
        if form:
            keys.add(form.initial.get(path.removesuffix("_id")))
        keys.discard(None)
        return faults(**{argument: keys}) if keys else []


def in_words(item: Item) -> str:
    """Say a fault with whose act it is."""
    return f"{item.actor}: {item.message}" if item.actor else item.message


def ahead(form: RecordForm, formsets: Iterable[BaseFormSet]) -> Iterator[str]:
    """Warn of days that were typed, of what has happened, and that are certainly still to come."""
    rows = [
        row for formset in formsets for row in formset.forms if "DELETE" not in row.changed_data
    ]
    for one in (form, *rows):
        done = HAPPENED.get(one._meta.model, ())
        for name in (name for name in done if name in one.changed_data):
            if sentence := still_to_come(one.cleaned_data[name]):
                whose = "" if one is form else f"{getattr(one.instance, 'actor', one.instance)}: "
                yield f"{whose}{sentence}"


def still_to_come(day: UncertainDate | None) -> str:
    if not is_still_to_come(day, date.today()):
        return ""
    sentence = _("%(day)s is still to come: what has not happened is not recorded yet.")
    return sentence % {"day": say(day)}
