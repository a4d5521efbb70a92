from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import ListView, TemplateView

from assessments import report
from assessments.models import Assessment
from assessments.permissions import SET_UP
from assessments.views.access import AssessmentAccess
from assessments.workflow import ASSESSMENT
from workflows.engine import available


@method_decorator(never_cache, name="dispatch")
class MyWork(LoginRequiredMixin, ListView):
    """What waits for the person who signed in, over all assessments."""

    template_name = "assessments/my_work.html"
    paginate_by = 20

    def get_queryset(self):
        return Assessment.objects.for_work(self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(may_set_up=self.request.user.has_perm(SET_UP), **kwargs)
        return context | {"work": report.work_of(self.request.user, among=context["object_list"])}


class AssessmentDetail(AssessmentAccess, TemplateView):
    """The home of an assessment: a task list of its domains and parts."""

    template_name = "assessments/assessment_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            sections=report.task_list(self.assessment, self.request.user, self.held),
            steps=available(ASSESSMENT, self.assessment, self.held),
            **kwargs,
        )
