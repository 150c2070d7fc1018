"""The paths of the site, and one that does nothing: what any page costs at least."""

from django.http import HttpResponse
from django.urls import path

from config.urls import handler500
from config.urls import urlpatterns as site

__all__ = ["handler500", "urlpatterns"]


def empty(request):
    return HttpResponse("ok")


urlpatterns = [path("empty/", empty), *site]
