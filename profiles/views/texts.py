from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from assessments.permissions import Right
from profiles import workflow
from profiles.choices import TextKey
from profiles.forms import RestoreForm, TextForm
from profiles.report import TEXTS
from profiles.views.access import ProfileAccess
from profiles.views.history import history_page
from workflows.engine import TransitionRefused


class TextAccess(ProfileAccess):
    """One text of the profile in its own language; other languages have their own desk."""

    def load(self):
        self.key, self.language = self.kwargs["key"], self.kwargs["language"]
        if self.key not in TextKey.values or self.language not in self.languages:
            raise Http404
        self.text = self.profile.texts.filter(key=self.key, language=self.language).first()

    def address(self, name):
        return reverse(name, args=[self.assessment.pk, self.key, self.language])

    def get_context_data(self, **kwargs):
        shown = {"title": TextKey(self.key).label, "language": self.language, "text": self.text}
        shown["body"] = self.text.body if self.text else ""
        return super().get_context_data(**kwargs | shown)


class ProfileText(TextAccess, FormView):
    """One text of the profile, written in Markdown; what it will look like is shown before it is saved."""

    form_class = TextForm
    template_name = "profiles/profile_text.html"

    def get(self, request, *args, **kwargs):
        if self.language != self.profile.language:
            desk = reverse("translation-desk", args=[self.assessment.pk, self.language])
            return redirect(f"{desk}?part={TEXTS}")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if Right.EDIT_FINDINGS not in self.held:
            raise PermissionDenied
        if self.language != self.profile.language:
            return self.get(request)
        return super().post(request, *args, **kwargs)

    def get_initial(self):
        return {"body": self.text.body, "seen": self.text.revision} if self.text else {"seen": 0}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"language": self.language}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        if "preview" in self.request.POST:
            context = self.get_context_data(form=form, preview=form.cleaned_data["body"], previewed=True)
            return self.render_to_response(context)
        try:
            saved = workflow.write_text(
                profile=self.profile, key=self.key, by=self.request.user, **form.cleaned_data
            )
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return self.render_to_response(context, status=409)
        if saved is None:
            return self.beside_theirs(form)
        messages.success(self.request, _("Saved."))
        return redirect(self.profile)

    def beside_theirs(self, form):
        """Someone else wrote meanwhile: both texts, and what was typed can be saved over theirs."""
        self.text = self.profile.texts.select_related("written_by").get(key=self.key, language=self.language)
        typed = form.cleaned_data["body"]
        form.over(self.text)
        return self.render_to_response(
            self.get_context_data(form=form, theirs=self.text, typed=typed), status=409
        )


class ProfileTextHistory(TextAccess, TemplateView):
    """All that the text has said, what changed from one revision to another, and an earlier one put back."""

    template_name = "profiles/profile_text_history.html"

    def load(self):
        super().load()
        if self.language != self.profile.language or self.text is None:
            raise Http404

    def get_context_data(self, **kwargs):
        shown = history_page(self.text, self.request.GET)
        return super().get_context_data(**shown, **kwargs)

    def post(self, request, *args, **kwargs):
        if Right.EDIT_FINDINGS not in self.held:
            raise PermissionDenied
        form = RestoreForm(request.POST)
        revision = form.is_valid() and self.text.revisions.filter(number=form.cleaned_data["number"]).first()
        if not revision:
            raise BadRequest  # the page never sends this
        try:
            saved = workflow.write_text(
                profile=self.profile,
                key=self.key,
                body=revision.body,
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except TransitionRefused as refused:
            return self.render_to_response(self.get_context_data(problems=refused.problems), status=409)
        if saved is None:
            messages.warning(request, _("Someone else has written meanwhile: look at the text as it is now."))
        else:
            messages.success(request, _("The text of revision %d is back.") % revision.number)
        return redirect(self.address("profile-text-history"))
