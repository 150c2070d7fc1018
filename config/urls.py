from django.urls import include, path

from registry.admin.base import site

urlpatterns = [
    path("admin/", site.urls),
    path("", include("registry.urls")),
]

handler500 = "registry.views.errors.server_error"
