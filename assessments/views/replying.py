from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments import report, workflow
from assessments.forms import RemarkReplyForm
from assessments.models import Answer, Verdict
from assessments.permissions import Right
from assessments.views.access import PartAccess
from workflows.engine import TransitionRefused


class ReplyNew(PartAccess, TemplateView):
    """Say something to a reviewer's remark, with the answer and the remark before one's eyes."""

    template_name = "assessments/reply_new.html"

    def load(self):
        super().load()
        answers = Answer.objects.filter(part=self.part, indicator__code=self.kwargs["code"])
        held = self.held | {Right.VIEW_INTERNAL} if self.may_answer else self.held
        found = answers.for_reading().shown_to(self.request.user, held)
        if not found:
            raise Http404
        [self.answer] = found
        remarks = report.remarks_on(found).get(self.answer.pk, ())
        self.remark = next((r for r in remarks if r.asks and r.pk == self.kwargs["verdict"]), None)
        if self.remark is None:
            raise Http404
        if not self.may_answer:
            raise PermissionDenied

    def get_context_data(self, form=None, **kwargs):
        return super().get_context_data(
            answer=self.answer,
            remark=self.remark,
            form=form or RemarkReplyForm(),
            editable=self.editable,
            back=self.back(),
            **kwargs,
        )

    def back(self):
        """The page that the person came from, at the answer."""
        page = self.section if self.request.GET.get("then") == "check" else self.part
        return f"{page.get_absolute_url()}#answer-{self.answer.pk}"

    def post(self, request, **kwargs):
        form = RemarkReplyForm(request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        verdict = Verdict.objects.select_related("revision").get(pk=self.remark.pk)
        try:
            workflow.reply_to_remark(verdict=verdict, body=form.cleaned_data["body"], by=request.user)
        except TransitionRefused as refused:
            return self.show(form, 409, problems=refused.problems)
        messages.success(request, _("Your reply stands beside the remark."))
        return redirect(self.back())

    def show(self, form, status, **context):
        return render(
            self.request, self.template_name, self.get_context_data(form=form, **context), status=status
        )
