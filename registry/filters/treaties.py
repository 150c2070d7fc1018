from django import forms
from django.db.models import CharField, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from registry.choices import TreatyForm, TreatyKind, TreatyStatus
from registry.filters.base import ActorField, FilterForm, by_date, by_text, counted, offered
from registry.models import Depositary, Participation, Phase, Treaty
from registry.queries.listed import TopicTree
from registry.queries.standings import with_parties


class TopicFilter(FilterForm):
    """A list narrowed by topics: a treaty is on a topic if it is on one below it."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def offer(self):
        self.topics = TopicTree.fetch(self.revision)
        self.fields["topic"].choices = offered(self.topics.names.items())
        super().offer()


class TreatyFilter(TopicFilter):
    sorts = {
        **by_text("title", _("Title"), "title", "slug"),
        **by_date("concluded", _("Conclusion"), "concluded", "slug"),
        **by_date("in_force", _("Entry into force"), "force__in_force", "slug"),
        "-parties": (_("Most parties first"), ["-certain_parties", "slug"]),
        "parties": (_("Fewest parties first"), ["certain_parties", "slug"]),
    }
    facets = {"status": "", "form": "form", "kind": "kind", "topic": ""}

    status = forms.ChoiceField(
        label=_("Status"), choices=offered(TreatyStatus.choices), required=False
    )
    form = forms.ChoiceField(label=_("Form"), choices=offered(TreatyForm.choices), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=offered(TreatyKind.choices), required=False)
    party = ActorField(label=_("Party"), required=False)
    depositary = ActorField(label=_("Depositary"), required=False)

    def column(self, name):
        if name == "status":
            return Phase.objects.status_on(self.day, "pk")
        return super().column(name)

    def on_topic(self, records: QuerySet, slug: str) -> QuerySet:
        links = Treaty.topics.through.objects.filter(topic__in=self.topics.within(slug))
        return records.filter(pk__in=links.values("treaty"))

    def facet_parts(self, name, records):
        """Count a topic with others below it by itself: its treaties may be on several of them."""
        if name != "topic":
            return super().facet_parts(name, records)
        inner = self.topics.with_children()
        return [
            counted(records, "topic", "topics__slug"),
            *(
                counted(self.on_topic(records, slug), "topic", Value(slug, CharField()))
                for slug in inner
            ),
        ]

    def narrow(self, records, wanted):
        if "q" in wanted:
            records = records.titled(wanted["q"])
        if "topic" in wanted:
            records = self.on_topic(records, wanted["topic"])
        if "party" in wanted:
            records = records.filter(
                pk__in=Participation.objects.parties()
                .possibly_on(self.day)
                .filter(actor=wanted["party"])
                .values("treaty")
            )
        if "depositary" in wanted:
            records = records.filter(
                pk__in=Depositary.objects.possibly_on(self.day)
                .filter(actor=wanted["depositary"])
                .values("treaty")
            )
        if "status" in wanted:
            records = records.alias(status_kind=self.column("status")).filter(
                status_kind=wanted["status"]
            )
        return super().narrow(records, wanted)

    def sorted(self, records, sort):
        if sort.endswith("parties"):
            records = with_parties(records, self.day)
        return super().sorted(records, sort)
