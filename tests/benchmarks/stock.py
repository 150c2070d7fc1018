"""The same rows through Django's generic views, as they are written first: ours stand beside them.

Lists are in the model's own order, with their relations fetched along and a form of their filter;
what a row holds is what ours holds. They read what the registry derives, such as the status of the
day, and work out nothing from the acts. They know no other day, keep nothing between requests, and
say dates as they are stored. An engine of Django's own reads their templates (`STOCK`, peers.py).
"""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.generic import DetailView, ListView

from registry.choices import TreatyForm, TreatyKind
from registry.models import Participation, Phase, Topic, Treaty, TreatyAction
from registry.models.phases import counts_on
from registry.queries.search import HITS
from registry.views.base import PAGE_SIZE
from tests.benchmarks.urls import handler500
from tests.benchmarks.urls import urlpatterns as site

__all__ = ["handler500", "urlpatterns"]

ENGINE = "stock"
ANY = [("", "Any")]


class TreatyFilter(forms.Form):
    q = forms.CharField(label="Words", required=False)
    kind = forms.ChoiceField(choices=[*ANY, *TreatyKind.choices], required=False)
    form = forms.ChoiceField(choices=[*ANY, *TreatyForm.choices], required=False)
    topic = forms.ModelChoiceField(
        Topic.objects.all(), to_field_name="slug", empty_label="Any", required=False
    )

    def narrow(self, treaties: QuerySet) -> QuerySet:
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        if words := wanted.pop("q", ""):
            treaties = treaties.filter(title__icontains=words)
        if topic := wanted.pop("topic", None):
            treaties = treaties.filter(topics=topic)
        return treaties.filter(**wanted)


class TreatyList(ListView):
    template_engine = ENGINE
    template_name = "stock/treaty_list.html"
    paginate_by = PAGE_SIZE

    def get_queryset(self):
        self.day = timezone.localdate()
        self.filter = TreatyFilter(self.request.GET)
        phases = Prefetch("phases", Phase.objects.on(self.day), to_attr="phases_of_the_day")
        treaties = Treaty.objects.select_related("force").prefetch_related(phases)
        return self.filter.narrow(treaties)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for treaty in context["object_list"]:
            add_the_phase(treaty, self.day)
        return context | {"filter": self.filter}


def add_the_phase(treaty: Treaty, day: date) -> None:
    treaty.phase = next(iter(treaty.phases_of_the_day), None)
    if treaty.phase:
        treaty.parties, treaty.signatures = counts_on(treaty.phase.counts, day)


class FacetedList(TreatyList):
    def get_context_data(self, **kwargs):
        treaties = self.object_list.order_by()
        return super().get_context_data(**kwargs) | {
            "facets": [
                ("kind", counted(treaties, "kind", dict(TreatyKind.choices))),
                ("form", counted(treaties, "form", dict(TreatyForm.choices))),
                (
                    "topic",
                    counted(
                        treaties.filter(topics__isnull=False),
                        "topics__slug",
                        dict(Topic.objects.values_list("slug", "name")),
                    ),
                ),
            ]
        }


def counted(treaties: QuerySet, column: str, labels: dict[str, str]) -> list[tuple[str, str, int]]:
    numbers = treaties.values_list(column).annotate(number=Count("pk")).order_by("-number")
    return [(value, labels[value], number) for value, number in numbers]


class TreatySearch(TreatyList):
    paginate_by = HITS


class TreatyData(TreatyList):
    def render_to_response(self, context, **kwargs):
        page = context["page_obj"]
        return JsonResponse(
            {
                "count": page.paginator.count,
                "next": page.has_next() and page.next_page_number(),
                "results": [told(treaty, self.request) for treaty in page],
            }
        )


def told(treaty: Treaty, request: HttpRequest) -> dict[str, Any]:
    phase = treaty.phase
    return {
        "slug": treaty.slug,
        "url": request.build_absolute_uri(treaty.get_absolute_url()),
        "title": treaty.title,
        "short_title": treaty.short_title,
        "kind": treaty.kind,
        "kind_label": treaty.get_kind_display(),
        "form": treaty.form,
        "form_label": treaty.get_form_display(),
        "concluded_on": str(treaty.concluded_on or ""),
        "concluded_at": treaty.concluded_at,
        "status": phase and phase.status,
        "status_label": phase and phase.get_status_display(),
        "status_reason": phase and str(phase),
        "in_force_on": str(treaty.force.in_force_on or ""),
        "signatures": phase and treaty.signatures.as_json(),
        "parties": phase and treaty.parties.as_json(),
    }


class TreatyDetail(DetailView):
    template_engine = ENGINE
    template_name = "stock/treaty_detail.html"
    queryset = Treaty.objects.select_related("source", "force").prefetch_related(
        "topics",
        "citations",
        "depositaries",
        Prefetch("participations", Participation.objects.select_related("actor", "basis__source")),
        Prefetch("actions", TreatyAction.objects.select_related("actor", "toward", "source")),
    )


urlpatterns = [
    path("stock/treaties/", TreatyList.as_view(), name="stock_list"),
    path("stock/treaties.json", TreatyData.as_view()),
    path("stock/treaties/<slug:slug>/", TreatyDetail.as_view(), name="stock_detail"),
    path("stock/facets/", FacetedList.as_view()),
    path("stock/search/", TreatySearch.as_view()),
    *site,
]
