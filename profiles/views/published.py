"""The public pages of a profile: each from the snapshot of one edition alone."""

from django.http import Http404
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.generic import TemplateView

from profiles import report
from profiles.choices import EditionState
from profiles.models import Edition, Profile


class ProfilePublic(TemplateView):
    """A published profile in the newest edition of one language; or that it was withdrawn."""

    template_name = "profiles/profile_public.html"
    gone = None  # an edition that was withdrawn, while the profile is still published

    def get(self, request, *args, country, year, place="", **kwargs):
        self.at_place = list(Edition.objects.told().of_place(country=country, place=place).for_page())
        self.told = [edition for edition in self.at_place if edition.profile.assessment.year == year]
        if not self.told:
            raise Http404
        self.published = [edition for edition in self.told if edition.state == EditionState.PUBLISHED]
        self.profile = self.told[0].profile
        edition = self.edition()
        return self.show(edition) if edition else self.say_withdrawn()

    def show(self, edition):
        response = self.render_to_response(self.get_context_data(edition=edition))
        if self.request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def get_context_data(self, edition, **kwargs):
        return super().get_context_data(
            page=report.laid_out(report.Told.of(edition, self.at_place, get_language())),
            canonical=report.canonical(edition),
            alternates=self.alternates(),
            **kwargs,
        )

    def say_withdrawn(self):
        profile = Profile.objects.for_detail().get(pk=self.profile.pk)
        context = {"profile": profile, "withdrawn": self.withdrawn(), "gone": self.gone}
        return self.response_class(self.request, "profiles/profile_withdrawn.html", context, status=410)

    def edition(self):
        """In the language of the page, else in the working language, else the first there is; None where all is gone."""
        by_language = {edition.language: edition for edition in self.published}
        wanted = (get_language(), self.profile.language, *by_language)
        return next((by_language[language] for language in wanted if language in by_language), None)

    def alternates(self):
        """The languages of the site in which the profile is published: in any other the page says the same as one."""
        pages = ((each.language, self.profile.page_in(each.language)) for each in self.published)
        return [(language, page) for language, page in pages if page]

    def withdrawn(self):
        return report.withdrawals(self.told)


class EditionPublic(ProfilePublic):
    """One edition at the address that stays its own: as long as it is published, or replaced by a published one."""

    def edition(self):
        language, _dash, number = self.kwargs["edition"].rpartition("-")
        named = (each for each in self.told if (each.language, str(each.number)) == (language, number))
        edition = next(named, None)
        if edition is None:
            raise Http404
        self.ended_by = self.withdrawn_with(edition)
        if self.ended_by and self.published:
            self.gone = edition
        return None if self.ended_by else edition

    def alternates(self):
        return []

    def withdrawn_with(self, edition):
        """Itself, or the one that replaced it: whoever withdraws the text withdraws its earlier wording too."""
        later = [
            each
            for each in self.told
            if each.state == EditionState.WITHDRAWN
            and each.language == edition.language
            and each.number >= edition.number
        ]
        return min(later, key=lambda each: each.number, default=None)

    def withdrawn(self):
        """Of an edition that is gone, its own end; whatever was published since."""
        return report.withdrawals([self.ended_by])
