from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import ListView, TemplateView

from assessments import report
from assessments.forms import WorkFilterForm
from assessments.models import RoleAssignment
from assessments.permissions import RIGHTS, SET_UP, Right
from assessments.views.access import AssessmentAccess
from assessments.workflow import ASSESSMENT
from workflows.engine import available


@method_decorator(never_cache, name="dispatch")
class MyWork(LoginRequiredMixin, ListView):
    """What waits for the person who signed in, over all assessments."""

    template_name = "assessments/my_work.html"
    paginate_by = 20

    def get_queryset(self):
        user = self.request.user
        self.roles = RoleAssignment.objects.held_by(user)
        self.form = WorkFilterForm(self.request.GET, roles=self.roles)
        return report.find_work(user, self.form.wanted())

    def get_context_data(self, **kwargs):
        user = self.request.user
        rights = frozenset[Right]().union(*(RIGHTS[role] for role in self.roles))
        context = super().get_context_data(
            form=self.form,
            filtered=self.form.filtered,
            may_set_up=user.has_perm(SET_UP),
            reviews=Right.REVIEW in rights,
            coordinates=Right.MANAGE in rights,
            **kwargs,
        )
        work = report.work_of(user, asked=self.form.wanted(), among=context["object_list"])
        return context | {"work": work}


class AssessmentDetail(AssessmentAccess, TemplateView):
    """The home of an assessment: a task list of its domains and parts."""

    template_name = "assessments/assessment_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            sections=report.task_list(self.assessment, self.request.user, self.held),
            steps=available(ASSESSMENT, self.assessment, self.held),
            **kwargs,
        )
