from collections.abc import Iterator
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from registry.models.search import WORDS, words_of
from registry.queries.misspelt import corrected
from registry.queries.reference import reference
from registry.queries.search import actor_hit, search, unstopped
from registry.views.base import PublicView
from registry.views.meant import meant

COLUMNS = ["noun", "slug", "title", "detail", "url"]


class Search(PublicView):
    """Treaties by title or citation, everything else by any name, old ones included."""

    def get(self, request: HttpRequest) -> HttpResponse:
        q = " ".join(request.GET.get("q", "")[:200].replace("\0", " ").split()[:WORDS])
        groups, hits = [], []
        for words in dict.fromkeys((unstopped(q), q)) if q else ():
            groups = list(self.found(words))
            if hits := [hit for group in groups for hit in group["hits"]]:
                break
        if self.format in ("csv", "xlsx"):
            return self.download(hits, COLUMNS, "search")
        nearest = self.nearest(q) if q and not hits else ""
        if self.format == "json":
            content = {"q": q, "count": len(hits), "results": hits, "next": None}
            return self.data(content | {"did_you_mean": nearest or None})
        context = {"q": q, "groups": groups, "hits": hits, "nearest": nearest}
        if nearest:
            context["nearest_url"] = f"{request.path}?{urlencode({'q': nearest})}"
        return self.page("registry/search.html", context)

    def found(self, q: str) -> Iterator[dict[str, Any]]:
        """Give what bears the words, and first among the actors those that they stand for."""
        day, known = self.moment.day, reference(self.revision)
        for group in search(q, day, self.revision):
            if group["noun"] == "actor":
                called = {hit["slug"] for hit in group["hits"]}
                others = meant(q, day, self.revision).items()
                told = [
                    actor_hit(actor, [], day, known, also=name)
                    for actor, name in others
                    if actor.slug not in called
                ]
                group["hits"] = [*told, *group["hits"]]
            yield group

    def nearest(self, q: str) -> str:
        """Give the words that may have been meant, if anything is found by them on the day."""
        words = corrected(words_of(q), self.revision)
        groups = search(" ".join(words), self.moment.day, self.revision) if words else ()
        found = chain.from_iterable(group["hits"] for group in groups)
        return " ".join(words) if words and any(found) else ""
