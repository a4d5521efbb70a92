from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView

from assessments import workflow
from assessments.choices import ANSWERABLE
from assessments.forms import AnswerForm, SourceForm
from assessments.models import Answer, Source, Verdict
from assessments.permissions import ANSWER_PART, Right
from assessments.views.access import AssessmentAccess, SectionAccess
from assessments.workflow import SECTION
from workflows.engine import TransitionRefused, available, problems


class PartAnswer(SectionAccess, TemplateView):
    """The questionnaire page of one subcategory. Saving a draft never asks for anything."""

    template_name = "assessments/part_answer.html"

    def load(self):
        super().load()
        numbers = {part.subcategory.number: part for part in self.parts}
        number = self.kwargs["number"]
        if number not in numbers:
            raise Http404
        self.part = numbers[number]
        self.part.section = self.section
        self.may_answer = Right.ANSWER in self.held or self.request.user.has_perm(ANSWER_PART, self.part)
        self.editable = self.may_answer and self.assessment.answerable and self.section.state in ANSWERABLE

    def get_context_data(self, forms=None, **kwargs):
        place = self.parts.index(self.part)
        if forms is None and self.editable:
            forms = self.forms()
        remarks = {verdict.revision.answer_id: verdict for verdict in Verdict.objects.remarks(self.section)}
        for form in forms or ():
            form.verdict = remarks.get(form.answer.pk)
        return super().get_context_data(
            part=self.part,
            answer_forms=forms,
            answers=None if forms else Answer.objects.filter(part=self.part).for_reading(),
            may_answer=self.may_answer,
            previous=self.parts[place - 1] if place else None,
            next=self.parts[place + 1] if place + 1 < len(self.parts) else None,
            **kwargs,
        )

    def forms(self, data=None):
        sources = {
            source.pk: source for source in Source.objects.filter(assessment=self.assessment).in_order()
        }
        answers = Answer.objects.filter(part=self.part).for_page()
        language = self.assessment.working_language
        return [AnswerForm(data, answer=answer, sources=sources, language=language) for answer in answers]

    def post(self, request, **kwargs):
        if not self.may_answer:
            raise PermissionDenied
        forms = self.forms(request.POST)
        problems, conflicts = [], []
        if all([form.is_valid() for form in forms]):  # noqa: C419  every form must be checked, not only the first
            try:
                conflicts = workflow.save_answers(
                    part=self.part, drafts=[form.draft() for form in forms], by=request.user
                )
            except TransitionRefused as refused:
                problems = refused.problems
            if not conflicts and not problems:
                return self.saved()
        self.show_conflicts(forms, conflicts)
        status = 409 if conflicts or problems else 422
        context = self.get_context_data(forms=forms, problems=problems, faulty=True, **kwargs)
        return render(request, self.template_name, context, status=status)

    def show_conflicts(self, forms, conflicts):
        """The typed text stays in the field; saving it again means: keep mine."""
        theirs = {conflict.mine.answer_id: conflict.theirs for conflict in conflicts}
        for form in forms:
            revision = theirs.get(form.answer.pk)
            if revision is not None:
                form.theirs = revision
                form.data = form.data.copy()
                form.data[form.add_prefix("revision")] = revision.number
                form.add_error(
                    "statement",
                    _("%s changed this answer meanwhile. Yours isn’t saved yet.") % revision.by.name,
                )

    def saved(self):
        messages.success(self.request, _("Saved."))
        if self.request.POST.get("then") == "source":
            url = reverse("source-new", args=[self.assessment.pk])
            return redirect(f"{url}?next={self.part.get_absolute_url()}")
        if self.request.POST.get("then") == "stay":
            return redirect(self.part)
        place = self.parts.index(self.part)
        return redirect(self.parts[place + 1] if place + 1 < len(self.parts) else self.section)


class SectionCheck(SectionAccess, TemplateView):
    """All answers of a domain on one page, what is missing, and the steps that the reader may take."""

    template_name = "assessments/section_check.html"

    def get_context_data(self, **kwargs):
        answers = Answer.objects.filter(part__in=self.parts).for_reading()
        steps = available(SECTION, self.section, self.held)
        submit = next((step for step in steps if step.name == "submit"), None)
        return super().get_context_data(
            groups=[
                (part, [answer for answer in answers if answer.part_id == part.pk]) for part in self.parts
            ],
            steps=steps,
            missing=problems(submit, self.section, self.request.user) if submit else [],
            may_review=Right.REVIEW in self.held,
            editable=self.section.state in ANSWERABLE and self.assessment.answerable,
            events=self.section.events.select_related("by").order_by("-at", "-pk"),
            **kwargs,
        )


class SourceList(AssessmentAccess, ListView):
    """The library of sources that the answers of the assessment cite."""

    right = Right.VIEW_ANSWERS
    template_name = "assessments/source_list.html"
    paginate_by = 50

    def get_queryset(self):
        return Source.objects.filter(assessment=self.assessment).with_uses().in_order()

    def get_context_data(self, **kwargs):
        may_add = self.assessment.answerable and workflow.may_add_sources(self.assessment, self.request.user)
        return super().get_context_data(may_add=may_add, **kwargs)


class SourceNew(AssessmentAccess, FormView):
    form_class = SourceForm
    template_name = "assessments/source_new.html"

    def load(self):
        if not workflow.may_add_sources(self.assessment, self.request.user):
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=self.next_url(), **kwargs)

    def next_url(self):
        wanted = self.request.POST.get("next") or self.request.GET.get("next") or ""
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()}):
            return wanted
        return reverse("source-list", args=[self.assessment.pk])

    def form_valid(self, form):
        try:
            workflow.add_source(assessment=self.assessment, by=self.request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return render(self.request, self.template_name, context, status=409)
        messages.success(self.request, _("The source is in the list now: choose it under the answer."))
        return redirect(self.next_url())
