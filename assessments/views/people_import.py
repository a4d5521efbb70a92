from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View

from assessments import workflow
from assessments.choices import Outcome
from assessments.document import read_people, write_people_template
from assessments.forms import CheckedListForm, PeopleImportForm
from assessments.permissions import Right
from assessments.views.access import AssessmentAccess
from uploads.kinds import XLSX
from uploads.refusal import Refused
from workflows.problems import Problem


class PeopleImport(AssessmentAccess, FormView):
    """A list of people is read and shown: what each row would do, and what stands against it. Nothing is saved."""

    right = Right.MANAGE
    form_class = PeopleImportForm
    template_name = "assessments/people_import.html"

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        try:
            rows, faults = read_people(file.read(), file.inspected.extension)
        except Refused as refused:
            form.add_error("file", refused.reason)
            return self.form_invalid(form)
        if faults:
            return self.faulty(form, faults)
        try:
            planned = workflow.plan_roles(assessment=self.assessment, rows=rows, by=self.request.user)
        except workflow.FaultyList as found:
            return self.faulty(form, found.faults)
        changes = [row for row in planned if row.outcome != Outcome.NOTHING]
        checked = CheckedListForm.asking(rows, self.assessment, self.request.user) if changes else None
        return self.shown(200, planned=planned, changes=len(changes), checked_form=checked)

    def faulty(self, form, faults):
        form.add_error("file", _("The list has faults. Nobody is named."))
        return self.shown(422, form=form, faults=faults)

    def form_invalid(self, form):
        return self.shown(422, form=form)

    def shown(self, status, **context):
        context.setdefault("form", PeopleImportForm())
        return render(self.request, self.template_name, self.get_context_data(**context), status=status)


class PeopleImportConfirm(PeopleImport):
    """Takes the list that was read and shown, as it stands signed on that page."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        form = CheckedListForm(request.POST)
        rows = form.rows_for(self.assessment, request.user) if form.is_valid() else None
        if rows is None:
            return self.shown(409, problems=[Problem(_("This page is too old. Send the list once more."))])
        try:
            planned = workflow.assign_in_bulk(assessment=self.assessment, rows=rows, by=request.user)
        except workflow.FaultyList as found:
            changed = Problem(_("Something has changed since the list was read. Nobody is named."))
            return self.shown(409, problems=[changed], faults=found.faults)
        self.say(sum(row.outcome != Outcome.NOTHING for row in planned))
        return redirect("assessment-people", self.assessment.pk)

    def say(self, given):
        text = ngettext("%d role was given.", "%d roles were given.", given) % given
        messages.success(self.request, text if given else _("Everybody in the list has the role already."))


class PeopleTemplate(AssessmentAccess, View):
    """The empty list, as a workbook in the language of the page."""

    right = Right.MANAGE

    def get(self, request, **kwargs):
        name = _("people") + ".xlsx"
        return HttpResponse(
            write_people_template(),
            content_type=XLSX.media_type,
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )
