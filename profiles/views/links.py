from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from assessments.permissions import Right
from profiles import workflow
from profiles.forms import PreviewLinkForm
from profiles.models import PreviewLink
from profiles.views.access import ProfileAccess
from workflows.engine import TransitionRefused


class PreviewLinks(ProfileAccess, ListView):
    """Who may read the preview without an account; a link’s address is shown once, on the answer to its form."""

    right = Right.REDRAFT
    template_name = "profiles/preview_links.html"
    context_object_name = "links"
    paginate_by = 50

    def get_queryset(self):
        return PreviewLink.objects.filter(profile=self.profile).for_page()

    def form(self, data=None):
        return PreviewLinkForm(data, languages=self.languages, initial={"language": self.profile.language})

    def get_context_data(self, form=None, **kwargs):
        return super().get_context_data(form=form or self.form(), now=timezone.now(), **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(422, form=form)
        try:
            link, address = workflow.share_preview(profile=self.profile, by=request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            return self.shown(409, form=form, problems=refused.problems)
        return self.shown(200, made=link, address=address)

    def shown(self, status, **context):
        self.object_list = self.get_queryset()
        return self.render_to_response(self.get_context_data(**context), status=status)


class PreviewLinkRevoke(ProfileAccess, View):
    """Lets a link lead nowhere from now on."""

    right = Right.REDRAFT
    http_method_names = ["post"]

    def load(self):
        links = PreviewLink.objects.filter(profile=self.profile)
        self.link = get_object_or_404(links, pk=self.kwargs["link"])
        self.link.profile = self.profile

    def post(self, request, *args, **kwargs):
        workflow.revoke_link(link=self.link, by=request.user)
        messages.success(request, _("The link of %s leads nowhere any more.") % self.link.name)
        return redirect("preview-links", self.assessment.pk)
