from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from assessments import workflow
from assessments.forms import AssessmentForm, DueDatesForm, RoleForm
from assessments.models import Part, RoleAssignment
from assessments.permissions import SET_UP, Right
from assessments.views.access import AssessmentAccess
from workflows.engine import TransitionRefused


class AssessmentNew(PermissionRequiredMixin, FormView):
    permission_required = SET_UP
    form_class = AssessmentForm
    template_name = "assessments/assessment_new.html"

    def form_valid(self, form):
        try:
            assessment = workflow.set_up_assessment(**form.cleaned_data, by=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The assessment is set up. Name the people who take part."))
        return redirect("assessment-people", assessment.pk)


class AssessmentDates(AssessmentAccess, FormView):
    right = Right.MANAGE
    form_class = DueDatesForm
    template_name = "assessments/assessment_dates.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"sections": self.assessment.sections.in_order()}

    def form_valid(self, form):
        workflow.set_due_dates(assessment=self.assessment, dates=form.dates(), by=self.request.user)
        messages.success(self.request, _("The dates are set."))
        return redirect(self.assessment)


class AssessmentPeople(AssessmentAccess, FormView):
    """Who takes part; those who may name people do it here."""

    form_class = RoleForm
    template_name = "assessments/assessment_people.html"

    def load(self):
        self.may_name = bool(self.held & {Right.MANAGE, Right.HAND_OVER})
        if Right.VIEW_ANSWERS not in self.held or (self.request.method == "POST" and not self.may_name):
            raise PermissionDenied

    def get_form_kwargs(self):
        parts = Part.objects.filter(section__assessment=self.assessment).in_order()
        return super().get_form_kwargs() | {"held": self.held, "parts": parts}

    def get_context_data(self, **kwargs):
        assignments = list(self.assessment.roles.in_order())
        for assignment in assignments:
            assignment.removable = workflow.may_assign(self.held, assignment.role)
        return super().get_context_data(assignments=assignments, may_name=self.may_name, **kwargs)

    def form_valid(self, form):
        user = workflow.invite_to_role(assessment=self.assessment, by=self.request.user, **form.cleaned_data)
        if user.has_usable_password():
            text = _("%(name)s takes part now.")
        else:
            text = _("%(name)s takes part now, and gets an invitation by mail.")
        messages.success(self.request, text % {"name": user.name})
        return redirect("assessment-people", self.assessment.pk)


class RoleRemove(AssessmentAccess, View):
    http_method_names = ["post"]

    def load(self):
        roles = RoleAssignment.objects.filter(assessment=self.assessment).select_related("user")
        self.assignment = get_object_or_404(roles, pk=self.kwargs["role"])
        if not workflow.may_assign(self.held, self.assignment.role):
            raise PermissionDenied

    def post(self, request, **kwargs):
        who = {"name": self.assignment.user.name, "role": self.assignment.get_role_display()}
        try:
            workflow.remove_role(assignment=self.assignment, by=request.user)
        except TransitionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("%(name)s no longer has the role: %(role)s.") % who)
        return redirect("assessment-people", self.assessment.pk)
