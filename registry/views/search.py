from django.http import HttpRequest, HttpResponse

from registry.models.search import WORDS
from registry.queries.search import search
from registry.views.base import PublicView

COLUMNS = ["noun", "slug", "title", "detail", "url"]


class Search(PublicView):
    """Treaties by title or citation, everything else by any name, old ones included."""

    def get(self, request: HttpRequest) -> HttpResponse:
        q = " ".join(request.GET.get("q", "")[:200].replace("\0", " ").split()[:WORDS])
        groups = list(search(q, self.moment.day, self.revision)) if q else []
        hits = [hit for group in groups for hit in group["hits"]]
        if self.format == "json":
            return self.data({"q": q, "count": len(hits), "results": hits, "next": None})
        if self.format in ("csv", "xlsx"):
            return self.download(hits, COLUMNS, "search")
        return self.page("registry/search.html", {"q": q, "groups": groups, "hits": hits})
