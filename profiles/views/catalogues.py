from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View

from assessments.permissions import Right
from audit.workflow import record_download
from profiles import report, workflow
from profiles.forms import LONGEST, CatalogueForm, TakeForm
from profiles.views.translating import TranslationAccess
from uploads.kinds import PO


class TranslationExport(TranslationAccess, View):
    """All that is translated, as a catalogue for translators’ tools."""

    right = Right.TRANSLATE
    http_method_names = ["get", "head"]

    def get(self, request, **kwargs):
        content = report.as_po(self.profile, self.language)
        place = self.assessment.jurisdiction
        name = f"{place.slug}-{self.assessment.year}-{self.language}.po"
        if request.method != "HEAD":
            record_download(matter=self.assessment.matter, by=request.user, name=name, content=content)
        response = HttpResponse(content, content_type=f"{PO.media_type}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class TranslationImport(TranslationAccess, FormView):
    """A catalogue is read and compared; nothing is saved before the person has seen what would change."""

    right = Right.TRANSLATE
    form_class = CatalogueForm
    template_name = "profiles/translation_import.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"language": self.language}

    def form_valid(self, form):
        found = report.compare(self.profile, self.language, form.catalogue, longest=LONGEST)
        take = None
        if found.changes:
            take = TakeForm.asking(
                found.changes, profile=self.profile, language=self.language, by=self.request.user
            )
        context = self.get_context_data(
            form=CatalogueForm(language=self.language),
            found=found,
            take_form=take,
            name=form.cleaned_data["file"].inspected.name,
        )
        return self.render_to_response(context)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class TranslationTake(TranslationAccess, View):
    """Saves what was read and shown, for the same person, where nobody has written since."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        if not self.may_translate:
            raise PermissionDenied
        form = TakeForm(request.POST)
        if not form.is_valid() or not form.is_for(self.profile, self.language, request.user):
            messages.error(request, _("This page is too old. Send the file once more."))
            return redirect(self.address("translation-import"))
        drafts = form.drafts(self.profile, self.language)
        kept = workflow.save_translations(
            profile=self.profile, language=self.language, drafts=drafts, by=request.user
        )
        self.tell(len(drafts) - len(kept), len(kept))
        return redirect(self.address("translation-desk"))

    def tell(self, taken, kept):
        if taken:
            said = ngettext(
                "%d translation is taken from the file.", "%d translations are taken from the file.", taken
            )
            messages.success(self.request, said % taken)
        if kept:
            said = ngettext(
                "%d text was changed here meanwhile and is left as it is. Send the file once more to compare it.",
                "%d texts were changed here meanwhile and are left as they are. Send the file once more to compare them.",
                kept,
            )
            messages.warning(self.request, said % kept)
