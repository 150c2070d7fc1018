from django.utils.translation import gettext_lazy

from registry.admin.base import SOURCE, RecordAdmin, day_column, register
from registry.admin.filters import ActorFilter, DayFilter, SourcedFilter, TreatyFilter
from registry.models import Statement
from registry.models.base import newest
from registry.sentences import say


@register(Statement)
class StatementAdmin(RecordAdmin):
    warns_of = ("treaties", "treaty_id")
    list_display = [
        "actor",
        "kind",
        "treaty",
        day_column("made_on"),
        day_column("withdrawn_on"),
        "articles",
        "source",
    ]
    list_display_links = ["actor", "kind"]
    list_filter = [
        "kind",
        ("actor", ActorFilter),
        ("treaty", TreatyFilter),
        ("made_on", DayFilter),
        ("withdrawn_on", DayFilter),
        "opposes_entry_into_force",
        SourcedFilter,
    ]
    list_select_related = ["actor", "treaty", "source"]
    ordering = [newest("made"), "-pk"]
    search_fields = ["actor__name", "treaty__title", "treaty__short_title", "kind", "text"]
    fieldsets = [
        (None, {"fields": ["treaty", "actor", ("kind", "number"), "action"]}),
        (None, {"fields": [("made_on", "withdrawn_on"), "articles", "text"]}),
        (gettext_lazy("Objection"), {"fields": ["objects_to", "opposes_entry_into_force"]}),
        SOURCE,
    ]
    choice_select_related = ["actor", "treaty"]

    def choice_label(self, statement):
        day = f", {say(statement.made_on)}" if statement.made_on else ""
        return f"{statement.actor}: {statement}{day} ({statement.treaty})"
