from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments.permissions import Right
from profiles import report, workflow
from profiles.choices import ProfileState
from profiles.forms import CommentForm
from profiles.models import FindingBasis, Proof
from profiles.views.access import ProfileAccess
from profiles.views.proofs import proof_row
from workflows.engine import TransitionRefused


class PreviewPage(TemplateView):
    """What an edition in the language of the address would say now, with what was said about it."""

    template_name = "profiles/profile_preview.html"

    def previewed(self):
        """The snapshot, taken once."""
        if not hasattr(self, "snapshot"):
            day = timezone.localdate()
            self.snapshot = report.build(self.profile, self.kwargs["language"], published_date=day)
        return self.snapshot

    def comment_form(self):
        return CommentForm(self.request.POST, places=report.places_of(self.previewed()))

    def get_context_data(self, comments=(), form=None, **kwargs):
        snapshot = self.previewed()
        comments = list(comments)
        return super().get_context_data(
            snapshot=snapshot,
            citation=report.citation(snapshot),
            talk=report.by_place(comments),
            said=len(comments),
            waiting=sum(not hasattr(comment, "answer") for comment in comments),
            whole=report.WHOLE,
            form=form,
            in_consultation=self.profile.state == ProfileState.CONSULTATION,
            **kwargs,
        )

    def commented(self, form, **by):
        """Keep the comment and go back to its place; whatever stands against it is shown there, with what was typed."""
        refused = ()
        if form.is_valid():
            told = {"language": self.kwargs["language"], "body": form.cleaned_data["body"]} | form.about
            try:
                workflow.make_comment(profile=self.profile, **told, **by)
            except TransitionRefused as error:
                refused = error.problems
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(self.request, _("Your comment is kept. You find the answer beside it."))
                return redirect(f"{self.address()}#{form.place}")
        context = self.get_context_data(form=form, problems=refused)
        return self.render_to_response(context, status=409 if refused else 422)


class ProfilePreview(ProfileAccess, PreviewPage):
    """The preview for the people of the assessment."""

    def load(self):
        self.codes = self.languages
        if self.kwargs["language"] not in self.codes:
            raise Http404

    def address(self, name="profile-preview", language=None):
        return reverse(name, args=[self.assessment.pk, language or self.kwargs["language"]])

    def get_context_data(self, **kwargs):
        snapshot = self.previewed()
        readable = self.profile.findings.readable(FindingBasis.objects, self.held)
        proofs = Proof.objects.filter(profile=self.profile, language=snapshot.language)
        proof = proofs.filter(digest=report.digest_of_content(snapshot)).defer("snapshot").first()
        return super().get_context_data(
            comments=self.profile.comments.readable(readable).for_page(),
            languages=[(code, self.address(language=code)) for code in self.codes],
            may_comment=Right.COMMENT in self.held and self.profile.state == ProfileState.CONSULTATION,
            comment_url=self.address("profile-comment"),
            row=proof_row(proof, self.assessment.pk, snapshot.language),
            **kwargs,
        )


class ProfileComment(ProfilePreview):
    """Keeps a comment on one place of the preview."""

    right = Right.COMMENT
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        return self.commented(self.comment_form(), by=request.user)
