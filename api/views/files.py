"""All that is published, as files."""

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse

from api import report
from api.views.answering import OpenData


class DataPackage(OpenData):
    def answer(self):
        return JsonResponse(report.datapackage(), json_dumps_params={"ensure_ascii": False, "indent": 1})


class Table(OpenData):
    """Sent while it is read; of a HEAD nothing is read."""

    def answer(self):
        headers = {"Content-Disposition": f'attachment; filename="{self.name}.csv"'}
        told = {"content_type": "text/csv; charset=utf-8", "headers": headers}
        if self.request.method == "HEAD":
            return HttpResponse(**told)
        return StreamingHttpResponse(self.lines(), **told)


class ProfileTable(Table):
    name, lines = "profiles", staticmethod(report.tables.profiles)


class FindingTable(Table):
    name, lines = "findings", staticmethod(report.tables.findings)
