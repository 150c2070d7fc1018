"""The pages of a long list: counted once, and deep ones found by number before they are read."""

from functools import cached_property

from django.core.paginator import Paginator

from registry.dates import Count
from registry.queries.known import known
from registry.sentences import say

# The first pages are read at once: finding their rows by number first would be a query too many.
NEAR = 500


class KnownPaginator(Paginator):
    """Counts each list once for a revision of the registry: a million rows take long to count.

    A deep page is skipped to among numbers alone, and only its own rows are read with all that
    they name.
    """

    @cached_property
    def count(self):
        return known(self.object_list, self.object_list.count)

    def page(self, number):
        page = super().page(number)
        start, end = page.start_index() - 1, page.end_index()
        if start >= NEAR:
            numbers = self.object_list.values_list("pk", flat=True)[start:end]
            page.object_list = self.object_list.filter(pk__in=list(numbers))
        return page


# So many rows of a search are counted; whoever wants the others adds a word.
MOST_COUNTED = 10_000


class AtLeast(int):
    """A number of rows that nobody has counted to the end."""

    def __str__(self):
        return say(Count(int(self), None))
