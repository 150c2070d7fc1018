from collections import defaultdict
from functools import cached_property
from typing import Self

from django import forms
from django.db.models import CharField, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from registry.choices import TreatyForm, TreatyKind, TreatyStatus
from registry.filters.base import ActorField, FilterForm, by_date, by_text, counted, offered
from registry.models import Depositary, Participation, Topic, Treaty
from registry.queries.standings import with_parties
from registry.queries.status import status_kind


class TopicTree:
    """The topics by slug, with every topic below each of them."""

    def __init__(self, topics: list[Topic]):
        self.names = {topic.slug: topic.name for topic in topics}
        self._keys = {topic.slug: topic.pk for topic in topics}
        self._children = defaultdict(list)
        for topic in topics:
            self._children[topic.parent_id].append(topic.pk)

    @classmethod
    def fetch(cls) -> Self:
        return cls(list(Topic.objects.all()))

    def within(self, slug: str) -> list[int]:
        """List the keys of a topic and of all below it."""
        found = [self._keys[slug]]
        for key in found:
            found += (child for child in self._children[key] if child not in found)
        return found

    def with_children(self) -> list[str]:
        return [slug for slug, key in self._keys.items() if self._children[key]]


class TopicFilter(FilterForm):
    """A list narrowed by the topics of its records, which are treaties or lead to one.

    A treaty is on a topic if it is on one below it. `treaty_path` leads from a record to its
    treaty.
    """

    treaty_path = ""
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def offer(self):
        self.topics = TopicTree.fetch()
        self.fields["topic"].choices = offered(self.topics.names.items())
        super().offer()

    def on_topic(self, records: QuerySet, slug: str) -> QuerySet:
        links = Treaty.topics.through.objects.filter(topic__in=self.topics.within(slug))
        return records.filter(**{f"{self.treaty_path or 'pk'}__in": links.values("treaty")})

    def facet_parts(self, name, records):
        """Count a topic with others below it by itself: its treaties may be on several of them."""
        if name != "topic":
            return super().facet_parts(name, records)
        path = f"{self.treaty_path}__topics__slug" if self.treaty_path else "topics__slug"
        inner = self.topics.with_children()
        return [
            counted(records, "topic", path),
            *(
                counted(self.on_topic(records, slug), "topic", Value(slug, CharField()))
                for slug in inner
            ),
        ]


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

    @cached_property
    def status_column(self):
        return status_kind(self.day)

    def column(self, name):
        return self.status_column if name == "status" else super().column(name)

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
                pk__in=Depositary.objects.filter(actor=wanted["depositary"]).values("treaty")
            )
        if "status" in wanted:
            records = records.alias(status_kind=self.status_column).filter(
                status_kind=wanted["status"]
            )
        same = {name: wanted[name] for name in ("kind", "form") if name in wanted}
        return records.filter(**same)

    def sorted(self, records, sort):
        if sort.endswith("parties"):
            records = with_parties(records, self.day)
        return super().sorted(records, sort)
