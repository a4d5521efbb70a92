from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from portal.views import changes, domains, feeds, findings, home, pages, places, publications
from profiles.choices import PageKey


class NameConverter(SlugConverter):
    """A country or place in an address: a slug that can’t be taken for a year."""

    regex = rf"(?![0-9]+/){SlugConverter.regex}"


register_converter(NameConverter, "name")

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("profiles/", publications.PublicationList.as_view(), name="profile-list"),
    path("profiles/feed/", feeds.edition_feed, name="profile-feed"),
    path("profiles/places/", places.PlaceList.as_view(), name="place-list"),
    path("profiles/<name:country>/", places.CountryDetail.as_view(), name="country-detail"),
    path("profiles/<name:country>/<name:place>/", places.PlaceDetail.as_view(), name="place-detail"),
    path("profiles/<slug:country>/<int:year>/changes/", changes.Changes.as_view(), name="country-changes"),
    path(
        "profiles/<slug:country>/<slug:place>/<int:year>/changes/",
        changes.Changes.as_view(),
        name="profile-changes",
    ),
    path("findings/", findings.FindingList.as_view(), name="finding-list"),
    path("domains/", domains.DomainList.as_view(), name="domain-list"),
    path("domains/<slug:slug>/", domains.DomainDetail.as_view(), name="domain-detail"),
    path("about/", pages.Page.as_view(key=PageKey.ABOUT), name="about"),
    path("process/", pages.Page.as_view(key=PageKey.PROCESS), name="page-process"),
    path("method/", pages.Page.as_view(key=PageKey.METHOD), name="page-method"),
    path("accessibility/", pages.Page.as_view(key=PageKey.ACCESSIBILITY), name="page-accessibility"),
    path("privacy/", pages.Page.as_view(key=PageKey.PRIVACY), name="page-privacy"),
    path("open-data/", pages.Page.as_view(key=PageKey.OPEN_DATA), name="page-open-data"),
    path("glossary/", pages.Glossary.as_view(), name="page-glossary"),
]
