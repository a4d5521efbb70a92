from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from assessments.models import Assessment
from assessments.permissions import Right
from assessments.views.access import AssessmentAccess
from profiles.models import Edition, Profile


class ProfileAccess(AssessmentAccess):
    """Loads the draft of the page; who may see it need not see the answers."""

    def find(self):
        visible = Profile.objects.visible_to(self.request.user, Assessment.objects)
        self.profile = get_object_or_404(self.rows(visible), **self.lookup())
        return self.profile.assessment, self.request.user.rights_on(self.profile.assessment)

    def rows(self, visible):
        """The drafts that the person may see, with what the page shows of them."""
        return visible.for_detail()

    def lookup(self):
        return {"assessment": self.kwargs["pk"]}

    @property
    def may_edit(self):
        return Right.EDIT_FINDINGS in self.held and self.profile.editable

    @cached_property
    def languages(self):
        """The codes of those in which the profile is to appear, its own first."""
        codes = sorted(self.profile.languages.values_list("language", flat=True))
        return sorted(codes, key=lambda code: code != self.profile.language)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            profile=self.profile, may_edit=self.may_edit, sees_assessment=Right.VIEW in self.held, **kwargs
        )


class EditionAccess(ProfileAccess):
    """The same for a page about one edition."""

    def lookup(self):
        return {"editions": self.kwargs["pk"]}

    def load(self):
        self.edition = get_object_or_404(Edition.objects.for_desk(), pk=self.kwargs["pk"])
        self.edition.profile = self.profile
