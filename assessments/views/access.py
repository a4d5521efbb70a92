from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from assessments.models import Assessment, Part
from assessments.permissions import Right, entrance


@method_decorator(never_cache, name="dispatch")
class AssessmentAccess(LoginRequiredMixin):
    """Loads the assessment of the page: not visible is 404, visible without `right` is 403. No cache keeps it."""

    right = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.assessment, self.held = self.find()
        self.load()
        if self.right is not None and self.right not in self.held:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def find(self):
        """The assessment of the page and the person's rights on it; raises Http404 where it isn't visible."""
        try:
            return entrance(self.request.user, self.kwargs["pk"])
        except Assessment.DoesNotExist as error:
            raise Http404 from error

    def load(self):
        """Further objects of the page; raises Http404, or PermissionDenied."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"assessment": self.assessment, "held": self.held})


class SectionAccess(AssessmentAccess):
    """Also loads the section; a contributor sees those in which parts were handed over."""

    def load(self):
        parts = Part.objects.filter(
            section__assessment=self.assessment, section__domain__slug=self.kwargs["domain"]
        )
        if Right.VIEW_ANSWERS not in self.held:
            parts = parts.with_handover_to(self.request.user)
        visible = parts.visible_to(self.request.user, self.held)
        self.parts = list(visible.with_progress().in_order())
        if not self.parts:
            raise Http404
        self.section = self.parts[0].section
        self.section.assessment = self.assessment
        for part in self.parts:
            part.section = self.section

    def get_context_data(self, **kwargs):
        shown = {"section": self.section, "domain": self.section.domain, "parts": self.parts}
        shown |= {
            "answered": sum(part.answered for part in self.parts),
            "total": sum(part.total for part in self.parts),
        }
        return super().get_context_data(**kwargs | shown)
