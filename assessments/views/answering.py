from dataclasses import replace
from itertools import chain

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from assessments import presence, report, workflow
from assessments.forms import AnswerForm
from assessments.models import Answer, Section, matter_of
from assessments.permissions import Right
from assessments.views.access import PartAccess
from instruments.choices import IndicatorKind
from instruments.models import Indicator
from workflows.engine import TransitionRefused


class PartAnswer(PartAccess, TemplateView):
    """The questionnaire page of one subcategory. Saving a draft never asks for anything."""

    template_name = "assessments/part_answer.html"

    def get_context_data(self, forms=None, **kwargs):
        answers = [form.answer for form in forms] if forms else self.answers()
        if forms is None and self.editable:
            forms = [AnswerForm(answer=answer) for answer in answers]
        for form in forms or ():
            form.offer(language=self.assessment.working_language)
        remarks = report.remarks_on(answers)
        place = self.parts.index(self.part)
        return super().get_context_data(
            answer_forms=forms,
            answers=None if forms else answers,
            earlier=self.earlier,
            remarks=remarks,
            returned=report.returned(self.section, answers, remarks),
            may_reply=self.editable,
            editing=presence.others_on(self.part.pk, self.request.user),
            previous=self.parts[place - 1] if place else None,
            next=self.parts[place + 1] if place + 1 < len(self.parts) else None,
            **kwargs,
        )

    def answers(self):
        """As the reader may see them; who answers on a page reads all of it."""
        held = self.held | {Right.VIEW_INTERNAL} if self.may_answer else self.held
        person = self.request.user
        answers, self.earlier = report.page_answers(self.assessment, self.part, person, held)
        return report.attach_threads(answers, assessment=self.assessment, user=person, held=self.held)

    def post(self, request, **kwargs):
        if not self.may_answer:
            raise PermissionDenied
        answers = self.typed()
        return self.save(answers) or self.saved(answers)

    def typed(self):
        return list(Answer.objects.filter(part=self.part).for_parsing())

    def save(self, answers):
        """Keep what was typed for these answers; the page again where something stands against it."""
        forms = [AnswerForm(self.request.POST, answer=answer) for answer in answers]
        sound = [form for form in forms if form.is_valid()]
        try:
            conflicts = workflow.save_answers(
                part=self.part, drafts=[form.draft() for form in sound], by=self.request.user
            )
        except TransitionRefused as refused:
            return self.show(forms, problems=refused.problems, status=409)
        if conflicts or len(sound) < len(forms):
            return self.show(forms, conflicts=conflicts, status=409 if conflicts else 422)
        return None

    def show(self, typed, *, status, problems=(), conflicts=()):
        """The page again, with what was typed; beside a text that met another one, both and what they began from."""
        met = {conflict.mine.answer_id: conflict for conflict in conflicts}
        bound = {form.answer.pk: form for form in typed}
        forms = []
        for answer in self.answers():
            form = bound.get(answer.pk) or AnswerForm(answer=answer)
            form.answer = answer
            if answer.pk in met:
                show_conflict(form, replace(met[answer.pk], theirs=answer.current))
            forms.append(form)
        context = self.get_context_data(forms=forms, problems=problems, faulty=True)
        return render(self.request, self.template_name, context, status=status)

    def answer_among(self, answers):
        found = [answer for answer in answers if answer.indicator.code == self.kwargs["code"]]
        if not found:
            raise Http404
        return found[0]

    def saved(self, answers):
        messages.success(self.request, _("Saved."))
        then = self.request.POST.get("then", "next")
        for answer in answers:
            code = answer.indicator.code
            if then == f"cite-{code}":
                return redirect("citation-new", *self.address(), code)
            if then == f"disclose-{code}":
                return redirect("answer-disclosure", *self.address(), code)
            if (remark := then.removeprefix(f"reply-{code}-")) != then and remark.isdecimal():
                return redirect("reply-new", *self.address(), code, int(remark))
        if then in ("stay", "check"):
            return redirect(self.part if then == "stay" else self.section)
        place = self.parts.index(self.part)
        return redirect(self.parts[place + 1] if place + 1 < len(self.parts) else self.section)

    def address(self):
        return self.assessment.pk, self.section.domain.slug, self.part.subcategory.number


def show_conflict(form, conflict):
    """The text that was typed stays in the fields and is kept apart, from now on beside theirs."""
    mine, theirs = conflict.mine, conflict.theirs
    form.conflict = conflict
    form.data = form.data.copy()
    form.data[form.add_prefix("revision")] = theirs.number
    form.mine = AnswerForm(
        answer=form.answer,
        prefix="mine",
        initial={
            "revision": theirs.number,
            "option": mine.option_id,
            "value": mine.value,
            "values": mine.value.split(),
            "statement": mine.statement,
            "applies_to": mine.applies_to,
            "as_of_date": mine.as_of_date and mine.as_of_date.isoformat(),
        },
    )
    form.add_error(
        "statement",
        _("%s changed this answer meanwhile. Yours isn’t saved yet: choose which text to keep.")
        % theirs.by.name,
    )


@method_decorator(never_cache, name="dispatch")
class AnswerSave(View):
    """One answer while it is written: saved, or refused with the reason, in a few words for the page's script."""

    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return JsonResponse({"words": _("You are signed out.")}, status=401)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, answer):
        form = AnswerForm(request.POST, answer=self.as_shown(answer))
        if not form.is_valid():
            return JsonResponse({"words": " ".join(map(str, chain(*form.errors.values())))}, status=422)
        request.hides = True
        try:
            saved = workflow.save_answer(draft=form.draft(), by=request.user)
        except Section.DoesNotExist as error:
            raise Http404 from error
        except PermissionDenied:
            request.matter = matter_of(Answer.objects.values_list("assessment", flat=True).get(pk=answer))
            raise
        except TransitionRefused as refused:
            return JsonResponse({"words": str(refused)}, status=423)
        if saved.conflict:
            name = saved.conflict.theirs.by.name
            words = _("%s changed this answer meanwhile. Yours isn’t saved yet.") % name
            return JsonResponse({"words": words}, status=409)
        return JsonResponse(self.told(saved.answer, saved.seen))

    def as_shown(self, pk):
        """The answer as far as its form needs it: the page says the kind, the workflow checks what it means."""
        kind = self.request.POST.get(f"answer-{pk}-kind", IndicatorKind.CHOICE)
        return Answer(pk=pk, indicator=Indicator(kind=kind))

    def told(self, answer, seen):
        """The revision to write on from, when it was saved, and who else is on the page."""
        others = presence.note(answer.part_id, answer.indicator.code, self.request.user)
        revision = answer.current
        at = date_format(localtime(revision.at), "TIME_FORMAT") if revision else ""
        return {
            "revision": seen,
            "words": _("Saved %(time)s") % {"time": at} if at else "",
            "others": [_("%(name)s is editing %(code)s") % other for other in others],
        }


class AnswerSettle(PartAnswer):
    """The way out of a conflict: keep mine, keep theirs, or what was merged by hand. Both stay in the history."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        if not self.may_answer:
            raise PermissionDenied
        answers = self.typed()
        answer = self.answer_among(answers)
        mine, kept = self.choice(answer)
        try:
            saved = workflow.settle_conflict(mine=mine, kept=kept, by=request.user)
        except TransitionRefused as refused:
            return self.show_typed(answers, problems=refused.problems)
        if saved.conflict:
            return self.show_typed(answers, conflicts=[saved.conflict])
        messages.success(request, _("Saved. The other text is in the history of the answer."))
        others = self.save([each for each in answers if each != answer])
        return others or redirect(f"{self.part.get_absolute_url()}#answer-{answer.pk}")

    def show_typed(self, answers, **why):
        """Nothing was saved, and nothing that was typed is lost."""
        forms = [AnswerForm(self.request.POST, answer=answer) for answer in answers]
        return self.show(forms, status=409, **why)

    def choice(self, answer):
        """My text, and what is to be kept; raises BadRequest for what the page never sends."""
        mine, merged = (
            AnswerForm(self.request.POST, answer=answer, prefix=name) for name in ("mine", "answer")
        )
        keep = self.request.POST.get("keep")
        if not (mine.is_valid() and merged.is_valid()) or keep not in ("mine", "theirs", "merged"):
            raise BadRequest
        return mine.draft(), {"mine": mine.draft(), "merged": merged.draft(), "theirs": None}[keep]


class AnswerStart(PartAnswer):
    """Begin an answer with what the round before said. What was typed on the page is saved first."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        if not self.may_answer:
            raise PermissionDenied
        answers = self.typed()
        answer = self.answer_among(answers)
        if refused := self.save(answers):
            return refused
        try:
            workflow.start_from(answer=answer, earlier_id=kwargs["earlier"], by=request.user)
        except Answer.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("The earlier answer is copied. Confirm it, or change it."))
        return redirect(f"{self.part.get_absolute_url()}#answer-{answer.pk}")
