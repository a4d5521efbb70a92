from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import FormView

from workflows.engine import TransitionRefused, perform, problems
from workflows.forms import StepForm


class StepPage(FormView):
    """The confirmation page of any step of a workflow: what it does, its note, what stands against it.

    A page names its `table`; its access sets `subject`, what moves, and `held`, the rights of the person on it.
    """

    form_class = StepForm
    template_name = "workflows/step.html"
    table = None

    def find_step(self):
        try:
            self.step = self.table.transition(self.kwargs["step"])
        except KeyError as error:
            raise Http404 from error
        if self.step.permission is None:
            raise Http404
        if self.step.permission not in self.held:
            raise PermissionDenied

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"transition": self.step}

    def get_context_data(self, **kwargs):
        kwargs.setdefault("problems", problems(self.step, self.subject, self.request.user))
        return super().get_context_data(
            step=self.step, subject=self.subject, back=self.subject.get_absolute_url(), **kwargs
        )

    def form_valid(self, form):
        note = form.cleaned_data.get("note", "")
        try:
            perform(self.table, self.step.name, self.subject, by=self.request.user, note=note)
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return render(self.request, self.template_name, context, status=409)
        done = {"step": self.step.label, "state": self.subject.get_state_display()}
        messages.success(self.request, _("%(step)s: %(state)s.") % done)
        return redirect(self.subject)
