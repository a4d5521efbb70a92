from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from assessments import workflow
from assessments.forms import AssessmentForm
from assessments.permissions import SET_UP


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
