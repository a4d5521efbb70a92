from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments import workflow
from assessments.choices import SectionState
from assessments.forms import VerdictForm
from assessments.models import Answer
from assessments.permissions import Right
from assessments.views.access import SectionAccess
from assessments.workflow import SECTION
from workflows.engine import TransitionRefused, available


class SectionReview(SectionAccess, TemplateView):
    """The desk of a domain under review: each answer with its sources, verdict and remark."""

    right = Right.REVIEW
    template_name = "assessments/section_review.html"

    def forms(self, data=None):
        answers = Answer.objects.filter(part__section=self.section).for_reading()
        return [VerdictForm(data, answer=answer) if answer.current_id else answer for answer in answers]

    def get_context_data(self, forms=None, **kwargs):
        rows = forms or self.forms()
        verdicts = [row for row in rows if isinstance(row, VerdictForm)]
        return super().get_context_data(
            rows=[(row.answer, row) if isinstance(row, VerdictForm) else (row, None) for row in rows],
            verdict_forms=verdicts,
            editable=self.section.state == SectionState.IN_REVIEW and self.assessment.answerable,
            steps=available(SECTION, self.section, self.held),
            events=self.section.events.select_related("by").order_by("-at", "-pk"),
            **kwargs,
        )

    def post(self, request, **kwargs):
        rows = self.forms(request.POST)
        forms = [form for form in rows if isinstance(form, VerdictForm)]
        problems = []
        if all([form.is_valid() for form in forms]):  # noqa: C419  every form must be checked, not only the first
            try:
                workflow.record_verdicts(
                    section=self.section, drafts=[form.draft() for form in forms], by=request.user
                )
            except TransitionRefused as refused:
                problems = refused.problems
            else:
                messages.success(
                    request, _("Your verdicts are kept. Nobody else sees them until you send the review.")
                )
                return redirect("section-review", self.assessment.pk, self.section.domain.slug)
        context = self.get_context_data(forms=rows, problems=problems, faulty=True, **kwargs)
        return render(request, self.template_name, context, status=409 if problems else 422)
