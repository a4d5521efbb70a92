from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from accounts import workflow
from accounts.forms import InvitationAcceptForm, MailsForm
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


@method_decorator(never_cache, name="dispatch")
class AccountMails(LoginRequiredMixin, FormView):
    """Which mails the person wants to get."""

    form_class = MailsForm
    template_name = "accounts/account_mails.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.request.user}

    def form_valid(self, form):
        workflow.set_mails(user=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return redirect("account-mails")


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class RemindersOff(TemplateView):
    """Where the link of a reminder leads: one button, without signing in.

    Mail programs press it themselves (RFC 8058), without a cookie: the signed address is what proves the right.
    """

    template_name = "accounts/reminders_off.html"

    def dispatch(self, request, *args, **kwargs):
        self.person = workflow.person_of_reminders(kwargs["token"])
        if self.person is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)

    def post(self, request, **kwargs):
        workflow.set_reminders(user=self.person, on=False)
        return render(request, self.template_name, self.get_context_data(done=True))
