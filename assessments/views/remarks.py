from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from assessments import report, workflow
from assessments.forms import RemarkForm
from assessments.models import StandardRemark
from assessments.views.access import OversightAccess
from workflows.engine import TransitionRefused


class RemarkList(OversightAccess, ListView):
    """The remarks that reviewers use again and again, and those no longer offered."""

    template_name = "assessments/remark_list.html"
    paginate_by = 50

    def get_queryset(self):
        return StandardRemark.objects.for_list()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"remarks": report.remarks_in_words(context["object_list"])}


class RemarkPage(OversightAccess):
    """Something of one remark."""

    def load(self):
        self.remark = get_object_or_404(StandardRemark, pk=self.kwargs["remark"])


class RemarkNew(OversightAccess, FormView):
    form_class = RemarkForm
    template_name = "assessments/remark_new.html"

    def form_valid(self, form):
        remark = workflow.add_remark(texts=form.texts(), by=self.request.user)
        messages.success(self.request, _("The remark is offered at every review desk now."))
        return to_line_of(remark)


class RemarkEdit(RemarkPage, FormView):
    form_class = RemarkForm
    template_name = "assessments/remark_edit.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"remark": self.remark}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"remark": self.remark})

    def form_valid(self, form):
        try:
            workflow.change_remark(
                remark=self.remark,
                texts=form.texts(),
                seen=form.cleaned_data["seen"],
                by=self.request.user,
            )
        except TransitionRefused as refused:
            return self.show_both(form, refused.problems)
        messages.success(self.request, _("Saved."))
        return to_line_of(self.remark)

    def show_both(self, form, problems):
        """What was typed stays in the fields, beside what the remark says now; sent once more, it replaces that."""
        present = RemarkForm(remark=StandardRemark.objects.get(pk=self.remark.pk))
        form.data = form.data.copy()
        form.data["seen"] = present.initial["seen"]
        context = self.get_context_data(form=form, problems=problems, present=present.known.items())
        return render(self.request, self.template_name, context, status=409)


class RemarkRetire(RemarkPage, View):
    http_method_names = ["post"]

    def post(self, request, **kwargs):
        workflow.retire_remark(remark=self.remark, by=request.user)
        messages.success(request, _("The remark is no longer offered. Where it was used, it stays."))
        return to_line_of(self.remark)


class RemarkOffer(RemarkPage, View):
    http_method_names = ["post"]

    def post(self, request, **kwargs):
        workflow.offer_remark(remark=self.remark, by=request.user)
        messages.success(request, _("The remark is offered again."))
        return to_line_of(self.remark)


def to_line_of(remark):
    return HttpResponseRedirect(f"{reverse('remark-list')}#remark-{remark.pk}")
