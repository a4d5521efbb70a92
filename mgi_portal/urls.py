from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from api import urls as api
from instruments.views.palette import palette
from mgi_portal import views
from portal.views import sitemaps
from profiles.views.files import FileByDigest

# Administrators sign in like everybody, under the same limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("palette.css", palette, name="palette"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap_section, name="sitemap-section"),
    path("", include("api.urls")),
    path("files/<slug:digest>/<slug:file>.<slug:file_format>", FileByDigest.as_view(), name="file-by-digest"),
    *i18n_patterns(
        path("account/", include("accounts.urls")),
        path("admin/", admin.site.urls),
        path("", include("places.urls")),
        path("", include("instruments.urls")),
        path("", include(api.pages)),
        path("", include("portal.urls")),
        path("", include("profiles.urls")),
        path("", include("assessments.urls")),
    ),
]
