import re

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from modeltranslation.utils import build_localized_fieldname

from assessments import report, workflow
from assessments.choices import SectionState
from assessments.forms import VerdictForm
from assessments.models import Answer, StandardRemark, Verdict
from assessments.permissions import Right
from assessments.views.access import SectionAccess
from assessments.workflow import SECTION
from workflows.engine import TransitionRefused, available


class Reviewing(SectionAccess, TemplateView):
    """A page for those who review the section."""

    right = Right.REVIEW

    def in_review(self):
        return self.section.state == SectionState.IN_REVIEW and self.assessment.answerable


class SectionReview(Reviewing):
    """The desk of a domain under review: each answer with its sources, what changed, verdict and remark."""

    template_name = "assessments/section_review.html"

    def get_context_data(self, typed=None, **kwargs):
        typed, show = typed or {}, self.request.GET.get("show", "")
        events = list(self.section.events.select_related("by").order_by("-at", "-pk"))
        desk = report.section_desk(
            self.section,
            by=self.request.user,
            held=self.held,
            steps=self.steps(),
            events=events,
            show=show,
        )
        parts = {part.pk: part for part in self.parts}
        editable = self.in_review() and not desk.progress.barred
        rows = []
        for line in desk.lines:
            line.answer.part = parts[line.answer.part_id]
            if line in desk.shown or line.answer.pk in typed:
                form = typed.get(line.answer.pk) or (self.form(line) if editable and line.judgeable else None)
                rows.append((line, form))
        return super().get_context_data(
            desk=desk,
            progress=desk.progress,
            rows=rows,
            verdict_forms=[form for _line, form in rows if form],
            show=show if show in {choice.name for choice in desk.choices} else "all",
            editable=editable,
            events=events,
            **kwargs,
        )

    def steps(self):
        return available(SECTION, self.section, self.held)

    def form(self, line):
        return VerdictForm(answer=line.answer, verdict=line.verdict, offered=self.offered)

    @cached_property
    def offered(self):
        """Standard remarks with their titles, and their texts in the language of the assessment."""
        body = build_localized_fieldname("body", self.assessment.working_language)
        rows = StandardRemark.objects.offered()
        return [(row.pk, row.title, getattr(row, body, "") or row.body) for row in rows]

    def post(self, request, **kwargs):
        answers = Answer.objects.filter(part__section=self.section).for_parsing()
        forms = [
            VerdictForm(request.POST, answer=answer, offered=self.offered)
            for answer in answers
            if f"answer-{answer.pk}-revision" in request.POST
        ]
        sound = [form for form in forms if form.is_valid()]
        problems, met = (), []
        try:
            met = workflow.record_verdicts(
                section=self.section, drafts=[form.draft() for form in sound], by=request.user
            )
        except TransitionRefused as refused:
            problems = refused.problems
        say_what_was_met(sound, met)
        fault = 409 if problems or met else 422 if len(sound) < len(forms) else None
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return self.told(forms, problems, fault)
        if not fault:
            messages.success(
                request, _("Your verdicts are kept. Nobody else sees them until you send the review.")
            )
            return redirect(request.get_full_path())
        faulty = forms if problems else [form for form in forms if form.errors]
        typed = {form.answer.pk: form for form in faulty}
        context = self.get_context_data(typed=typed, problems=problems, faulty=True, **kwargs)
        return render(request, self.template_name, context, status=fault)

    def told(self, forms, problems, fault):
        """One verdict, for the page's script: what became of it, in words, and what the page shows differently now."""
        if len(forms) != 1:
            raise BadRequest
        [form] = forms
        faults = [str(problem) for problem in problems]
        faults += [str(text) for errors in form.errors.values() for text in errors]
        shown = {"remark": form["remark"].value(), "words": " ".join(faults)}
        if not fault:
            shown |= self.kept(form)
        return JsonResponse(shown, status=fault or 200)

    def kept(self, form):
        revision = form.cleaned_data["revision"]
        verdict = Verdict.objects.on_current(self.section).standing().filter(revision=revision).first()
        time = date_format(localtime(verdict.at), "TIME_FORMAT") if verdict else ""
        progress = report.progress_of(self.section, by=self.request.user, steps=self.steps())
        shown = super().get_context_data(progress=progress)
        return {
            "words": _("Kept %(time)s") % {"time": time} if verdict else _("Taken back"),
            "seen": verdict.pk if verdict else 0,
            "value": verdict.value if verdict else "",
            "label": verdict.get_value_display() if verdict else _("no verdict yet"),
            "bar": render_to_string("assessments/_review_bar.html", shown, self.request),
        }


def say_what_was_met(forms, met):
    """Beside each verdict that wasn't kept, what its author hadn't seen; the page then shows it."""
    by_revision = {form.cleaned_data["revision"]: form for form in forms}
    for unkept in met:
        form = by_revision[unkept.draft.revision_id]
        form.show(seen=unkept.standing.pk if unkept.standing else 0)
        if unkept.other_text:
            form.show(revision=form.answer.current_id or "", value="")
        form.add_error("value", words_for(form, unkept))


def words_for(form, unkept):
    if unkept.other_text:
        code = form.answer.indicator.code
        return _("%(code)s was changed since you opened this page: read it again.") % {"code": code}
    verdict = unkept.standing
    if verdict is None:
        return _("The verdict that you saw was taken back meanwhile. Yours isn’t kept yet: choose again.")
    said = {"name": verdict.by.name, "verdict": verdict.get_value_display(), "remark": verdict.remark}
    if verdict.remark:
        return (
            _("%(name)s judged this answer meanwhile: “%(verdict)s”, “%(remark)s” Yours isn’t kept yet.")
            % said
        )
    return _("%(name)s judged this answer meanwhile: “%(verdict)s”. Yours isn’t kept yet.") % said


class AcceptRest(Reviewing):
    """Before all the other answers are accepted at once: which they are."""

    template_name = "assessments/accept_rest.html"

    def get_context_data(self, **kwargs):
        answers = Answer.objects.filter(part__section=self.section).for_reading()
        judged = answers.prefetch_related(None).prefetch_related("indicator__scale__options")
        given = [answer for answer in judged.for_judging(self.request.user) if answer.given]
        return super().get_context_data(
            rest=[answer for answer in given if answer.unjudged],
            left=[answer for answer in given if not answer.standing and not answer.unjudged],
            editable=self.in_review(),
            **kwargs,
        )

    def post(self, request, **kwargs):
        sent = [int(pk) for pk in request.POST.getlist("revision") if re.fullmatch("[0-9]{1,18}", pk)]
        try:
            accepted = workflow.accept_rest(section=self.section, revisions=sent, by=request.user)
        except TransitionRefused as refused:
            context = self.get_context_data(problems=refused.problems, **kwargs)
            return render(request, self.template_name, context, status=409)
        words = ngettext("%d answer accepted.", "%d answers accepted.", accepted) % accepted
        if others := len(set(sent)) - accepted:
            left = ngettext(
                "%d other was judged or asked about meanwhile, and stays as it is.",
                "%d others were judged or asked about meanwhile, and stay as they are.",
                others,
            )
            words = f"{words} {left % others}"
        messages.success(request, words)
        return redirect("section-review", self.assessment.pk, self.section.domain.slug)
