from django.urls import path, re_path

from api.views import answering, docs, files, lists

country = "<slug:country>/<int:year>"
place = "<slug:country>/<slug:place>/<int:year>"

urlpatterns = [
    path("api/v1", lists.Start.as_view(), name="api-start"),
    path("api/v1/", lists.Start.as_view(), name="api-index"),
    path("api/v1/openapi.json", lists.Described.as_view(), name="api-openapi"),
    path("api/v1/profiles", lists.ProfileList.as_view(), name="api-profiles"),
    path(f"api/v1/profiles/{country}", lists.ProfileOne.as_view(), name="api-profile-country"),
    path(f"api/v1/profiles/{place}", lists.ProfileOne.as_view(), name="api-profile"),
    path(f"api/v1/editions/{country}/<slug:edition>", lists.EditionOne.as_view(), name="api-edition-country"),
    path(f"api/v1/editions/{place}/<slug:edition>", lists.EditionOne.as_view(), name="api-edition"),
    path("api/v1/findings", lists.FindingList.as_view(), name="api-findings"),
    path("api/v1/places", lists.PlaceList.as_view(), name="api-places"),
    path("api/v1/domains", lists.DomainList.as_view(), name="api-domains"),
    path("api/v1/tags", lists.TagList.as_view(), name="api-tags"),
    path("api/v1/instruments", lists.InstrumentList.as_view(), name="api-instruments"),
    path(
        "api/v1/instruments/<slug:slug>/<str:version>", lists.InstrumentOne.as_view(), name="api-instrument"
    ),
    re_path(r"^api/", answering.Nothing.as_view(), name="api-nothing"),
    path("data/datapackage.json", files.DataPackage.as_view(), name="data-package"),
    path("data/profiles.csv", files.ProfileTable.as_view(), name="data-profiles"),
    path("data/findings.csv", files.FindingTable.as_view(), name="data-findings"),
]

pages = [path("open-data/api/", docs.ApiDocs.as_view(), name="api-docs")]
