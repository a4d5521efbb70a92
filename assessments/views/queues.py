from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import ListView

from assessments import report
from assessments.forms import OversightFilterForm, ReviewFilterForm
from assessments.models import Assessment, ReviewQuery, Section
from instruments.models import Domain


@method_decorator(never_cache, name="dispatch")
class Queue(LoginRequiredMixin, ListView):
    """A list over all assessments in which the person has the right to it; with none of these it is refused."""

    paginate_by = 25
    form_class = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.today = timezone.localdate()
        self.mine = self.assessments(request.user)
        domains = list(Domain.objects.asked_in(self.mine))
        if not domains:
            raise PermissionDenied
        self.form = self.form_class(request.GET, domains=domains)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.form, filtered=self.form.filtered, **kwargs)
        return context | {"lines": self.lines(context["object_list"])}


class ReviewQueue(Queue):
    """The sections of all assessments in which the person reviews: what waits for them, for others, and what is due."""

    template_name = "assessments/review_queue.html"
    form_class = ReviewFilterForm

    def assessments(self, user):
        return Assessment.objects.reviewed_by(user)

    def get_queryset(self):
        user = self.request.user
        sections = self.form.narrowed(Section.objects.reviewed_by(user))
        tabs = sections.tabs(ReviewQuery.objects.waiting_for(user), self.today + report.SOON)
        self.counts = sections.counts(tabs)
        return sections.filter(tabs[self.form.asked("tab")]).for_queue(self.form.date)

    def get_paginator(self, *args, **kwargs):
        paginator = super().get_paginator(*args, **kwargs)
        paginator.count = self.counts[self.form.asked("tab")]
        return paginator

    def lines(self, sections):
        return report.review_lines(self.request.user, sections, self.today)

    def get_context_data(self, **kwargs):
        tabs = [(name, label, self.counts[name]) for name, label in self.form.tabs.items()]
        return super().get_context_data(tabs=tabs, tab=self.form.asked("tab"), **kwargs)


class Oversight(Queue):
    """All assessments that the person coordinates: where each section stands, and who never signed in."""

    template_name = "assessments/oversight.html"
    form_class = OversightFilterForm

    def assessments(self, user):
        return Assessment.objects.managed_by(user)

    def get_queryset(self):
        return self.form.narrowed(self.mine, self.today).for_detail()

    def lines(self, assessments):
        return report.oversight_lines(assessments, self.today)
