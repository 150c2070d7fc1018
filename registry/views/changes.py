"""What was published and corrected, for everyone: each difference with its public reason."""

import re

from django.http import HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.exports import LICENCE
from registry.filters.changes import ChangeFilter
from registry.models import Change, ChangeSet
from registry.queries.changes import Told, told_by_set
from registry.sentences import say_all
from registry.views.base import RecordList

IN_THE_FEED = 50
# What XML 1.0 cannot hold, however it is written; no record holds it, a question may.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NOTHING = "-"


class ChangeList(RecordList):
    """The published change sets, the last first; who made them stays within the staff."""

    title = gettext_lazy("Changes")
    template_name = "registry/change_list.html"
    file_name = "changes"
    filter_form = ChangeFilter
    columns = [
        *("number", "published_at", "way", "subject", "reason"),
        *("added", "changed", "deleted", "changes", "url"),
    ]

    def get(self, request):
        return self.feed(request) if self.format == "atom" else super().get(request)

    def records(self, day):
        sets = ChangeSet.objects.published()
        if self.moment.is_chosen:
            sets = sets.filter(published_at__date__lte=day)
        return sets

    def rows(self, records, day):
        rows = self.told(records, day)
        if self.format in ("csv", "xlsx"):
            return [row | {"changes": "\n".join(map(sentence, row["changes"]))} for row in rows]
        return rows

    def told(self, sets, day):
        form = self.filter_form(self.request.GET, day=day)
        changes = told_by_set(sets, form.changes())
        return [self.row(change_set, changes[change_set.pk]) for change_set in sets]

    def row(self, change_set: ChangeSet, changes: list[Told]):
        return {
            "number": change_set.pk,
            "url": self.request.build_absolute_uri(address(change_set)),
            "subject": str(change_set),
            "published_at": change_set.published_at.isoformat(),
            "moment": change_set.published_at,
            "way": change_set.door,
            "way_label": change_set.get_door_display(),
            "reason": change_set.reason,
            "added": change_set.added,
            "changed": change_set.changed,
            "deleted": change_set.deleted,
            "changes": [change_row(words) for words in changes],
        }

    def feed(self, request) -> HttpResponse:
        form = self.filter_form(request.GET, day=self.moment.day)
        sets = list(form.apply(self.records(self.moment.day))[:IN_THE_FEED])
        asked = ", ".join(map(str, form.wanted().values()))
        title = _("Changes of the treaty registry")
        page = reverse("registry:change_list")
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        # The address of its page is also the id of a feed, by which readers tell one from another.
        feed = Atom1Feed(
            title=NO_XML.sub("", f"{title}{_(':')} {asked}" if asked else title),
            link=request.build_absolute_uri(page + query),
            description=_("What was published and corrected"),
            feed_url=request.build_absolute_uri(),
            feed_copyright=LICENCE,
        )
        for row in self.told(sets, self.moment.day):
            lines = [row["reason"], *map(sentence, row["changes"])]
            feed.add_item(
                title=row["subject"],
                link=row["url"],
                description=linebreaksbr("\n".join(lines).strip(), autoescape=True),
                unique_id=row["url"],
                pubdate=row["moment"],
                updateddate=row["moment"],
            )
        response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
        feed.write(response, "utf-8")
        return response


def address(change_set: ChangeSet) -> str:
    return f"{reverse('registry:change_list')}?set={change_set.pk}"


def change_row(words: Told):
    change: Change = words.change
    return {
        "kind": change.kind,
        "kind_label": change.get_kind_display(),
        "noun": words.noun,
        "rows": change.rows,
        "record": str(change) if change.rows == 1 and (change.label or change.key) else "",
        "key": change.key,
        "fields": [
            {
                "field": field.name,
                "label": field.label,
                "before": field.before,
                "after": field.after,
            }
            for field in words.differences
        ],
    }


def sentence(change) -> str:
    """Say a change in a line of plain text."""
    what = change["record"] or f"{change['rows']} {change['noun']}"
    fields = say_all(
        f"{field['label']}{_(':')} {field['before'] or NOTHING} → {field['after'] or NOTHING}"
        for field in change["fields"]
    )
    return f"{change['kind_label']}{_(':')} {what}. {fields}".strip()
