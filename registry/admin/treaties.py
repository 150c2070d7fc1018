from datetime import date
from functools import partial

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, gettext_lazy, ngettext

from registry.admin.actions import TreatyActionInline
from registry.admin.base import (
    NOTE,
    SOURCE,
    PartAdmin,
    RecordAdmin,
    children_link,
    count_link,
    day_column,
    register,
)
from registry.admin.beside import is_one_page, read_with_faults, treaty_faults, treaty_status
from registry.admin.filters import ActorFilter, DayFilter, SourcedFilter, TreatyFilter
from registry.admin.grid_page import grid_page, grid_url
from registry.admin.inlines import PagedInline
from registry.admin.way_back import leading_back
from registry.choices import Coverage
from registry.law.clauses import Force
from registry.law.problems import disagreement
from registry.models import (
    Citation,
    Depositary,
    Provision,
    Topic,
    TopicName,
    Treaty,
    TreatyRelation,
    TreatyText,
    TreatyTitle,
)
from registry.models.participation import party_counts
from registry.sentences import say


class TopicNameInline(PagedInline):
    model = TopicName
    fields = ["language", "name"]
    verbose_name = gettext_lazy("name in another language")


@register(Topic)
class TopicAdmin(RecordAdmin):
    list_display = ["name", "parent", count_link("treaties")]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "parent"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TopicNameInline]


@register(TopicName)
class TopicNameAdmin(PartAdmin):
    list_display = ["name", "language", "topic"]
    list_filter = ["language"]
    list_select_related = ["topic"]
    search_fields = ["name", "topic__name"]
    fields = ["topic", "language", "name"]


class TreatyTitleInline(PagedInline):
    model = TreatyTitle
    fields = ["language", "title"]
    verbose_name = gettext_lazy("other title")


class TreatyTextInline(PagedInline):
    model = TreatyText
    fields = ["language", "version", "is_authentic", "url"]


class CitationInline(PagedInline):
    model = Citation
    fields = ["scheme", "value", "url"]


class DepositaryInline(PagedInline):
    model = Depositary
    fields = ["actor", "title", "since", "until"]
    select_related = ["actor"]
    row_named_by = "actor"
    verbose_name_plural = gettext_lazy("depositaries")


class ProvisionInline(PagedInline):
    model = Provision
    fields = ["article", "kind", "quotation", "source", "pinpoint"]
    select_related = ["source"]


class TreatyRelationInline(PagedInline):
    model = TreatyRelation
    fk_name = "treaty"
    fields = ["kind", "other", "note", "source"]
    select_related = ["other", "source"]
    row_named_by = "other"
    verbose_name = gettext_lazy("relation to another treaty")
    verbose_name_plural = gettext_lazy("relations to other treaties")


@register(Treaty)
class TreatyAdmin(RecordAdmin):
    warns_of = ("treaties", "pk")
    list_display = [
        "__str__",
        "kind",
        "form",
        day_column("concluded_on"),
        day_column("stated_in_force_on", gettext_lazy("in force as stated")),
        "parties_today",
        count_link("actions", gettext_lazy("acts")),
    ]
    list_filter = [
        "form",
        "kind",
        "is_binding",
        "coverage",
        ("concluded_on", DayFilter),
        ("stated_in_force_on", DayFilter),
        ("depositaries", ActorFilter),
        "topics",
        SourcedFilter,
    ]
    search_fields = ["title", "short_title", "titles__title", "citations__value", "slug"]
    search_help_text = gettext_lazy("Words of a title in any language, or a number in a series.")
    readonly_fields = ["status", "entry_into_force", "parties_today", "acts", "faults"]
    fieldsets = [
        (
            gettext_lazy("What follows from the clause and the acts"),
            {
                "fields": ["status", "entry_into_force", "parties_today", "faults", "acts"],
                "classes": ["derived"],
            },
        ),
        (None, {"fields": ["title", "short_title", "slug", ("kind", "form", "is_binding")]}),
        (None, {"fields": ["topics", "summary", ("coverage", "covered_until")]}),
        (
            gettext_lazy("Adoption and signature"),
            {
                "fields": [
                    ("adopted_on", "adopted_by"),
                    ("concluded_on", "concluded_at"),
                    ("opens_on", "closes_on"),
                    "dating_note",
                ]
            },
        ),
        (gettext_lazy("Entry into force"), {"fields": [("stated_in_force_on", "in_force_source")]}),
        (
            gettext_lazy("Duration and end"),
            {
                "fields": [
                    "duration",
                    ("notice_kind", "notice"),
                    ("ended_on", "end_ground", "ended_source"),
                ]
            },
        ),
        NOTE,
        SOURCE,
    ]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [
        TreatyTitleInline,
        CitationInline,
        TreatyTextInline,
        DepositaryInline,
        ProvisionInline,
        TreatyRelationInline,
        TreatyActionInline,
    ]
    derives = ["pk"]

    def get_queryset(self, request):
        """Read with each treaty what its page shows beside it."""
        treaties = super().get_queryset(request).prefetch_related("topics")
        treaties = treaties.select_related(
            "clause", "force", "source", "in_force_source", "ended_source"
        )
        is_shown = is_one_page(request) and request.method == "GET"
        return read_with_faults(treaties) if is_shown else treaties

    def get_urls(self):
        grid = self.admin_site.admin_view(partial(grid_page, self))
        return [
            path("<path:object_id>/grid/", grid, name="registry_treaty_grid"),
            *super().get_urls(),
        ]

    def get_changelist_instance(self, request):
        """Count the parties of all treaties of a page at once."""
        changelist = super().get_changelist_instance(request)
        counts = party_counts(list(changelist.result_list), date.today())
        for treaty in changelist.result_list:
            treaty.parties_counted = counts[treaty.pk]
        return changelist

    @admin.display(description=gettext_lazy("status today"))
    def status(self, treaty):
        return treaty_status(treaty)

    @admin.display(description=gettext_lazy("to be judged"))
    def faults(self, treaty):
        return treaty_faults(treaty)

    @admin.display(description=gettext_lazy("parties today"))
    def parties_today(self, treaty):
        if not hasattr(treaty, "parties_counted"):
            treaty.parties_counted = party_counts([treaty], date.today())[treaty.pk]
        return say(treaty.parties_counted)

    @admin.display(description=gettext_lazy("acts"))
    def acts(self, treaty):
        number = treaty.actions_count
        acts = ngettext("%(number)d act", "%(number)d acts", number) % {"number": number}
        grid = grid_url(treaty)
        links = [
            format_html('<a href="{}">{}</a>', grid, gettext("enter acts of many actors")),
            children_link(treaty, "actions", acts),
            children_link(treaty, "domestic_steps", gettext("steps at home")),
            children_link(treaty, "statements", gettext("statements")),
            children_link(treaty, "participations", gettext("standing of each actor")),
        ]
        return format_html_join(" · ", "{}", ((link,) for link in links))

    @admin.display(description=gettext_lazy("entry into force"))
    def entry_into_force(self, treaty):
        """Set the stated date beside the computed one, and say so where they differ."""
        here = reverse("admin:registry_treaty_change", args=[treaty.pk])
        if not hasattr(treaty, "clause"):
            url = f"{reverse('admin:registry_entryintoforceclause_add')}?treaty={treaty.pk}"
            url = leading_back(url, here)
            return format_html(gettext('No clause is recorded. <a href="{}">Add it</a>'), url)
        clause = reverse("admin:registry_entryintoforceclause_change", args=[treaty.clause.pk])
        clause = leading_back(clause, here)
        computed = computed_force(treaty)
        text = format_html(
            gettext('By the <a href="{}">clause</a> and the acts: {}.'),
            clause,
            say(computed.on) if computed else gettext("not yet"),
        )
        if not computed and treaty.coverage != Coverage.COMPLETE:
            return format_html("{} {}", text, gettext("Not all acts are on record."))
        if problem := disagreement(treaty.stated_in_force_on, computed):
            differ = gettext("They differ. %(how)s") % {"how": say(problem.message)}
            text += format_html('<p class="disagreement">{}</p>', differ)
        return text


def computed_force(treaty):
    """Give the entry into force that was derived from the clause and the acts, if any."""
    force = treaty.force if hasattr(treaty, "force") else None
    return Force(force.met_on, force.computed_on) if force and force.computed_on else None


@register(TreatyTitle)
class TreatyTitleAdmin(PartAdmin):
    list_display = ["title", "language", "treaty"]
    list_filter = [("treaty", TreatyFilter), "language"]
    list_select_related = ["treaty"]
    search_fields = ["title", "treaty__title"]
    fields = ["treaty", "language", "title"]


@register(TreatyText)
class TreatyTextAdmin(PartAdmin):
    list_display = ["treaty", "language", "version", "is_authentic", "url"]
    list_filter = [("treaty", TreatyFilter), "language", "is_authentic"]
    list_select_related = ["treaty"]
    search_fields = ["treaty__title", "language", "version", "url"]
    fields = ["treaty", ("language", "version", "is_authentic"), "url", "checksum"]


@register(Citation)
class CitationAdmin(PartAdmin):
    list_display = ["value", "scheme", "treaty", "url"]
    list_filter = [("treaty", TreatyFilter), "scheme"]
    list_select_related = ["treaty"]
    search_fields = ["value", "treaty__title"]
    fields = ["treaty", ("scheme", "value"), "url", "note"]


@register(Depositary)
class DepositaryAdmin(PartAdmin):
    list_display = [
        "actor",
        "treaty",
        "title",
        day_column("since", gettext_lazy("from")),
        day_column("until"),
    ]
    list_filter = [("actor", ActorFilter), ("treaty", TreatyFilter)]
    list_select_related = ["actor", "treaty"]
    search_fields = ["actor__name", "treaty__title", "title"]
    fields = ["treaty", "actor", "title", ("since", "until")]


@register(Provision)
class ProvisionAdmin(PartAdmin):
    list_display = ["article", "kind", "treaty", "quotation"]
    list_filter = ["kind", ("treaty", TreatyFilter), SourcedFilter]
    list_select_related = ["treaty"]
    search_fields = ["article", "quotation", "summary", "treaty__title"]
    fieldsets = [
        (None, {"fields": ["treaty", ("article", "kind"), "quotation", "summary"]}),
        SOURCE,
    ]


@register(TreatyRelation)
class TreatyRelationAdmin(PartAdmin):
    list_display = ["treaty", "kind", "other", "note"]
    list_filter = ["kind", ("treaty", TreatyFilter), ("other", TreatyFilter), SourcedFilter]
    list_select_related = ["treaty", "other"]
    search_fields = ["treaty__title", "other__title", "note"]
    fieldsets = [(None, {"fields": ["treaty", "kind", "other"]}), NOTE, SOURCE]
