from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments import report, workflow
from assessments.choices import Disclosure
from assessments.forms import CompareForm, RestoreForm
from assessments.models import Answer
from assessments.permissions import Right
from assessments.views.access import PartAccess
from workflows.engine import TransitionRefused

PER_PAGE = 50


class AnswerAccess(PartAccess):
    """Also loads the answer of the address, with its question."""

    def load(self):
        super().load()
        answers = Answer.objects.filter(part=self.part, indicator__code=self.kwargs["code"])
        self.answer = (
            answers.select_related("indicator__scale", "current")
            .prefetch_related("indicator__scale__options")
            .first()
        )
        if self.answer is None:
            raise Http404
        self.answer.assessment, self.answer.part = self.assessment, self.part
        self.may_answer = self.may_answer_here()
        self.reads_internal = Right.VIEW_INTERNAL in self.held or self.may_answer
        if self.answer.disclosure == Disclosure.INTERNAL and not self.reads_internal:
            raise Http404

    def compare(self, before, after):
        return report.compare(self.answer, before, after, internal=self.reads_internal)

    def revisions(self, *numbers):
        """Those of these numbers, with all that they say."""
        found = self.answer.revisions.filter(number__in=[number for number in numbers if number])
        return {revision.number: revision for revision in found.for_comparing()}

    def get_context_data(self, **kwargs):
        editable = self.may_answer and self.open_now()
        return super().get_context_data(**kwargs | {"answer": self.answer, "editable": editable})


class AnswerHistory(AnswerAccess, TemplateView):
    """Every revision of an answer, and the difference between any two."""

    template_name = "assessments/answer_history.html"

    def get_context_data(self, **kwargs):
        folded = self.request.GET.get("all") != "1"
        entries = report.history_of(self.answer, folded=folded)
        page = Paginator(entries, PER_PAGE).get_page(self.request.GET.get("page"))
        shown = self.answer.revisions.filter(number__in=[entry.last.number for entry in page])
        form = CompareForm(self.request.GET, entries=entries, last=self.answer.revision) if entries else None
        return super().get_context_data(
            page_obj=page,
            folded=folded and any(len(entry.steps) > 1 for entry in entries),
            unfolded=not folded,
            texts={revision.number: revision for revision in shown.for_list()},
            form=form,
            comparison=self.comparison(form),
            **kwargs,
        )

    def comparison(self, form):
        chosen = form.chosen() if form else None
        if chosen is None:
            return None
        found = self.revisions(*chosen)
        before, after = (found.get(number) for number in chosen)
        return self.compare(before, after)


class AnswerRestore(AnswerAccess, TemplateView):
    """Asks before an earlier text is put back, with what would change."""

    template_name = "assessments/answer_restore.html"

    def load(self):
        super().load()
        if not self.may_answer:
            raise PermissionDenied
        if not 0 < self.kwargs["revision"] <= self.answer.revision:
            raise Http404

    def get_context_data(self, **kwargs):
        wanted, present = self.kwargs["revision"], self.answer.revision
        found = self.revisions(wanted, present)
        comparison = self.compare(found[present], found[wanted])
        return super().get_context_data(**kwargs | {"revision": found[wanted], "comparison": comparison})

    def post(self, request, **kwargs):
        form = RestoreForm(request.POST)
        if not form.is_valid():
            raise BadRequest  # the page never sends this
        number = kwargs["revision"]
        try:
            changed = workflow.restore_revision(
                answer=self.answer, number=number, by=request.user, **form.cleaned_data
            )
        except TransitionRefused as refused:
            self.answer.refresh_from_db(fields=["revision", "current"])
            context = self.get_context_data(problems=refused.problems)
            return render(request, self.template_name, context, status=409)
        said = (
            _("The text of revision %d is back.") if changed else _("The answer says what revision %d said.")
        )
        messages.success(request, said % number)
        return redirect("answer-history", *self.address(), self.answer.indicator.code)

    def address(self):
        return self.assessment.pk, self.section.domain.slug, self.part.subcategory.number
