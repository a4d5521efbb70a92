from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView, TemplateView

from assessments import workflow
from assessments.choices import ANSWERABLE
from assessments.document import differences_of, write_paper, write_workbook
from assessments.forms import PackForm, PackReturnForm
from assessments.models import Pack, PackReturn
from assessments.permissions import Right
from assessments.views.access import SectionAccess
from audit.workflow import record_download
from uploads.refusal import Refused
from workflows.engine import TransitionRefused
from workflows.problems import Problem

WRITERS = {"xlsx": write_workbook, "docx": write_paper}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class PackAccess(SectionAccess):
    """The packs of a section: for those who may give it out."""

    def load(self):
        super().load()
        if not workflow.may_make_packs(self.held):
            raise PermissionDenied
        self.may_answer = Right.ANSWER in self.held
        self.open = self.assessment.answerable and self.section.state in ANSWERABLE

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_answer=self.may_answer, open=self.open, **kwargs)


class SectionPacks(PackAccess, ListView):
    """What was given out of a section and what came back; a returned workbook is uploaded here."""

    template_name = "assessments/pack_list.html"
    paginate_by = 20

    def get_queryset(self):
        return Pack.objects.filter(section=self.section).for_list(PackReturn.objects.newest_first())

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", PackForm(initial={"language": self.assessment.working_language}))
        kwargs.setdefault("return_form", PackReturnForm())
        return super().get_context_data(**kwargs)

    def post(self, request, **kwargs):
        if not self.may_answer:
            raise PermissionDenied
        form = PackReturnForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.shown(422, return_form=form)
        try:
            returned = self.receive_workbook(form.cleaned_data["file"])
        except TransitionRefused as refused:
            return self.shown(409, return_form=form, problems=refused.problems)
        except Refused as refused:
            form.add_error("file", refused.reason)
        except ValidationError as error:
            form.add_error("file", error)
        except workflow.FaultyWorkbook as faulty:
            form.add_error("file", _("Cells of the workbook can’t be read. Nothing of it was kept."))
            return self.shown(422, return_form=form, faults=faulty.faults)
        else:
            return self.taken_back(returned)
        return self.shown(422, return_form=form)

    def taken_back(self, returned):
        messages.success(self.request, _("The workbook was read. No answer was changed by it yet."))
        address = self.assessment.pk, self.section.domain.slug, returned.pack_id, returned.pk
        return redirect("pack-return", *address)

    def receive_workbook(self, file):
        return workflow.receive_workbook(
            section=self.section, file_name=file.name, data=file.read(), by=self.request.user
        )

    def shown(self, status, **context):
        self.object_list = self.get_queryset()
        return render(
            self.request, self.template_name, self.get_context_data(faulty=True, **context), status=status
        )


class PackNew(SectionPacks):
    """Makes a pack, and answers with its file."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        form = PackForm(request.POST)
        if not form.is_valid():
            return self.shown(422, form=form)
        language, shape = form.cleaned_data["language"], form.cleaned_data["shape"]
        pack, contents = workflow.make_pack(section=self.section, language=language, by=request.user)
        content, name = WRITERS[shape](contents, pack), self.name(language, shape)
        record_download(matter=self.assessment.matter, by=request.user, name=name, content=content)
        return HttpResponse(
            content,
            content_type=TYPES[shape],
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )

    def name(self, language, shape):
        place = self.assessment.jurisdiction.slug
        return f"{place}-{self.assessment.year}-{self.section.domain.slug}-{language}.{shape}"


class PackReturnPage(PackAccess, TemplateView):
    """What a returned workbook says otherwise, answer by answer, to be taken or left."""

    template_name = "assessments/pack_return.html"

    def load(self):
        super().load()
        returns = PackReturn.objects.filter(pack__section=self.section, pack=self.kwargs["pack"])
        self.returned = get_object_or_404(returns.newest_first(), pk=self.kwargs["returned"])
        self.returned.pack.section = self.section

    def get_context_data(self, **kwargs):
        differences = differences_of(self.returned)
        pending = [each for each in differences if each.pending]
        shown = {
            "returned": self.returned,
            "differences": differences,
            "pending": pending,
            "untouched": [each for each in pending if not each.overtaken],
        }
        return super().get_context_data(**kwargs | shown)

    def post(self, request, **kwargs):
        if not self.may_answer:
            raise PermissionDenied
        take, leave = self.wanted()
        if not take and not leave:
            return self.shown(422, [Problem(_("Choose an answer to take or to leave."))])
        try:
            if take:
                workflow.take_changes(returned=self.returned, revisions=take, by=request.user)
            if leave:
                workflow.leave_changes(returned=self.returned, changes=leave, by=request.user)
        except TransitionRefused as refused:
            return self.shown(409, refused.problems)
        self.say(take)
        return redirect(f"{request.path}#change-{next(iter(take or leave))}")

    def wanted(self):
        """The changes to take, with the revision that the person compared each with; and those to leave."""
        try:
            pairs = [value.split("-") for value in self.request.POST.getlist("take")]
            take = {int(change): int(revision) for change, revision in pairs}
            return take, [int(change) for change in self.request.POST.getlist("leave")]
        except ValueError as error:
            raise BadRequest from error

    def say(self, take):
        if take:
            text = ngettext("%d answer was taken over.", "%d answers were taken over.", len(take)) % len(take)
        else:
            text = _("The answer stays as it is.")
        messages.success(self.request, text)

    def shown(self, status, problems):
        context = self.get_context_data(problems=problems)
        return render(self.request, self.template_name, context, status=status)
