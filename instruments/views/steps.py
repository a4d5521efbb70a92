from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from instruments import workflow
from instruments.forms import VersionForm
from instruments.permissions import CHANGE
from instruments.views.access import InstrumentAccess
from instruments.workflow import INSTRUMENT
from workflows.engine import TransitionRefused
from workflows.views import StepPage


class InstrumentStep(InstrumentAccess, StepPage):
    template_name = "instruments/instrument_step.html"
    table = INSTRUMENT

    def load(self):
        self.held = {CHANGE}
        self.subject = self.instrument
        self.find_step()


class InstrumentVersion(InstrumentAccess, FormView):
    """The next version: a draft that says the same."""

    form_class = VersionForm
    template_name = "instruments/instrument_version.html"

    def form_valid(self, form):
        version = form.cleaned_data["version"]
        try:
            draft = workflow.draft_version(instrument=self.instrument, version=version, by=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return self.render_to_response(context, status=409)
        messages.success(self.request, _("The draft of version %s is made.") % version)
        return redirect(draft)
