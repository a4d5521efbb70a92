from django.urls import URLPattern, path, re_path

from api.views import answering, docs
from api.views.interface import interface

# The last address of ninja's is that of its own documentation, which is off.
*addresses, _documentation = interface.urls[0]

urlpatterns = [
    *(URLPattern(each.pattern, answering.open_to_all(each.callback), name=each.name) for each in addresses),
    re_path(r"^api/", answering.no_address, name="api-nothing"),
]

pages = [path("open-data/api/", docs.ApiDocs.as_view(), name="api-docs")]
