"""All that is published, as files."""

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Router

from api import report
from api.schema.questions import Question
from api.views.answering import READ, Asked

router = Router()


@router.api_operation(READ, "/datapackage.json", url_name="data-package", include_in_schema=False)
def data_package(request, asked: Asked[Question]):
    return report.datapackage()


@router.api_operation(READ, "/profiles.csv", url_name="data-profiles", include_in_schema=False)
def profile_table(request, asked: Asked[Question]):
    return table(request, "profiles", report.tables.profiles)


@router.api_operation(READ, "/findings.csv", url_name="data-findings", include_in_schema=False)
def finding_table(request, asked: Asked[Question]):
    return table(request, "findings", report.tables.findings)


def table(request, name, lines):
    """Sent while it is read; of a HEAD nothing is read."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    told = {"content_type": "text/csv; charset=utf-8", "headers": headers}
    return HttpResponse(**told) if request.method == "HEAD" else StreamingHttpResponse(lines(), **told)
