from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from assessments.permissions import Right
from audit.workflow import record_download
from profiles import workflow
from profiles.choices import ProfileState
from profiles.forms import ConsentForm
from profiles.models import Consent
from profiles.views.access import ProfileAccess
from profiles.workflow import PROFILE
from workflows.engine import TransitionRefused, available

CONSENT = PROFILE.transition("record consent")


class ProfileConsent(ProfileAccess, FormView):
    """Who consents for the government, in which languages; possible once the profile is cleared, and again later."""

    right = Right.CONSENT
    form_class = ConsentForm
    template_name = "profiles/profile_consent.html"

    def load(self):
        in_force = self.profile.consents.filter(ended_at=None)
        self.consent = in_force.prefetch_related("languages").first()

    def get_initial(self):
        """What the consent in force says, so that only what is new is written."""
        if self.consent is None or self.profile.state != ProfileState.CONSENTED:
            return {}
        said = {name: getattr(self.consent, name) for name in ("name", "capacity")}
        return said | {"languages": [each.language for each in self.consent.languages.all()]}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"languages": self.languages}

    def get_context_data(self, **kwargs):
        possible = CONSENT in available(PROFILE, self.profile, self.held)
        again = self.consent is not None and self.profile.state == ProfileState.CONSENTED
        return super().get_context_data(possible=possible, again=again, **kwargs)

    def form_valid(self, form):
        try:
            workflow.record_consent(profile=self.profile, by=self.request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return self.render_to_response(context, status=409)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The consent is recorded. The profile can be published."))
        return redirect(self.profile)


class ConsentLetter(ProfileAccess, View):
    """The copy of a letter: to be kept by the reader, never to be shown inside the site."""

    http_method_names = ["get", "head"]

    def load(self):
        letters = Consent.objects.filter(profile=self.profile).exclude(letter_file="")
        self.consent = get_object_or_404(letters, pk=self.kwargs["consent"])

    def get(self, request, **kwargs):
        consent = self.consent
        try:
            content = consent.letter_file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return _sent(request, content, self.assessment.matter, consent)


def _sent(request, content, matter, consent):
    """The file as an attachment, once that is in the log."""
    if request.method != "HEAD":
        try:
            record_download(
                matter=matter, by=request.user, name=consent.letter_name, size=consent.letter_bytes
            )
        except Exception:
            content.close()
            raise
    return FileResponse(
        content,
        as_attachment=True,
        filename=consent.letter_name,
        content_type=consent.letter_type,
        headers={
            "Content-Length": str(consent.letter_bytes),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
