from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from registry.admin.base import site
from registry.urls import fixed

urlpatterns = [
    path("", include(fixed)),
    *i18n_patterns(
        path("admin/", site.urls),
        path("", include("registry.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "registry.views.errors.bad_request"
handler404 = "registry.views.errors.page_not_found"
handler500 = "registry.views.errors.server_error"
