"""What the holder of a preview link sees: the draft, its PDF, and what was said by way of this link. Nothing else."""

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from django.views.generic.base import TemplateResponseMixin

from profiles import report, workflow
from profiles.choices import ProfileState
from profiles.models import PreviewLink, Proof, digest_of
from profiles.views.preview import PreviewPage
from profiles.views.proofs import current_proof, send_proof

HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}


@method_decorator(never_cache, name="dispatch")
class GuestAccess(TemplateResponseMixin):
    """Loads what the token of the address opens; a page says so where that is nothing (any more), or not now.

    Whoever reads is nobody here, signed in or not: the address is all there is to go by.
    """

    closed_template = "profiles/guest_closed.html"

    def dispatch(self, request, *args, **kwargs):
        now = timezone.now()
        rows = PreviewLink.objects.opened_by(digest_of(kwargs["token"]), now, Proof.objects)
        response = self.answer(request, rows, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    def answer(self, request, rows, *args, **kwargs):
        typed = request.POST.get("body", "")
        if not rows:
            return self.closed(request, 404, typed=typed)
        self.proofs = {row.language: row.proof for row in rows}
        self.link, self.profile = rows[0], rows[0].profile
        self.assessment = self.profile.assessment
        request.matter = self.assessment.matter
        if self.profile.state == ProfileState.DRAFTING:
            return self.closed(request, 409 if typed else 200, typed=typed, revised=True)
        if kwargs.get("language", self.profile.language) not in self.proofs:
            return self.closed(request, 404)
        return super().dispatch(request, *args, **kwargs)

    def closed(self, request, status, **context):
        known = {"user": AnonymousUser()} | context
        return self.response_class(request, self.closed_template, known, status=status)

    @property
    def codes(self):
        return sorted(self.proofs, key=lambda code: (code != self.profile.language, code))

    def address(self, name="guest-preview", language=None):
        return reverse(name, args=[self.kwargs["token"], language or self.kwargs["language"]])


class GuestDoor(GuestAccess, View):
    """The address without a language: leads to the page in the profile’s own."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        return redirect(self.address(language=self.profile.language))


class GuestPreview(GuestAccess, PreviewPage):
    """The page of an edition as it would be now."""

    template_name = "profiles/guest_preview.html"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if request.method != "HEAD":
            workflow.note_use(link=self.link, language=kwargs["language"])
        return response

    def get_context_data(self, **kwargs):
        language = self.kwargs["language"]
        return super().get_context_data(
            user=AnonymousUser(),
            guest=self.link,
            profile=self.profile,
            comments=self.link.comments.for_page(),
            languages=[(code, self.address(language=code)) for code in self.codes],
            may_comment=self.profile.state == ProfileState.CONSULTATION,
            comment_url=self.address("guest-comment"),
            proof_url=self.proof_url(language),
            **kwargs,
        )

    def proof_url(self, language):
        made = self.proofs[language] == report.digest_of_content(self.previewed())
        return self.address("guest-proof") if made else ""


@method_decorator(csrf_exempt, name="dispatch")
class GuestComment(GuestPreview):
    """Keeps a comment under the name of the link.

    No other site can have the reader send one: the address is the secret, and no cookie is looked at. A browser that
    is told to name no referrer couldn’t show where the form came from either.
    """

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        return self.commented(self.comment_form(), link=self.link)


class GuestProof(GuestAccess, View):
    """The PDF of the draft, where somebody of the assessment has asked for it."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        proof = current_proof(self.profile, kwargs["language"])
        if proof is None:
            return redirect(self.address())
        response = send_proof(proof, self.assessment)
        if request.method != "HEAD":
            workflow.note_use(link=self.link, language=kwargs["language"], size=proof.bytes)
        return response
