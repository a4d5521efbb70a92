from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from assessments.choices import ANSWERABLE, HandoverState
from assessments.models import Assessment, Part
from assessments.permissions import ANSWER_PART, Right, entrance, oversees, writes


@method_decorator(never_cache, name="dispatch")
class AssessmentAccess(LoginRequiredMixin):
    """Loads the assessment of the page: not visible is 404, visible without `right` is 403. No cache keeps it.

    Both are recorded (`audit/middleware.py`): in the assessment's own log where the person sees the assessment.
    """

    right = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        request.hides = True
        self.assessment, self.held = self.find()
        request.matter = self.assessment.matter
        self.load()
        request.hides = False
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
        self.parts = list(visible.with_progress(self.request.user, self.held).in_order())
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


class PartAccess(SectionAccess):
    """Also loads the part: whether the person may answer it, and whether that is possible now."""

    def load(self):
        super().load()
        numbers = {part.subcategory.number: part for part in self.parts}
        if self.kwargs["number"] not in numbers:
            raise Http404
        self.part = numbers[self.kwargs["number"]]
        self.may_answer = self.may_answer_here()
        self.editable = self.may_answer and self.open_now()

    def may_answer_here(self):
        return writes(self.held) or self.request.user.has_perm(ANSWER_PART, self.part)

    def open_now(self):
        return self.assessment.answerable and self.section.state in ANSWERABLE and with_reader(self.part)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"part": self.part, "may_answer": self.may_answer})


def with_reader(part):
    """Whether a contributor has the part, rather than having handed it back; it's true of everybody else."""
    return getattr(part, "handover_state", None) in (None, HandoverState.HANDED_OVER)


@method_decorator(never_cache, name="dispatch")
class OversightAccess(LoginRequiredMixin):
    """For those who review or coordinate at least one assessment; anybody else gets 403. No cache keeps it."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not oversees(request.user):
            raise PermissionDenied
        request.hides = True
        self.load()
        request.hides = False
        return super().dispatch(request, *args, **kwargs)

    def load(self):
        """Further objects of the page; raises Http404, or PermissionDenied."""
