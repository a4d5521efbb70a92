from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from assessments import report, workflow
from assessments.choices import Disclosure, SectionState
from assessments.forms import MEANS, OF_SOURCES, DisclosureForm
from assessments.models import Answer, Source
from assessments.permissions import Right
from assessments.views.access import AssessmentAccess, SectionAccess
from assessments.views.sources import safe_next
from workflows.engine import TransitionRefused


class DisclosurePage:
    """What may be shown of something: the choice, what each means, and what is published of it already.

    A page says what is disclosed (`present`), whether that is approved (`settled`), and how it is changed (`disclose`).
    """

    right = Right.DISCLOSE
    form_class = DisclosureForm
    means = MEANS
    settled = False

    def get_initial(self):
        return {"value": self.present()}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"means": self.means, "settled": self.settled}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            possible=workflow.may_disclose_now(self.assessment, self.held),
            back=self.back(),
            next=safe_next(self.request),
            **kwargs,
        )

    def back(self):
        return safe_next(self.request) or self.place()

    def form_valid(self, form):
        try:
            count = self.disclose(by=self.request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return self.render_to_response(context, status=409)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, self.done(form.cleaned_data["value"], count))
        return redirect(self.back())

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def done(self, value, count):
        return _("What may be shown: %s.") % Disclosure(value).label


class AnswerDisclosure(DisclosurePage, SectionAccess, FormView):
    template_name = "assessments/answer_disclosure.html"

    def load(self):
        super().load()
        self.part = next((p for p in self.parts if p.subcategory.number == self.kwargs["number"]), None)
        answers = Answer.objects.filter(part=self.part, indicator__code=self.kwargs["code"])
        self.answer = answers.select_related("indicator").first()
        if self.answer is None:
            raise Http404
        self.answer.assessment = self.assessment
        self.settled = self.section.state == SectionState.APPROVED

    def present(self):
        return self.answer.disclosure

    def place(self):
        return f"{self.part.get_absolute_url()}#answer-{self.answer.pk}"

    def get_context_data(self, **kwargs):
        editions = report.editions_resting_on(answer=self.answer)
        return super().get_context_data(part=self.part, answer=self.answer, editions=editions, **kwargs)

    def disclose(self, **said):
        return workflow.disclose_answer(answer=self.answer, **said)

    def done(self, value, count):
        others = count - 1
        if others > 0:
            return _("This answer is internal now, and %d more that tell what it says.") % others
        return super().done(value, count)


class SectionDisclosure(DisclosurePage, SectionAccess, FormView):
    """The same for all answers of a section in one go."""

    template_name = "assessments/section_disclosure.html"

    def load(self):
        super().load()
        self.counts = Answer.objects.filter(part__section=self.section).disclosure_counts()
        self.settled = self.section.state == SectionState.APPROVED

    def present(self):
        return next(iter(self.counts)) if len(self.counts) == 1 else None

    def place(self):
        return self.section.get_absolute_url()

    def get_context_data(self, **kwargs):
        counts = [(each.label, self.counts[each]) for each in Disclosure if each in self.counts]
        return super().get_context_data(counts=counts, **kwargs)

    def disclose(self, **said):
        return workflow.disclose_section(section=self.section, **said)

    def done(self, value, count):
        changed = ngettext("%d answer changed.", "%d answers changed.", count) % count
        return f"{super().done(value, count)} {changed}"


class SourceDisclosure(DisclosurePage, AssessmentAccess, FormView):
    template_name = "assessments/source_disclosure.html"
    means = OF_SOURCES

    def load(self):
        visible = Source.objects.filter(assessment=self.assessment).visible_to(self.request.user, self.held)
        self.source = get_object_or_404(visible, pk=self.kwargs["source"])
        self.source.assessment = self.assessment
        self.settled = Answer.objects.approved_on(self.source).exists()

    def present(self):
        return self.source.disclosure

    def place(self):
        return self.source.get_absolute_url()

    def get_context_data(self, **kwargs):
        editions = report.editions_resting_on(source=self.source)
        return super().get_context_data(source=self.source, editions=editions, **kwargs)

    def disclose(self, **said):
        return workflow.disclose_source(source=self.source, **said)
