from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import FormView

from assessments import workflow
from assessments.choices import AssessmentState
from assessments.forms import DueDatesForm, PassForm
from assessments.models import DueDateChange
from assessments.permissions import Right
from assessments.report import HOLDER, other_side
from assessments.views.access import AssessmentAccess, SectionAccess
from workflows.engine import TransitionRefused


class AssessmentDates(AssessmentAccess, FormView):
    """By when each section is due, and which dates were changed for which reason."""

    right = Right.MANAGE
    form_class = DueDatesForm
    template_name = "assessments/assessment_dates.html"

    def get_form_kwargs(self):
        running = self.assessment.state != AssessmentState.SET_UP
        sections = self.assessment.sections.in_order()
        return super().get_form_kwargs() | {"sections": sections, "running": running}

    def get_context_data(self, **kwargs):
        changes = DueDateChange.objects.filter(section__assessment=self.assessment)
        changes = changes.select_related("section__domain", "by").order_by("-at", "-pk")
        return super().get_context_data(changes=changes, **kwargs)

    def form_valid(self, form):
        reason = form.cleaned_data.get("reason", "")
        try:
            workflow.set_due_dates(
                assessment=self.assessment, dates=form.dates(), reason=reason, by=self.request.user
            )
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return render(self.request, self.template_name, context, status=409)
        messages.success(self.request, _("The dates are set."))
        return redirect(self.assessment)


class SectionPass(SectionAccess, FormView):
    """Those who answer say that it is the other side’s turn with a section."""

    right = Right.ANSWER
    form_class = PassForm
    template_name = "assessments/section_pass.html"

    def get_initial(self):
        return {"holder": other_side(self.section.holder)}

    def get_context_data(self, form=None, **kwargs):
        form = form or self.get_form()
        return super().get_context_data(form=form, holder=form["holder"].value(), **kwargs)

    def form_valid(self, form):
        try:
            workflow.pass_section(section=self.section, by=self.request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return render(self.request, self.template_name, context, status=409)
        said = {"domain": self.section.domain.short_name, "holder": HOLDER[form.cleaned_data["holder"]]}
        messages.success(self.request, _("“%(domain)s” is %(holder)s now.") % said)
        return redirect(self.assessment)
