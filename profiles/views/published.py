"""The public pages of a profile: each from the snapshot of one edition alone."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.generic import TemplateView

from profiles import report
from profiles.choices import EditionState
from profiles.models import Edition, Profile
from profiles.snapshot import Snapshot
from ui.languages import languages_in_words


@dataclass(frozen=True)
class LaidOut:
    """What an edition says, and the part of its page that nothing else has a say in."""

    snapshot: Snapshot
    html: SafeString


@lru_cache(maxsize=200)
def laid_out(edition: int, _published_at: datetime, language: str, address: str) -> LaidOut:
    """Of the edition with this key, published at this moment, in the language of the page, with its permanent address.

    What an edition says never changes, so it is read and laid out once in a process, whatever else is published. Its
    key alone would not do: a database that is restored beneath a running process gives keys out again.
    """
    snapshot = Snapshot.from_json(Edition.objects.values_list("snapshot", flat=True).get(pk=edition))
    context = {"snapshot": snapshot, "citation": report.citation(snapshot), "permanent_url": address}
    return LaidOut(snapshot, render_to_string("profiles/_said.html", context))


@lru_cache(maxsize=1000)
def offered(edition: Edition, _published_at: datetime, _language: str) -> SafeString:
    """As what a published edition can be had: its date, its address and its files, none of which change any more."""
    return render_to_string("profiles/_offered.html", {"each": edition})


class ProfilePublic(TemplateView):
    """A published profile in the newest edition of one language; or that it was withdrawn."""

    template_name = "profiles/profile_public.html"
    gone = None  # an edition that was withdrawn, while the profile is still published

    def get(self, request, *args, country, year, place="", **kwargs):
        self.told = list(Edition.objects.told().at(country=country, place=place, year=year).for_page())
        self.published = [edition for edition in self.told if edition.state == EditionState.PUBLISHED]
        if not self.told:
            raise Http404
        withdrawn = [edition for edition in self.told if edition.state == EditionState.WITHDRAWN]
        prefetch_related_objects(withdrawn, "events")
        self.profile = self.told[0].profile
        edition = self.edition()
        if edition is None:
            profile = Profile.objects.for_detail().get(pk=self.profile.pk)
            context = {"profile": profile, "withdrawn": self.withdrawn(), "gone": self.gone}
            return self.response_class(request, "profiles/profile_withdrawn.html", context, status=410)
        return self.show(edition)

    def show(self, edition):
        self.rounds = self.find_rounds()
        response = self.render_to_response(self.get_context_data(edition=edition))
        if self.request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def get_context_data(self, edition, **kwargs):
        said = laid_out(edition.pk, edition.published_at, get_language(), edition.permanent_url)
        snapshot = said.snapshot
        pages = [(each, self.profile.page_in(each.language)) for each in self.published]
        languages = [(each, page or each.permanent_url) for each, page in pages]
        return super().get_context_data(
            edition=edition,
            snapshot=snapshot,
            said=said.html,
            languages=languages,
            available=languages_in_words(each.language for each, _page in pages),
            elsewhere=[(each, page) for each, page in languages if each.language != edition.language],
            description=report.description(snapshot),
            linked_data=report.linked_data(edition, snapshot, self.published),
            picture=edition.picture,
            canonical=self.canonical(edition),
            alternates=self.alternates(pages),
            place_urls=self.place_urls(),
            site_url=settings.SITE_URL,
            withdrawn=self.withdrawn(),
            offered=[offered(each, each.published_at, get_language()) for each in self.published],
            newer=self.newer(edition),
            changes=report.change_log(self.told),
            rounds=self.rounds,
            **kwargs,
        )

    def alternates(self, pages):
        """The languages of the site in which the profile is published: in any other the page says the same as one."""
        return [(each.language, page) for each, page in pages if page]

    def place_urls(self):
        """The pages of the country and of the place."""
        place = self.profile.assessment.jurisdiction
        if place.country is None:
            return {"place": reverse("country-detail", args=[place.slug])}
        return {
            "country": reverse("country-detail", args=[place.country.slug]),
            "place": reverse("place-detail", args=[place.country.slug, place.slug]),
        }

    def edition(self):
        """In the language of the page, else in the working language, else the first there is; None where all is gone."""
        by_language = {edition.language: edition for edition in self.published}
        wanted = (get_language(), self.profile.language, *by_language)
        return next((by_language[language] for language in wanted if language in by_language), None)

    def canonical(self, edition):
        """The page that search engines name: of the profile, in the language of what is shown."""
        return self.profile.page_in(edition.language) or self.profile.public_url

    def newer(self, edition):
        """The edition that replaces this one, where it was replaced."""
        if edition.state == EditionState.PUBLISHED:
            return None
        return next(each for each in self.published if each.language == edition.language)

    def find_rounds(self):
        """The newer and the older published rounds of this place on this level: number and year, newest first."""
        assessment = self.profile.assessment
        found = Edition.objects.public().rounds_at(assessment.jurisdiction_id, assessment.scope)
        others = [(number, year) for pk, number, year in found if pk != self.profile.pk]
        address = self.profile.public_url.removesuffix(f"{assessment.year}/")
        return {
            "newer": [(year, f"{address}{year}/") for number, year in others if number > assessment.round],
            "earlier": [(year, f"{address}{year}/") for number, year in others if number < assessment.round],
        }

    def withdrawn(self):
        """The last step of each language in which the profile was withdrawn and is not published again."""
        published = {edition.language for edition in self.published}
        last = {
            edition.language: edition
            for edition in reversed(self.told)
            if edition.state == EditionState.WITHDRAWN and edition.language not in published
        }
        return [(edition, self.withdrawal(edition)) for edition in last.values()]

    def withdrawal(self, edition):
        return next(event for event in edition.events.all() if event.target == EditionState.WITHDRAWN)


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

    def alternates(self, pages):
        return []

    def canonical(self, edition):
        """An earlier edition has a page of its own; the newest is also what the profile shows."""
        return super().canonical(edition) if edition in self.published else edition.permanent_url

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
        return [(self.ended_by, self.withdrawal(self.ended_by))] if self.ended_by else super().withdrawn()
