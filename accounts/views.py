from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts import workflow
from accounts.forms import InvitationAcceptForm
from accounts.models import Invitation


class InvitationAccept(FormView):
    """Where the link of an invitation leads: name and password, then signed in."""

    form_class = InvitationAcceptForm
    template_name = "accounts/invitation_accept.html"

    def dispatch(self, request, *args, **kwargs):
        self.invitation = workflow.open_invitation(kwargs["token"])
        if self.invitation is None:
            return self.closed()
        return super().dispatch(request, *args, **kwargs)

    def closed(self):
        return self.response_class(self.request, "accounts/invitation_closed.html", status=410)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.invitation.user}

    def get_initial(self):
        return {"name": self.invitation.user.name}

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitation=self.invitation, **kwargs)

    def form_valid(self, form):
        try:
            user = workflow.accept_invitation(invitation=self.invitation, **form.cleaned_data)
        except Invitation.DoesNotExist:
            return self.closed()
        login(self.request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(self.request, _("Welcome. Your account is ready."))
        return redirect("my-work")
