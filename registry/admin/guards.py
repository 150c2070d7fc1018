"""What an address may ask of the database, so that none can make it fail."""

import re
from functools import wraps

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.messages import ERROR
from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

SEARCH_WORDS = 12
YEAR = re.compile(r"__(iso_)?year(__|$)")


def without_null(view):
    """Refuse an address with a null character, which no text of PostgreSQL can hold.

    So is a year that no calendar has: Django finds that out only where it writes the query.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise BadRequest("An address cannot hold a null character.")
        for name, values in request.GET.lists():
            if YEAR.search(name) and not all(is_year(text) for text in values):
                raise BadRequest("A year must lie between 1 and 9998.")
        return view(request, *args, **kwargs)

    return guarded


def is_year(text: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,4}", text)) and 0 < int(text) < 9999


def is_number(text):
    """Tell whether this may be the number of a row: ASCII digits, at most 64 bits.

    A row of an open draft has a number below zero.
    """
    text = text.removeprefix("-")
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63


class Guarded:
    """Lists and pages of the admin whose addresses may hold anything."""

    def lookup_allowed(self, lookup, value, request=None):
        """Refuse patterns: the database raises what it cannot compile."""
        is_pattern = lookup.rpartition("__")[2] in ("regex", "iregex")
        return not is_pattern and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request, queryset, search_term):
        """Search for the first words: each of thousands would deepen the query."""
        words = " ".join(search_term.split()[:SEARCH_WORDS])
        return super().get_search_results(request, queryset, words)

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def response_action(self, request, queryset, **place):
        """Refuse an action on what is no row's number; Django asks the database for it."""
        if all(is_number(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            return super().response_action(request, queryset, **place)
        self.message_user(request, _("These rows cannot be found: choose again."), ERROR)
        return None

    def get_object(self, request, object_id, from_field=None):
        """Give the record, or None for a number that no database counts to."""
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            return None

    def get_changeform_initial_data(self, request):
        """Take from the address what may be chosen, and leave out what is no record's number."""
        given = super().get_changeform_initial_data(request)
        for field in (*self.opts.fields, *self.opts.many_to_many):
            if field.is_relation and field.name in given:
                chosen = given[field.name]
                keys = chosen if isinstance(chosen, list) else [chosen]
                if not all(is_number(key) for key in keys):
                    del given[field.name]
        return given
