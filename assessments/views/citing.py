from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments import workflow
from assessments.forms import CiteForm, TellForm
from assessments.models import Answer, Source
from assessments.views.access import PartAccess
from assessments.views.sources import FilteredSources, safe_next
from workflows.engine import TransitionRefused

PER_PAGE = 20


class CitationNew(FilteredSources, PartAccess, TemplateView):
    """Cite a source in one answer: one of the library, or one that is told here. What is cited can go here too."""

    template_name = "assessments/citation_new.html"

    def load(self):
        super().load()
        answers = Answer.objects.filter(part=self.part, indicator__code=self.kwargs["code"])
        self.answer = answers.for_citing().first()
        if self.answer is None:
            raise Http404
        self.answer.assessment = self.assessment
        if not self.may_answer_here():
            raise PermissionDenied

    def sources(self):
        library = Source.objects.filter(assessment=self.assessment)
        return library.citable_by(self.request.user, self.held)

    def get_context_data(self, cite_form=None, tell_form=None, **kwargs):
        forms = [
            cite_form or CiteForm(sources=self.sources()),
            tell_form or TellForm(prefix="new"),
        ]
        found = self.filtered(self.sources()).with_uses(self.request.user, self.held).in_order()
        return super().get_context_data(
            answer=self.answer,
            citations=self.answer.current.citations.all() if self.answer.current else [],
            forms=forms,
            cite_form=forms[0],
            tell_form=forms[1],
            page_obj=Paginator(found, PER_PAGE).get_page(self.request.GET.get("page")),
            filters=self.filters,
            editable=self.open_now(),
            back=self.back(),
            next=safe_next(self.request),
            **kwargs,
        )

    def back(self):
        return safe_next(self.request) or f"{self.part.get_absolute_url()}#answer-{self.answer.pk}"

    def post(self, request, **kwargs):
        steps = {"cite": self.cite, "tell": self.tell, "remove": self.remove}
        step = steps.get(request.POST.get("do"), self.cite)
        try:
            return step()
        except TransitionRefused as refused:
            return self.show(409, problems=refused.problems)

    def cite(self):
        form = CiteForm(self.request.POST, sources=self.sources())
        if not form.is_valid():
            return self.show(422, cite_form=form)
        workflow.cite_source(answer=self.answer, by=self.request.user, **form.cleaned_data)
        return self.done(_("The answer cites it now."))

    def tell(self):
        form = TellForm(self.request.POST, self.request.FILES, prefix="new")
        if not form.is_valid():
            return self.show(422, tell_form=form)
        fields = form.cleaned_data | {"upload": form.cleaned_data["file"]}
        del fields["file"]
        try:
            workflow.cite_new_source(answer=self.answer, by=self.request.user, **fields)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(422, tell_form=form)
        return self.done(_("The source is in the library, and the answer cites it now."))

    def remove(self):
        source = self.request.POST.get("source", "")
        if source.isdecimal():
            workflow.remove_citation(answer=self.answer, source_id=int(source), by=self.request.user)
        messages.success(self.request, _("The answer no longer cites it."))
        return redirect(self.request.get_full_path())

    def done(self, words):
        messages.success(self.request, words)
        return redirect(self.back())

    def show(self, status, **context):
        return render(self.request, self.template_name, self.get_context_data(**context), status=status)
