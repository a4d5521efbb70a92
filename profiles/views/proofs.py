from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from audit.workflow import record_download
from profiles import report, workflow
from profiles.models import Proof
from profiles.views.access import ProfileAccess


def proof_row(proof, assessment, language):
    """What is shown of the PDF of a draft: that it can be asked for, is being made, has failed, or where it is."""
    given_up = proof is not None and proof.given_up(timezone.now())
    return {
        "proof": proof,
        "assessment": assessment,
        "language": language,
        "making": proof is not None and proof.made_at is None and not proof.failure and not given_up,
        "failed": proof is not None and (bool(proof.failure) or given_up),
    }


def current_proof(profile, language):
    """The PDF that was made of what the profile says now; None where it says something else by now."""
    snapshot = report.build(profile, language, published_date=timezone.localdate())
    proofs = Proof.objects.made().filter(profile=profile, language=language)
    return proofs.filter(digest=report.digest_of_content(snapshot)).defer("snapshot").first()


def send_proof(proof, assessment):
    """The file, under a name that says what it is."""
    name = f"{assessment.jurisdiction.slug}-{assessment.year}-{proof.language}-draft.pdf"
    try:
        content = proof.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"X-Content-Type-Options": "nosniff", "Content-Length": str(proof.bytes)}
    return FileResponse(
        content, as_attachment=True, filename=name, content_type="application/pdf", headers=headers
    )


class ProofAccess(ProfileAccess):
    """The PDF of the draft in one language."""

    def load(self):
        if self.kwargs["language"] not in self.languages:
            raise Http404

    def to_preview(self):
        return redirect("profile-preview", self.assessment.pk, self.kwargs["language"])


class ProfileProof(ProofAccess, View):
    """Asks for the PDF of the draft; the worker makes it."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        workflow.ask_for_proof(profile=self.profile, language=self.kwargs["language"], by=request.user)
        return self.to_preview()


class ProofFile(ProofAccess, View):
    """The PDF, once it is made and as long as the profile still says what it says."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        proof = current_proof(self.profile, self.kwargs["language"])
        if proof is None:
            messages.warning(request, _("There is no PDF of what the profile says now: ask for it first."))
            return self.to_preview()
        response = send_proof(proof, self.assessment)
        if request.method != "HEAD":
            name = f"{self.assessment.jurisdiction.slug}-{self.assessment.year}-{proof.language}-draft.pdf"
            record_download(matter=self.assessment.matter, by=request.user, name=name, size=proof.bytes)
        return response


class ProofProgress(ProfileAccess, TemplateView):
    """The line of a PDF once it is made or has failed; nothing new to show while it is being made."""

    template_name = "profiles/_proof.html"

    def load(self):
        proofs = Proof.objects.filter(profile=self.profile).defer("snapshot")
        self.proof = get_object_or_404(proofs, pk=self.kwargs["proof"])

    def get(self, request, *args, **kwargs):
        self.row = proof_row(self.proof, self.assessment.pk, self.proof.language)
        if self.row["making"]:
            return HttpResponse(status=204)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, **kwargs)
