from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from assessments import report, workflow
from assessments.choices import Audience
from assessments.forms import AssignForm, QueryFilterForm, QueryForm, ReplyForm
from assessments.models import Answer, Part, ReviewQuery
from assessments.permissions import ANSWER_PART, Right
from assessments.views.access import AssessmentAccess, SectionAccess
from assessments.views.sources import safe_next
from assessments.workflow import QUERY
from workflows.engine import TransitionRefused, available
from workflows.views import StepPage

LARGEST = 2**63 - 1
"""The largest key of a message."""

BY_HAND = ("resolve", "reopen")
"""The steps with a button of their own; the others follow from a message."""


class QueryList(AssessmentAccess, ListView):
    """The queries of an assessment that the reader may read; the address says which of them."""

    template_name = "assessments/query_list.html"
    paginate_by = 50

    def get_queryset(self):
        person, held = self.request.user, self.held
        parts = Part.objects.filter(section__assessment=self.assessment).visible_to(person, held)
        sections = self.assessment.sections.filter(parts__in=parts).distinct().in_order()
        self.filters = QueryFilterForm(self.request.GET, domains=[section.domain for section in sections])
        visible = ReviewQuery.objects.filter(answer__assessment=self.assessment).visible_to(person, held)
        return self.filters.among(visible, person).for_list(person)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filters=self.filters, filtered=any(self.filters.cleaned_data.values()), **kwargs
        )


class QueryAccess(AssessmentAccess):
    """Loads the query of the address; one that the reader may not read is 404."""

    def load(self):
        queries = ReviewQuery.objects.filter(answer__assessment=self.assessment)
        visible = queries.visible_to(self.request.user, self.held).with_place().select_related("assigned_to")
        self.query = get_object_or_404(visible, pk=self.kwargs["query"])
        self.query.answer.assessment = self.assessment
        self.query.answer.part.section.assessment = self.assessment


class QueryDetail(QueryAccess, TemplateView):
    """A query: its answer, the thread, and what the reader may do in it."""

    template_name = "assessments/query_detail.html"

    def get_context_data(self, form=None, assign_form=None, **kwargs):
        person, part = self.request.user, self.query.answer.part
        page = report.query_page(self.query, assessment=self.assessment, user=person, held=self.held)
        steps = available(QUERY, self.query, self.held) if self.assessment.discussed else []
        shown = {
            "page": page,
            "thread": page.thread,
            "answer": page.answer,
            "query": self.query,
            "part": part,
            "domain": part.section.domain,
            "form": (form or self.reply_form()) if page.thread.writable else None,
            "assign_form": (assign_form or self.assign_form()) if self.may_assign(page.thread) else None,
            "steps": [step.name for step in steps if step.name in BY_HAND],
            "next": safe_next(self.request),
            "back": safe_next(self.request) or reverse("query-list", args=[self.assessment.pk]),
        }
        return super().get_context_data(**kwargs | shown)

    def may_assign(self, thread):
        running = self.assessment.discussed and not thread.resolved
        return running and workflow.may_assign_queries(self.held)

    def reply_form(self, data=None, **how):
        return ReplyForm(data, language=self.assessment.working_language, **how)

    def assign_form(self, data=None):
        roles = workflow.assignable(self.query.answer, self.query.audience, self.held)
        return AssignForm(data, roles=roles, query=self.query)

    def post(self, request, **kwargs):
        ends = request.POST.get("then") == "resolve"
        self.refuse_readers(ends)
        form = self.reply_form(request.POST, ends=ends)
        if not form.is_valid():
            return self.show(422, form=form)
        act = workflow.resolve if ends else workflow.reply
        return self.done(
            act, form, _("The query is resolved.") if ends else _("Your message is sent."), "form"
        )

    def refuse_readers(self, ends):
        part = self.query.answer.part
        replies = Right.REPLY in self.held or self.request.user.has_perm(ANSWER_PART, part)
        if not replies or (ends and Right.REVIEW not in self.held):
            raise PermissionDenied

    def done(self, act, form, words, name):
        try:
            act(query=self.query, by=self.request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            self.query.refresh_from_db(fields=["state"])
            return self.show(409, problems=refused.problems, typed=form, **{name: form})
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(422, **{name: form})
        messages.success(self.request, words)
        return redirect(safe_next(self.request) or self.query)

    def show(self, status, **context):
        return render(self.request, self.template_name, self.get_context_data(**context), status=status)


class QueryAssign(QueryDetail):
    """Put the query to somebody else."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        if not workflow.may_assign_queries(self.held):
            raise PermissionDenied
        form = self.assign_form(request.POST)
        if not form.is_valid():
            return self.show(422, assign_form=form)
        person = form.cleaned_data["assigned_to"]
        words = (
            _("The query is put to %s now.") % person.name if person else _("The query is put to everybody.")
        )
        return self.done(workflow.assign_query, form, words, "assign_form")


class QueryStep(QueryAccess, StepPage):
    """Resolving and reopening, each with its confirmation."""

    table = QUERY
    template_name = "assessments/step.html"

    def load(self):
        super().load()
        if self.kwargs["step"] not in BY_HAND:
            raise Http404
        self.subject = self.query
        self.find_step()


class QueryRead(QueryAccess, View):
    """The reader had these messages before them. The page's script asks for no page in return."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        sent = [int(key) for key in request.POST.get("message", "").split() if key.isdecimal()]
        keys = [key for key in sent if key <= LARGEST]
        workflow.mark_read(query=self.query, messages=keys, by=request.user)
        if request.POST.get("quietly"):
            return HttpResponse(status=204)
        back = safe_next(request)
        return redirect(f"{back}#query-{self.query.pk}" if back else self.query)


class QueryNew(SectionAccess, TemplateView):
    """Ask something about one answer, with what was asked about it before."""

    right = Right.REVIEW
    template_name = "assessments/query_new.html"

    def load(self):
        super().load()
        numbers = {part.subcategory.number: part for part in self.parts}
        self.part = numbers.get(self.kwargs["number"])
        found = Answer.objects.filter(part=self.part, indicator__code=self.kwargs["code"])
        self.answer = found.for_reading().first()
        if self.answer is None:
            raise Http404
        self.answer.assessment, self.answer.part = self.assessment, self.part

    def get_context_data(self, form=None, **kwargs):
        report.attach_threads(
            [self.answer], assessment=self.assessment, user=self.request.user, held=self.held
        )
        return super().get_context_data(
            part=self.part,
            answer=self.answer,
            form=form or self.form(),
            next=safe_next(self.request),
            back=safe_next(self.request) or f"{self.part.get_absolute_url()}#answer-{self.answer.pk}",
            **kwargs,
        )

    def form(self, data=None):
        roles = workflow.assignable(self.answer, Audience.EVERYONE, self.held)
        return QueryForm(data, language=self.assessment.working_language, roles=roles)

    def post(self, request, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(422, form=form)
        try:
            query = workflow.open_query(answer=self.answer, by=request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            return self.show(409, form=form, problems=refused.problems)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(422, form=form)
        messages.success(request, _("The query is sent."))
        return redirect(safe_next(request) or query)

    def show(self, status, **context):
        return render(self.request, self.template_name, self.get_context_data(**context), status=status)
