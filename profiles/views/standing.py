from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from profiles import workflow
from profiles.choices import STANDING_KEYS, PageKey, StandingKey
from profiles.forms import RestoreForm, StandingTextChoice, TextForm
from profiles.models import ProfileLanguage, StandingText
from profiles.permissions import KEEP_TEXTS
from profiles.report import ADDRESSES, CONTACT, as_page, paragraphs
from profiles.views.history import history_page
from ui.languages import is_language


@method_decorator(never_cache, name="dispatch")
class TextKeeperAccess(PermissionRequiredMixin):
    """For those who keep what every edition carries, and the site’s pages; no cache keeps the page."""

    permission_required = KEEP_TEXTS


class StandingTextAccess(TextKeeperAccess):
    """Also loads one text in one language; it may not be written yet."""

    def dispatch(self, request, *args, **kwargs):
        if not self.has_permission():
            return self.handle_no_permission()
        self.key, self.language = kwargs["key"], kwargs["language"]
        if self.key not in dict(STANDING_KEYS) or not is_language(self.language):
            raise Http404
        self.text = StandingText.objects.filter(key=self.key, language=self.language).first()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        shown = {"title": dict(STANDING_KEYS)[self.key], "key": self.key, "language": self.language}
        return super().get_context_data(**kwargs | shown | {"text": self.text, "is_page": self.is_page})

    @property
    def is_page(self):
        return self.key in PageKey.values


class StandingTextList(TextKeeperAccess, TemplateView):
    """Each text in each language of the site, of a profile, or in which one is written."""

    template_name = "profiles/standing_text_list.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", StandingTextChoice())
        return super().get_context_data(languages=self.table(), **kwargs)

    def table(self):
        """Each language with the texts of its editions and those of its pages: the key, and whether it is written."""
        written = set(StandingText.objects.exclude(body="").values_list("language", "key"))
        used = ProfileLanguage.objects.order_by("language").values_list("language", flat=True).distinct()
        site = settings.MODELTRANSLATION_LANGUAGES
        further = {*used, *(language for language, _key in written)}.difference(site)
        languages = [*site, *sorted(further)]
        return [
            (language, *(stand(keys, language, written) for keys in (StandingKey, PageKey)))
            for language in languages
        ]

    def get(self, request, *args, **kwargs):
        if "key" not in request.GET:
            return super().get(request, *args, **kwargs)
        form = StandingTextChoice(request.GET)
        if form.is_valid():
            return redirect("standing-text", form.cleaned_data["key"], form.cleaned_data["language"])
        return self.render_to_response(self.get_context_data(form=form), status=422)


def stand(keys, language, written):
    return [(key, (language, key.value) in written) for key in keys]


class StandingTextEdit(StandingTextAccess, FormView):
    """One text in one language: later editions carry what is written here, a page shows it at once."""

    form_class = TextForm
    template_name = "profiles/standing_text.html"

    def get_initial(self):
        return {"body": self.text.body, "seen": self.text.revision} if self.text else {"seen": 0}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"language": self.language}

    def get_context_data(self, **kwargs):
        if self.is_page:
            kwargs |= {"places": [f"page:{name}" for name in sorted(ADDRESSES)], "contact": CONTACT}
            kwargs["public_url"] = reverse(ADDRESSES[self.key.removeprefix("page-")])
        return super().get_context_data(**kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        body = form.cleaned_data["body"]
        if "preview" in self.request.POST:
            preview = as_page(body).html if self.is_page else paragraphs(body)
            context = self.get_context_data(form=form, preview=preview, previewed=True)
            return self.render_to_response(context)
        by = self.request.user
        saved = workflow.write_standing_text(key=self.key, language=self.language, by=by, **form.cleaned_data)
        if saved is None:
            return self.beside_theirs(form)
        messages.success(self.request, _("Saved."))
        return redirect("standing-text-list")

    def beside_theirs(self, form):
        """Someone else wrote meanwhile: both texts, and what was typed can be saved over theirs."""
        self.text = StandingText.objects.get(key=self.key, language=self.language)
        theirs = self.text.revisions.select_related("by").get(number=self.text.revision)
        form.over(self.text)
        context = self.get_context_data(form=form, theirs=theirs, typed=form.cleaned_data["body"])
        return self.render_to_response(context, status=409)


class StandingTextHistory(StandingTextAccess, TemplateView):
    """All that the text has said, what changed from one revision to another, and an earlier one put back."""

    template_name = "profiles/standing_text_history.html"

    def get_context_data(self, **kwargs):
        if self.text is None:
            raise Http404
        return super().get_context_data(**history_page(self.text, self.request.GET), **kwargs)

    def post(self, request, *args, **kwargs):
        form = RestoreForm(request.POST)
        revisions = self.text.revisions if self.text else None
        revision = (
            revisions and form.is_valid() and revisions.filter(number=form.cleaned_data["number"]).first()
        )
        if not revision:
            raise BadRequest  # the page never sends this
        saved = workflow.write_standing_text(
            key=self.key,
            language=self.language,
            body=revision.body,
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
        if saved is None:
            messages.warning(request, _("Someone else has written meanwhile: look at the text as it is now."))
        else:
            messages.success(request, _("The text of revision %d is back.") % revision.number)
        return redirect("standing-text-history", self.key, self.language)
