from django.http import StreamingHttpResponse
from django.views.generic import ListView, View

from assessments import report
from assessments.forms import LogFilterForm
from assessments.permissions import Right
from assessments.views.access import AssessmentAccess
from audit.models import Entry
from audit.workflow import record_download


class AssessmentLog(AssessmentAccess, ListView):
    """What happened in the assessment and who did it, newest first; `kind` and `person` in the address."""

    right = Right.READ_LOG
    template_name = "assessments/assessment_log.html"
    paginate_by = 50

    def get_queryset(self):
        entries = Entry.objects.of(self.assessment.matter)
        self.filters = LogFilterForm(self.request.GET, people=entries.people())
        wanted = self.filters.cleaned_data if self.filters.is_valid() else {}
        self.wanted = {"kind": wanted.get("kind"), "actor": wanted.get("person")}
        return entries.filter(**{name: value for name, value in self.wanted.items() if value}).newest_first()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            filters=self.filters,
            filtered=any(self.wanted.values()),
            checked=report.checked(self.assessment.matter),
            **kwargs,
        )
        return context | {"lines": report.lines_of(context["object_list"])}


class AssessmentLogFile(AssessmentAccess, View):
    """The whole log as a file, whose last line is the one that tells of this download."""

    right = Right.READ_LOG
    http_method_names = ["get"]

    def get(self, request, **kwargs):
        matter = self.assessment.matter
        name = f"{self.assessment.jurisdiction.slug}-{self.assessment.year}-log.csv"
        last = record_download(matter=matter, by=request.user, name=name)
        return StreamingHttpResponse(
            report.file_of(matter, last.number),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
            },
        )
