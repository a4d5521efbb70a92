from django.shortcuts import redirect

from profiles import report
from profiles.views.access import EditionAccess, ProfileAccess
from profiles.workflow import EDITION, PROFILE
from workflows.views import StepPage

CONSENT = PROFILE.transition("record consent")
OPENING = PROFILE.transition("open consultation")


class ProfileStep(ProfileAccess, StepPage):
    template_name = "profiles/profile_step.html"
    table = PROFILE

    def load(self):
        self.subject = self.profile
        self.find_step()

    def get_context_data(self, **kwargs):
        if self.step is OPENING:
            advised = report.advised_against(self.profile)
            domains = report.domains_of(self.profile, self.held)
            kwargs["domains"] = [(domain, count, advised[domain.pk]) for domain, count in domains]
            kwargs["texts"] = report.texts_of(self.profile)
        return super().get_context_data(**kwargs)

    def get(self, request, *args, **kwargs):
        if self.step is CONSENT:
            return redirect("profile-consent", self.assessment.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.step is CONSENT:
            return redirect("profile-consent", self.assessment.pk)
        return super().post(request, *args, **kwargs)


class EditionStep(EditionAccess, StepPage):
    template_name = "profiles/edition_step.html"
    table = EDITION

    def load(self):
        super().load()
        self.subject = self.edition
        self.find_step()
