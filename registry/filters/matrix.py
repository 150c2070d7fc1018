from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.dates import Answer
from registry.filters.base import NamingActors, offered
from registry.filters.treaties import TreatyFilter
from registry.models import Alliance
from registry.queries.names import DayNames

MOST_COLUMNS = 60


class ActorsField(NamingActors):
    """Several actors, separated by commas."""

    def clean(self, value):
        words = [word for word in map(str.strip, super().clean(value).split(",")) if word]
        if not words:
            return None
        if len(words) > MOST_COLUMNS:
            raise ValidationError(_("Name at most %(number)d actors.") % {"number": MOST_COLUMNS})
        return list(dict.fromkeys(map(self.actor, words)))


class MatrixFilter(TreatyFilter):
    """Narrows the treaties as their own list does, and chooses the actors beside them.

    Offered are the alliances that may have been founded by the day, and the one that was chosen:
    who goes back from it to an earlier day finds no members, and not those of all treaties.
    """

    dated = ("alliance",)
    party = depositary = None
    alliance = forms.ChoiceField(label=_("Members of"), required=False)
    actors = ActorsField(label=_("Or these actors"), max_length=2000, required=False)

    def offer(self):
        chosen = self.data.get("alliance")
        self.alliances = {
            alliance.slug: alliance
            for alliance in Alliance.objects.select_related("treaty__force")
            if alliance.slug == chosen or alliance.existed(self.day) is not Answer.NO
        }
        offered_ones = self.alliances.values()
        names = DayNames(self.day, self.revision)
        called, short = names.alliances(offered_ones), names.abbreviations(offered_ones)
        self.fields["alliance"].choices = offered(
            (slug, short[alliance.pk] or called[alliance.pk])
            for slug, alliance in self.alliances.items()
        )
        super().offer()
