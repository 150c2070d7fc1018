"""Two people at one record: the second sees what the first has changed, field by field.

A page remembers in a signed field what its boxes held when it was opened. When it is posted, that
is compared with what is stored by then. Boxes that only the other person has changed take over
what is stored; where both have, what was typed stays in its box and the other value is told beside
it. Either way the page is shown again before anything is saved.
"""

import hashlib
from collections.abc import Mapping

from django.core import signing
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.utils.translation import gettext as _

from registry.importers.changes import doomed, unlinked

SALT = "registry.admin.meanwhile"
OPENED = "_opened"

# By model, by row, by box: its value as a browser would post it.
Boxes = dict[str, dict[str, dict[str, object]]]


def remembered(forms) -> str:
    """Sign what the boxes of these forms hold, as it is stored."""
    boxes: Boxes = {}
    for form in forms:
        if form.instance.pk is not None:
            rows = boxes.setdefault(form._meta.model._meta.model_name, {})
            rows[str(form.instance.pk)] = stored_boxes(form)
    return signing.dumps(boxes, salt=SALT, compress=True)


def stored_boxes(form) -> dict[str, object]:
    return {
        name: plain(field, form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if not field.disabled and name in form.initial
    }


def recalled(text: str) -> Boxes | None:
    """Read what a page remembered; None where it is missing or not ours."""
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None


def plain(field, value) -> object:
    """Give a value as a browser would post it, so that two can be compared."""
    value = field.prepare_value(value)
    if isinstance(value, list | tuple | set | QuerySet):
        return sorted(str(field.prepare_value(item)) for item in value)
    if isinstance(value, bool):
        return value
    return "" if value is None else with_line_feeds(str(value))


def is_same(value: object, posted: list[str]) -> bool:
    """Tell whether a browser has posted of a box what it held."""
    if isinstance(value, list):
        return sorted(posted) == value
    if isinstance(value, bool):
        return bool(posted) is value
    return with_line_feeds("".join(posted[-1:])) == value


def with_line_feeds(text: str) -> str:
    """End lines as fixtures do: browsers send a carriage return before each line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class MergingForm:
    """Takes over or tells, for each box, what others have stored since the page was opened.

    `seen` is what the page remembered, by model, row and box; None where a page without a memory
    was posted, which might overwrite anything.
    """

    seen: Boxes | None = {}

    def __init__(self, *args, **kwargs):
        if "seen" in kwargs:
            self.seen = kwargs.pop("seen")
        super().__init__(*args, **kwargs)
        self.meanwhile: dict[str, str] = {}
        if self.is_bound and self.instance.pk is not None and self.seen is not None:
            rows = self.seen.get(self._meta.model._meta.model_name, {})
            self._merge(rows.get(str(self.instance.pk), {}))

    def has_changed(self):
        """Have a row checked, and the page shown again, if another person has changed it."""
        return bool(self.meanwhile) or super().has_changed()

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is not None and self.seen is None and self.has_changed():
            self.add_error(
                None, _("This page was not complete when it was sent. Check it, and save again.")
            )
        for name, sentence in self.meanwhile.items():
            self.add_error(name, sentence)
        return cleaned

    def _merge(self, base: Mapping[str, object]) -> None:
        for name, theirs in stored_boxes(self).items():
            was = base.get(name, theirs)
            if was == theirs:
                continue
            field = self.fields[name]
            box = self.add_prefix(name)
            mine = plain(field, field.widget.value_from_datadict(self.data, self.files, box))
            words = {"was": self._words(field, was), "theirs": self._words(field, theirs)}
            if mine == theirs:
                continue
            if mine == was:
                self._post(box, theirs)
                sentence = _(
                    "Someone else has changed this from “%(was)s” to “%(theirs)s” since you opened "
                    "the page; it is taken over here. Save again to go on."
                )
            else:
                sentence = _(
                    "Someone else has changed this from “%(was)s” to “%(theirs)s” since you opened "
                    "the page. What you typed is kept: save again to put it in place of theirs, or "
                    "type theirs."
                )
            self.meanwhile[name] = sentence % words

    def _post(self, box: str, value: object) -> None:
        """Put a value into a box as if it had been posted."""
        self.data = self.data.copy()
        if isinstance(value, list):
            self.data.setlist(box, value)
        elif value is False:
            self.data.pop(box, None)
        else:
            self.data[box] = "on" if value is True else value

    def _words(self, field, value) -> str:
        if value in ("", []):
            return _("nothing")
        if isinstance(field, ModelChoiceField):
            keys = value if isinstance(value, list) else [value]
            found = field.queryset.filter(pk__in=[key for key in keys if key.lstrip("-").isdigit()])
            return "; ".join(field.label_from_instance(record) for record in found) or str(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(dict(getattr(field, "choices", ())).get(value, value))


def digest_of_doomed(rows: QuerySet) -> str:
    """Sign what goes when these rows are deleted, with its values, and what then loses a link."""
    digest = hashlib.sha256()
    gone = doomed(rows)
    losing = {model._meta.label: sorted(pks) for model, pks in unlinked(gone).items()}
    digest.update(repr(sorted(losing.items())).encode())
    for model, pks in sorted(gone.items(), key=lambda pair: pair[0]._meta.label):
        digest.update(model._meta.label.encode())
        for values in model._base_manager.filter(pk__in=pks).order_by("pk").values_list():
            digest.update(repr(values).encode())
    return signing.dumps(digest.hexdigest(), salt=SALT)


def is_as_seen(text: str, rows: QuerySet) -> bool:
    """Tell whether what would be deleted now is what the page has shown."""
    return recalled(text) == signing.loads(digest_of_doomed(rows), salt=SALT)


def lock(model: type[Model], **which) -> None:
    """Hold these rows until the end of the transaction, so that what is compared stays true."""
    list(model._base_manager.select_for_update().filter(**which).values_list("pk"))
