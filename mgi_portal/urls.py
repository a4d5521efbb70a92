from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from instruments.views.palette import palette
from mgi_portal import views

# Administrators sign in like everybody, under the same limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("palette.css", palette, name="palette"),
    *i18n_patterns(
        path("about/", views.about, name="about"),
        path("account/", include("accounts.urls")),
        path("admin/", admin.site.urls),
        path("", include("places.urls")),
        path("", include("instruments.urls")),
        path("", include("profiles.urls")),
        path("", include("assessments.urls")),
    ),
]
