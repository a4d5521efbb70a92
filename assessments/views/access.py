from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from assessments.models import Assessment, Part


@method_decorator(never_cache, name="dispatch")
class AssessmentAccess(LoginRequiredMixin):
    """Loads the assessment of the page: not visible is 404, visible without `right` is 403. No cache keeps it."""

    right = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.assessment = self.find()
        self.held = request.user.rights_on(self.assessment)
        self.load()
        if self.right is not None and self.right not in self.held:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def find(self):
        """The assessment that the page belongs to; raises Http404 when the person may not see it."""
        visible = Assessment.objects.visible_to(self.request.user).for_detail()
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def load(self):
        """Further objects of the page; raises Http404, or PermissionDenied."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"assessment": self.assessment, "held": self.held})


class SectionAccess(AssessmentAccess):
    """Also loads the section; a contributor sees those in which parts were handed over."""

    def load(self):
        sections = self.assessment.sections.in_order()
        self.section = get_object_or_404(sections, domain__slug=self.kwargs["domain"])
        self.section.assessment = self.assessment
        parts = Part.objects.filter(section=self.section).visible_to(self.request.user, self.held)
        self.parts = list(parts.with_progress().in_order())
        if not self.parts:
            raise Http404

    def get_context_data(self, **kwargs):
        shown = {"section": self.section, "domain": self.section.domain, "parts": self.parts}
        return super().get_context_data(**kwargs | shown)
