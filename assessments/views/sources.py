from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView, View

from assessments import workflow
from assessments.forms import EvidenceFileForm, SourceEditForm, SourceFilterForm, SourceForm
from assessments.models import Answer, EvidenceFile, Part, Source
from assessments.views.access import AssessmentAccess
from audit.workflow import record_download
from workflows.engine import TransitionRefused


class FilteredSources:
    """The sources of the assessment that the address asks for: `q` in titles and number, `kind`."""

    def filtered(self, sources):
        self.filters = SourceFilterForm(self.request.GET)
        if not self.filters.is_valid():
            return sources
        if kind := self.filters.cleaned_data["kind"]:
            sources = sources.filter(kind=kind)
        return sources.matching(self.filters.cleaned_data["q"])


class SourceList(FilteredSources, AssessmentAccess, ListView):
    """The library of sources that the answers of the assessment cite; to contributors, those that concern them."""

    template_name = "assessments/source_list.html"
    paginate_by = 50

    def get_queryset(self):
        visible = Source.objects.filter(assessment=self.assessment).visible_to(self.request.user, self.held)
        return self.filtered(visible).with_uses(self.request.user, self.held).in_order()

    def get_context_data(self, **kwargs):
        may_add = self.assessment.answerable and workflow.may_add_sources(self.assessment, self.request.user)
        asked = any(self.filters.cleaned_data.values()) if self.filters.is_valid() else True
        return super().get_context_data(may_add=may_add, filters=self.filters, filtered=asked, **kwargs)


class SourcePage(AssessmentAccess):
    """A page of one source; one that the reader may not see is 404."""

    to_change = False

    def load(self):
        visible = Source.objects.filter(assessment=self.assessment).visible_to(self.request.user, self.held)
        self.source = get_object_or_404(visible.select_related("added_by"), pk=self.kwargs["source"])
        self.source.assessment = self.assessment
        self.may_change = workflow.may_change_source(self.source, self.request.user)
        if not self.may_change and (self.to_change or self.request.method == "POST"):
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        return super().get_context_data(source=self.source, may_change=self.may_change, **kwargs)

    def address(self):
        return reverse("source-detail", args=[self.assessment.pk, self.source.pk])

    def refused(self, form, problems):
        context = self.get_context_data(form=form, problems=problems)
        return render(self.request, self.template_name, context, status=409)


class SourceDetail(SourcePage, FormView):
    """What is told of a source, its files, and the answers that cite it."""

    form_class = EvidenceFileForm
    template_name = "assessments/source_detail.html"

    def get_context_data(self, **kwargs):
        parts = Part.objects.filter(section__assessment=self.assessment).visible_to(
            self.request.user, self.held
        )
        settled = Answer.objects.approved_on(self.source).exists()
        return super().get_context_data(
            files=self.source.files.select_related("uploaded_by").in_order(),
            citations=self.source.citations.current_in(parts).shown_to(self.request.user, self.held),
            collecting=self.may_change and self.assessment.answerable,
            editable=self.may_change and self.assessment.answerable and not settled,
            settled=settled,
            **kwargs,
        )

    def form_valid(self, form):
        try:
            workflow.add_file(source=self.source, upload=form.cleaned_data["file"], by=self.request.user)
        except TransitionRefused as refused:
            return self.refused(form, refused.problems)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The file is kept."))
        return redirect(self.address())

    def form_invalid(self, form):
        return render(self.request, self.template_name, self.get_context_data(form=form), status=422)


class SourceEdit(SourcePage, FormView):
    form_class = SourceEditForm
    template_name = "assessments/source_edit.html"
    to_change = True

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Source.objects.get(pk=self.source.pk)}

    def form_valid(self, form):
        try:
            workflow.change_source(source=self.source, by=self.request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            return self.refused(form, refused.problems)
        messages.success(self.request, _("Saved."))
        return redirect(self.address())


class SourceNew(AssessmentAccess, FormView):
    form_class = SourceForm
    template_name = "assessments/source_new.html"

    def load(self):
        if not workflow.may_add_sources(self.assessment, self.request.user):
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=self.next_url(), **kwargs)

    def next_url(self):
        return safe_next(self.request) or reverse("source-list", args=[self.assessment.pk])

    def form_valid(self, form):
        upload = form.cleaned_data.pop("file")
        try:
            workflow.tell_source(
                assessment=self.assessment, by=self.request.user, upload=upload, **form.cleaned_data
            )
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return render(self.request, self.template_name, context, status=409)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The source is in the list now: any answer can cite it."))
        return redirect(self.next_url())


def safe_next(request):
    """The address within the site to which the page was asked to lead back; empty where there is none."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""


# Files --------------------------------------------------------------------------------------------


class EvidencePage(AssessmentAccess):
    """Something of one file; one that the reader may not see is 404."""

    def load(self):
        files = EvidenceFile.objects.filter(source__assessment=self.assessment)
        visible = files.visible_to(self.request.user, self.held).select_related("source")
        self.file = get_object_or_404(visible, pk=self.kwargs["file"])
        self.file.source.assessment = self.assessment


class EvidenceFileShow(EvidencePage, View):
    """The content of a file: to be kept by the reader, never to be shown inside the site."""

    http_method_names = ["get", "head"]

    def get(self, request, **kwargs):
        try:
            content = default_storage.open(self.file.stored)
        except FileNotFoundError as error:
            raise Http404 from error
        if request.method != "HEAD":
            self.record_download(content)
        return FileResponse(
            content,
            as_attachment=True,
            filename=self.file.name,
            content_type=self.file.media_type,
            headers={
                "Content-Length": str(self.file.size),
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "X-Content-Type-Options": "nosniff",
            },
        )

    def record_download(self, content):
        file = self.file
        told = {"name": file.name, "size": file.size, "sha256": file.sha256}
        try:
            record_download(matter=self.assessment.matter, by=self.request.user, **told)
        except Exception:
            content.close()
            raise


class EvidenceFileRemove(EvidencePage, TemplateView):
    """Asks before a file goes for good."""

    template_name = "assessments/evidence_file_remove.html"

    def load(self):
        super().load()
        if not workflow.may_change_source(self.file.source, self.request.user):
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"file": self.file, "source": self.file.source})

    def post(self, request, **kwargs):
        name = self.file.name
        try:
            workflow.remove_file(file=self.file, by=request.user)
        except TransitionRefused as refused:
            context = self.get_context_data(problems=refused.problems)
            return render(request, self.template_name, context, status=409)
        messages.success(request, _("The file is removed: %s") % name)
        return redirect("source-detail", self.assessment.pk, self.file.source_id)
