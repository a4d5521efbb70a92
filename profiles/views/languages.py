from hashlib import sha256

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from assessments.permissions import Right
from profiles import report, workflow
from profiles.choices import TextState
from profiles.forms import LanguageForm, NameForm
from profiles.querysets import has_own_names
from profiles.views.access import ProfileAccess
from profiles.views.translating import UNREVIEWED, TranslationAccess
from ui.languages import language_name
from workflows.engine import TransitionRefused


class TranslationList(ProfileAccess, TemplateView):
    """How far the profile is in each of its languages; another one is added here."""

    template_name = "profiles/translation_list.html"

    @property
    def may_translate(self):
        return Right.TRANSLATE in self.held

    def get_context_data(self, **kwargs):
        covered = report.coverage(self.profile)
        known = {self.profile.language, *(each.language for each in covered)}
        kwargs.setdefault("form", LanguageForm(without=known) if self.may_translate else None)
        return super().get_context_data(
            covered=covered,
            published=set(self.profile.editions.values_list("language", flat=True)),
            may_translate=self.may_translate,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if not self.may_translate:
            raise PermissionDenied
        form = LanguageForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        language = form.cleaned_data["language"]
        workflow.add_language(profile=self.profile, language=language, by=request.user)
        messages.success(request, _("The profile can be translated into %s.") % language_name(language))
        return redirect("translation-list", self.assessment.pk)


class TranslationRemove(TranslationAccess, TemplateView):
    """Asks before a language is taken from the profile."""

    right = Right.TRANSLATE
    template_name = "profiles/translation_remove.html"

    def post(self, request, *args, **kwargs):
        try:
            workflow.remove_language(profile=self.profile, language=self.language, by=request.user)
        except TransitionRefused as refused:
            return self.render_to_response(self.get_context_data(problems=refused.problems), status=409)
        messages.success(request, _("The profile isn’t to appear in %s.") % language_name(self.language))
        return redirect("translation-list", self.assessment.pk)


class TranslationNames(TranslationAccess, TemplateView):
    """Names of the place, the questionnaire and its domains, in a language that the site lacks."""

    template_name = "profiles/translation_names.html"

    def load(self):
        super().load()
        if has_own_names(self.language):
            raise Http404

    def forms(self, data=None):
        return [
            NameForm(data, name=name, target=target, language=self.language, key=key_of(name))
            for name, target in report.names_beside(self.profile, self.language)
        ]

    def get_context_data(self, **kwargs):
        forms = kwargs.setdefault("forms", self.forms())
        return super().get_context_data(
            reviewable=[form for form in forms if self.is_reviewable(form)],
            untranslated=TextState.UNTRANSLATED,
            **kwargs,
        )

    def is_reviewable(self, form):
        target = form.target
        waits = (
            target is not None and target.reviewed_at is None and target.written_by_id != self.request.user.pk
        )
        return self.may_translate and waits and form.theirs is None

    def post(self, request, *args, **kwargs):
        if not self.may_translate:
            raise PermissionDenied
        forms = self.forms(request.POST)
        if not all([form.is_valid() for form in forms]):  # noqa: C419  every form must be checked
            return self.render_to_response(self.get_context_data(forms=forms, faulty=True), status=422)
        sent = [form for form in forms if form.add_prefix("body") in request.POST]
        kept = workflow.save_names(
            profile=self.profile,
            language=self.language,
            drafts=[form.draft() for form in sent],
            by=request.user,
        )
        if kept:
            context = self.get_context_data(forms=self.beside_theirs(kept), conflicts=len(kept))
            return self.render_to_response(context, status=409)
        if "review" in request.POST:
            self.review(sent)
        else:
            messages.success(request, _("Saved."))
        return redirect(self.address("translation-names"))

    def review(self, forms):
        """Say of the name whose button was pressed that it is right, or of all that were shown, as they were read."""
        chosen = self.request.POST["review"]
        seen = {
            form.name.source: draft.body
            for form in forms
            if chosen == form.prefix or (chosen == "all" and self.is_reviewable(form))
            if (draft := form.draft()).body == draft.seen
        }
        refused = workflow.review_names(
            profile=self.profile, language=self.language, seen=seen, by=self.request.user
        )
        if number := len(seen) - len(refused):
            said = ngettext("%d translation reviewed.", "%d translations reviewed.", number)
            messages.success(self.request, said % number)
        if refused or not seen:
            messages.warning(self.request, UNREVIEWED)

    def beside_theirs(self, kept):
        """The forms anew: what was typed stays where someone else wrote, to be saved over their text or not."""
        typed = {draft.source: draft for draft in kept}
        forms = self.forms()
        data = self.request.POST.copy()
        for form in forms:
            data[form.add_prefix("seen")] = form.initial["body"]
        over = {form.name.source: form for form in self.forms(data)}
        for place, form in enumerate(forms):
            if form.name.source in typed:
                forms[place] = over[form.name.source]
                forms[place].theirs = form.initial["body"]
        return forms


def key_of(name):
    """What the fields of a name are called: the same on each page, whatever else is printed."""
    return sha256(name.source.encode()).hexdigest()[:16]
