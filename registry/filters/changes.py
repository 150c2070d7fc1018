from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.filters.base import ActorField, FilterForm, NamedField
from registry.models import Alliance, Change, Mission, PartnershipProgram, Treaty


class ChangeFilter(FilterForm):
    """Which published changes: of a record with its parts, about an actor, one set alone."""

    treaty = NamedField(Treaty, "title", "short_title", label=_("Treaty"))
    actor = ActorField(label=_("Actor"), required=False)
    alliance = NamedField(Alliance, "name", "abbreviation", label=_("Alliance"))
    program = NamedField(PartnershipProgram, "name", label=_("Program"))
    mission = NamedField(Mission, "name", label=_("Mission"))
    set = forms.IntegerField(label=_("Number"), required=False, min_value=1, max_value=2**63 - 1)

    def narrow(self, records, wanted):
        if "q" in wanted:
            words = wanted["q"]
            records = records.filter(Q(subject__icontains=words) | Q(reason__icontains=words))
        if "set" in wanted:
            records = records.filter(pk=wanted["set"])
        if wanted.keys() & {"treaty", "actor", "alliance", "program", "mission"}:
            records = records.filter(pk__in=self.changes().order_by().values("change_set"))
        return records

    def changes(self):
        """Give the changes that are asked about, whatever their sets hold beside them."""
        changes = Change.objects.all()
        for name in ("treaty", "alliance", "program", "mission"):
            if record := self.cleaned_data.get(name):
                changes = changes.of(record)
        if actor := self.cleaned_data.get("actor"):
            changes = changes.about(actor)
        return changes
