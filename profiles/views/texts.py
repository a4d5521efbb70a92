from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from assessments.permissions import Right
from instruments.models import Domain
from profiles import workflow
from profiles.choices import FindingKind, TextKey
from profiles.forms import FindingForm, TextForm
from profiles.models import FindingBasis
from profiles.views.access import ProfileAccess
from workflows.engine import TransitionRefused


class ProfileDomain(ProfileAccess, TemplateView):
    """The desk of one domain: its findings on their two lists, to decide on, edit and order."""

    template_name = "profiles/profile_domain.html"

    def load(self):
        domains = Domain.objects.filter(instrument=self.assessment.instrument_id)
        self.domains = list(domains.in_order())
        self.domain = get_object_or_404(domains, slug=self.kwargs["domain"])

    def forms(self, data=None):
        findings = self.profile.findings.filter(domain=self.domain).for_desk(FindingBasis.objects)
        return [FindingForm(data, finding=finding, language=self.profile.language) for finding in findings]

    def get_context_data(self, forms=None, **kwargs):
        forms = self.forms() if forms is None else forms
        return super().get_context_data(
            domain=self.domain,
            domains=self.domains,
            forms=forms,
            lists=[(kind, [form for form in forms if form.finding.kind == kind]) for kind in FindingKind],
            reviews=Right.REVIEW in self.held,
            sees_answers=Right.VIEW_ANSWERS in self.held,
            **kwargs,
        )

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        if Right.EDIT_FINDINGS not in self.held:
            raise PermissionDenied
        forms = self.forms(request.POST)
        refused = []
        if all([form.is_valid() for form in forms]):  # noqa: C419  every form must be checked, not only the first
            try:
                anchor = self.save(forms)
            except TransitionRefused as error:
                refused = error.problems
            else:
                messages.success(request, _("Saved."))
                return redirect(request.path + anchor)
        context = self.get_context_data(forms=forms, problems=refused, faulty=True)
        return self.render_to_response(context, status=409 if refused else 422)

    def save(self, forms):
        """Save the page, then move the finding whose button was pressed; gives the place to go back to."""
        by = self.request.user
        drafts = [form.draft() for form in forms]
        workflow.save_findings(profile=self.profile, domain=self.domain, drafts=drafts, by=by)
        key, _colon, way = self.request.POST.get("move", "").partition(":")
        finding = next((form.finding for form in forms if str(form.finding.pk) == key), None)
        if finding is None or way not in ("up", "down"):
            return ""
        workflow.move_finding(finding=finding, up=way == "up", by=by)
        return f"#finding-{finding.pk}"


class ProfileText(ProfileAccess, FormView):
    """One text of the profile in one language."""

    form_class = TextForm
    template_name = "profiles/profile_text.html"

    def load(self):
        self.key, self.language = self.kwargs["key"], self.kwargs["language"]
        if self.key not in TextKey.values or self.language not in self.languages:
            raise Http404
        texts = self.profile.texts.filter(key=self.key, language=self.language)
        self.body = texts.values_list("body", flat=True).first() or ""

    def get_initial(self):
        return {"body": self.body}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"language": self.language}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=TextKey(self.key).label, language=self.language, body=self.body, **kwargs
        )

    def post(self, request, *args, **kwargs):
        if Right.EDIT_FINDINGS not in self.held:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        body = form.cleaned_data["body"]
        try:
            workflow.write_text(
                profile=self.profile, key=self.key, language=self.language, body=body, by=self.request.user
            )
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return self.render_to_response(context, status=409)
        messages.success(self.request, _("Saved."))
        return redirect(self.profile)
