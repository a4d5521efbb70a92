from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from instruments import report, workflow
from instruments.document import FaultyFile
from instruments.forms import LoadForm, WorkbookForm
from instruments.views.access import KeeperAccess
from instruments.workbook import FaultyWorkbook, compare, read
from uploads.refusal import Refused


class InstrumentImport(KeeperAccess, FormView):
    """A workbook is read and compared; nothing is loaded before the person has seen what would change."""

    form_class = WorkbookForm
    template_name = "instruments/instrument_import.html"

    def form_valid(self, form):
        try:
            document = read(form.cleaned_data["file"].read())
        except Refused as refused:
            form.add_error("file", refused.reason)
            return self.form_invalid(form)
        except FaultyWorkbook as faulty:
            context = self.get_context_data(form=WorkbookForm(), faults=faulty.faults)
            return self.render_to_response(context, status=422)
        return self.render_to_response(self.get_context_data(form=WorkbookForm(), **self.found(document)))

    def found(self, document):
        """What would change, against the same version or else the one before it."""
        known, compared = report.stored_versions(document.head)
        before = report.document_of(compared) if compared else None
        changes = compare(before, document)
        frozen = known is not None and not known.editable
        load = None if frozen or not changes else LoadForm.asking(document, known, self.request.user)
        return {
            "document": document,
            "compared": compared,
            "changes": changes,
            "frozen": known if frozen else None,
            "load_form": load,
        }


class InstrumentLoad(KeeperAccess, View):
    """Loads what was read and shown, for the same person, while the draft it replaces is still the same."""

    http_method_names = ["post"]

    def post(self, request):
        form = LoadForm(request.POST)
        if not form.is_valid() or not form.is_current(request.user):
            messages.error(
                request, _("Something has changed since the workbook was read. Please send it once more.")
            )
            return redirect("instrument-import")
        try:
            instrument, _changed = workflow.import_instrument(document=form.document, by=request.user)
        except FaultyFile as faulty:
            messages.error(request, " ".join(fault.reason for fault in faulty.faults))
            return redirect("instrument-import")
        messages.success(request, _("The draft is loaded."))
        return redirect(instrument)
