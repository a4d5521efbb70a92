from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView

from assessments.permissions import Right
from profiles import report, workflow
from profiles.forms import CommentAnswerForm, CommentFilter
from profiles.models import Comment, FindingBasis
from profiles.views.access import ProfileAccess
from profiles.workflow.consultation import ANSWERABLE
from workflows.engine import TransitionRefused


class ProfileComments(ProfileAccess, ListView):
    """All that was said about the profile, oldest first; the address says which of it."""

    template_name = "profiles/profile_comments.html"
    context_object_name = "comments"
    paginate_by = 20

    def load(self):
        """What is about a finding on an internal answer stays with those who may read that."""
        self.findings = self.profile.findings.readable(FindingBasis.objects, self.held)
        self.readable = Comment.objects.filter(profile=self.profile).readable(self.findings)

    def get_queryset(self):
        self.filters = CommentFilter(self.request.GET)
        return self.filters.among(self.readable).for_list()

    def get_context_data(self, form=None, **kwargs):
        context = super().get_context_data(
            filters=self.filters,
            filtered=bool(self.filters.cleaned_data.get("state")),
            numbers=self.readable.numbers(),
            form=form,
            **kwargs,
        )
        return context | {"lines": [self.line(comment, form) for comment in context["comments"]]}

    def line(self, comment, form):
        """A comment, what it is about, and the form of its answer where one may be given."""
        finding = comment.finding
        body = (
            (finding.body_in(comment.language) or finding.body_in(self.profile.language)) if finding else ""
        )
        answerable = self.may_answer and not hasattr(comment, "answer")
        if form is None or form.comment != comment:
            form = answer_form(None, comment) if answerable else None
        address = reverse("profile-preview", args=[self.assessment.pk, comment.language])
        about = {"body": body, "domain": finding.domain if finding else None}
        about["url"] = f"{address}#{report.place_of(comment)}"
        return {"comment": comment, "about": about, "form": form}

    @property
    def may_answer(self):
        return Right.EDIT_FINDINGS in self.held and self.profile.state in ANSWERABLE


def answer_form(data, comment):
    form = CommentAnswerForm(data, prefix=f"comment-{comment.pk}")
    form.comment = comment
    return form


class CommentAnswerNew(ProfileComments):
    """Keeps the answer to one comment; what stands against it is shown on the list, with what was typed."""

    right = Right.EDIT_FINDINGS
    http_method_names = ["post"]

    def load(self):
        super().load()
        self.comment = get_object_or_404(
            self.readable.select_related("finding__domain"), pk=self.kwargs["comment"]
        )
        self.comment.profile = self.profile

    def post(self, request, *args, **kwargs):
        form = answer_form(request.POST, self.comment)
        refused = ()
        if form.is_valid():
            try:
                workflow.answer_comment(comment=self.comment, by=request.user, **form.cleaned_data)
            except TransitionRefused as error:
                refused = error.problems
            else:
                messages.success(request, _("The answer is kept."))
                return redirect(self.back())
        self.object_list = self.get_queryset().filter(pk=self.comment.pk)
        context = self.get_context_data(form=form, problems=refused)
        return self.render_to_response(context, status=409 if refused else 422)

    def back(self):
        """The list as it was asked for, at the place of the comment where that is still on it."""
        state = "?state=waiting" if self.request.POST.get("state") == "waiting" else ""
        return f"{reverse('profile-comments', args=[self.assessment.pk])}{state}#comments"
