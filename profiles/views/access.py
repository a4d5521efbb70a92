from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers

from assessments.models import Assessment
from assessments.permissions import Right
from profiles.forms import site_languages
from profiles.models import Edition, Profile


class ProfileAccess(LoginRequiredMixin):
    """Loads the draft of the page: not visible is 404, visible without `right` is 403. No cache keeps it."""

    right = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.profile = get_object_or_404(self.visible().for_detail(), **self.lookup())
        self.assessment = self.profile.assessment
        self.held = request.user.rights_on(self.assessment)
        self.load()
        if self.right is not None and self.right not in self.held:
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def visible(self):
        return Profile.objects.visible_to(self.request.user, Assessment.objects)

    def lookup(self):
        return {"assessment": self.kwargs["pk"]}

    def load(self):
        """Further objects of the page; raises Http404."""

    @property
    def may_edit(self):
        return Right.EDIT_FINDINGS in self.held and self.profile.editable

    @property
    def languages(self):
        return site_languages(self.profile.language)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            profile=self.profile,
            assessment=self.assessment,
            held=self.held,
            may_edit=self.may_edit,
            sees_assessment=Right.VIEW in self.held,
            **kwargs,
        )


class EditionAccess(ProfileAccess):
    """The same for a page about one edition."""

    def lookup(self):
        return {"editions": self.kwargs["pk"]}

    def load(self):
        self.edition = get_object_or_404(Edition.objects.for_desk(), pk=self.kwargs["pk"])
        self.edition.profile = self.profile
