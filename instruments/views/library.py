from django.http import HttpResponse
from django.views.generic import ListView, TemplateView, View

from audit.workflow import SITE, record_download
from instruments import report, workbook
from instruments.models import Instrument
from instruments.permissions import CHANGE
from instruments.views.access import InstrumentAccess, KeeperAccess
from instruments.workflow import INSTRUMENT
from uploads.kinds import XLSX
from workflows.engine import available


class InstrumentList(KeeperAccess, ListView):
    """All questionnaires with all their versions."""

    template_name = "instruments/instrument_list.html"
    paginate_by = 50

    def get_queryset(self):
        return Instrument.objects.for_list()


class InstrumentDetail(InstrumentAccess, TemplateView):
    """What one version asks: every question with all that is said of it."""

    template_name = "instruments/instrument_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            domains=report.questions_of(self.instrument),
            steps=available(INSTRUMENT, self.instrument, {CHANGE}),
            events=self.instrument.events.select_related("by").order_by("pk"),
            **kwargs,
        )


class InstrumentWorkbook(InstrumentAccess, View):
    def get(self, request, **kwargs):
        content = workbook.export(self.instrument)
        name = f"{self.instrument.slug}-{self.instrument.version}.xlsx"
        if request.method != "HEAD":
            record_download(matter=SITE, by=request.user, name=name, content=content)
        response = HttpResponse(content, content_type=XLSX.media_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
