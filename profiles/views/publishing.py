from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments.permissions import Right
from profiles import workflow
from profiles.forms import PublishForm
from profiles.views.desk import ProfileDesk
from workflows.engine import TransitionRefused


class ProfilePublish(ProfileDesk):
    """Asks for an edition in one language; the worker makes it."""

    right = Right.PUBLISH
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        replacing = self.profile.editions.public().values_list("language", flat=True)
        form = PublishForm(request.POST, languages=self.languages, replacing=list(replacing))
        refused = []
        if form.is_valid():
            try:
                self.publish(form.cleaned_data)
            except TransitionRefused as error:
                refused = error.problems
            else:
                messages.success(request, _("The edition is being made. Its line below says how far it is."))
                return redirect(self.profile)
        context = self.get_context_data(form=form, problems=refused)
        return self.render_to_response(context, status=409 if refused else 422)

    def publish(self, wanted):
        workflow.publish(
            profile=self.profile,
            language=wanted["language"],
            appears_at=wanted["appears_at"],
            note=wanted.get("note", ""),
            by=self.request.user,
        )
