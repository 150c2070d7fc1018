"""The paths of the site, and one that does nothing: what any page costs at least."""

from django.http import HttpResponse
from django.urls import include, path


def empty(request):
    return HttpResponse("ok")


urlpatterns = [path("empty/", empty), path("", include("config.urls"))]
