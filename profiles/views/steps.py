from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from assessments.permissions import Right
from profiles import workflow
from profiles.forms import ConsentForm
from profiles.views.access import EditionAccess, ProfileAccess
from profiles.workflow import EDITION, PROFILE
from workflows.engine import TransitionRefused, available
from workflows.views import StepPage

CONSENT = PROFILE.transition("record consent")


class ProfileStep(ProfileAccess, StepPage):
    template_name = "profiles/profile_step.html"
    table = PROFILE

    def load(self):
        self.subject = self.profile
        self.find_step()

    def get(self, request, *args, **kwargs):
        if self.step is CONSENT:
            return redirect("profile-consent", self.assessment.pk)
        return super().get(request, *args, **kwargs)


class EditionStep(EditionAccess, StepPage):
    template_name = "profiles/edition_step.html"
    table = EDITION

    def load(self):
        super().load()
        self.subject = self.edition
        self.find_step()


class ProfileConsent(ProfileAccess, FormView):
    """Who consents for the government, in which languages; possible once the profile is cleared."""

    right = Right.CONSENT
    form_class = ConsentForm
    template_name = "profiles/profile_consent.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"languages": self.languages}

    def get_context_data(self, **kwargs):
        possible = CONSENT in available(PROFILE, self.profile, self.held)
        return super().get_context_data(possible=possible, **kwargs)

    def form_valid(self, form):
        try:
            workflow.record_consent(profile=self.profile, by=self.request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return self.render_to_response(context, status=409)
        messages.success(self.request, _("The consent is recorded. The profile can be published."))
        return redirect(self.profile)
