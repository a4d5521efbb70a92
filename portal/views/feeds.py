"""The feed of published editions, for people who want to hear of new ones."""

import re

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from portal.forms.publications import PublicationFilter
from portal.report.editions import page_of
from portal.version import version
from profiles.models import Edition
from profiles.report import described
from ui.languages import language_name
from ui.text import listed

NEWEST = 30
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SECONDS = 600


class Atom(Atom1Feed):
    """Each entry says which language it is in."""

    def item_attributes(self, item):
        return {"xml:lang": item["language"]}


class EditionFeed(Feed):
    """The newest published editions in one language, narrowed as the list of profiles is."""

    feed_type = Atom

    def get_object(self, request):
        form = PublicationFilter(request.GET)
        form.own_language = form.wanted.get("language") or get_language()
        return form

    def title(self, form):
        words = [each.value for each in form.chosen if each.name != "language"]
        named = listed([settings.SITE_NAME, *words])
        return _("%(site)s: profiles in %(language)s") % {
            "site": named,
            "language": language_name(form.own_language),
        }

    def subtitle(self, form):
        return _("A profile describes what is in place. It does not score or rank.")

    def link(self, form):
        return _absolute("profile-list", form)

    def feed_url(self, form):
        return _absolute("profile-feed", form)

    def feed_guid(self, form):
        return _absolute("profile-feed", form)

    def items(self, form):
        """Of the profiles in which something appeared last: whatever is new stands among them."""
        newest = (
            form.found().in_language(Edition.objects, form.own_language).values_list("profile", flat=True)
        )
        editions = Edition.objects.public().filter(
            language=form.own_language, profile__in=list(newest[:NEWEST])
        )
        names = {f"told_{name}": KT(f"snapshot__{name}") for name in ("title", "name", "country")}
        return (
            editions.for_page().prefetch_related("files").annotate(**names).order_by("-published_at", "-pk")
        )

    def item_title(self, edition):
        year = edition.profile.assessment.year
        if edition.told_name == edition.told_country:
            return _for_xml(f"{edition.told_title}, {year}")
        return _for_xml(f"{edition.told_title} ({edition.told_country}), {year}")

    def item_description(self, edition):
        """What has changed since the edition before, else what a profile says, in the language of the edition."""
        if edition.note:
            return _for_xml(edition.note)
        year = edition.profile.assessment.year
        with translation.override(edition.language):
            return _for_xml(described(edition.told_title, edition.told_name, edition.told_country, year))

    def item_link(self, edition):
        return f"{settings.SITE_URL}{page_of(edition)}"

    def item_guid(self, edition):
        """The address that stays this edition’s own, the same in every feed."""
        with translation.override(settings.LANGUAGE_CODE):
            return f"{settings.SITE_URL}{edition.permanent_url}"

    def item_pubdate(self, edition):
        return edition.published_at

    def item_updateddate(self, edition):
        return edition.published_at

    def item_extra_kwargs(self, edition):
        return {"language": edition.language}

    def item_enclosure_url(self, edition):
        return f"{settings.SITE_URL}{edition.pdf.permanent_url}" if edition.pdf else None

    def item_enclosure_length(self, edition):
        return edition.pdf.bytes

    item_enclosure_mime_type = "application/pdf"


def _for_xml(text):
    """What people typed or pasted may hold control characters, which XML has no way to write."""
    return UNWRITABLE.sub(" ", text)


def _absolute(name, form):
    query = form.query()
    return f"{settings.SITE_URL}{reverse(name)}{'?' if query else ''}{query}"


def _etag(request):
    return f'"{version()}-{get_language()}"'


edition_feed = require_safe(
    cache_control(public=True, max_age=SECONDS)(condition(etag_func=_etag)(EditionFeed()))
)
