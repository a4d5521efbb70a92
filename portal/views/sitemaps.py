"""What search engines are told: which pages there are, in which languages, and where they need not look."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.report import addresses

LIMIT = 10_000  # addresses in one file
SECONDS = 3600
PAGES = (
    *("home", "profile-list", "place-list", "finding-list", "domain-list"),
    *("about", "page-process", "page-method", "page-glossary", "page-open-data", "api-docs"),
    *("page-accessibility", "page-privacy"),
)
CLOSED = (
    "account",
    "admin",
    "answers",
    "assessments",
    "consistency",
    "editions",
    "oversight",
    "places",
    "preview",
    "questionnaires",
    "remarks",
    "review",
    "standing-texts",
    "work",
)
"""How addresses begin, after the language, that are for people who have signed in or were sent a link."""
SEARCHED = ("profiles", "findings")
"""Lists of which search engines read the pages themselves, and not every combination of filters."""


class AddressSitemap(Sitemap):
    """Pages in each language they have, each naming the others."""

    i18n = alternates = True
    limit = LIMIT
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_languages_for_item(self, item):
        return item.languages

    def location(self, item):
        return f"/{translation.get_language()}/{item.path}"

    def lastmod(self, item):
        return item.changed_at

    def get_latest_lastmod(self):
        return max((item.changed_at for item in self.items() if item.changed_at), default=None)

    def items(self):
        return self.addresses

    @cached_property
    def paginator(self):
        return super().paginator


class PageSitemap(AddressSitemap):
    """The pages that lead to the others; they change with what is published."""

    @cached_property
    def addresses(self):
        named = [(name, ()) for name in PAGES] + [
            ("domain-detail", (slug,)) for slug in addresses.domain_slugs()
        ]
        changed_at = addresses.last_published_at()
        with translation.override(settings.LANGUAGE_CODE):
            paths = [reverse(name, args=args).split("/", 2)[2] for name, args in named]
        return [addresses.Address(path, changed_at=changed_at) for path in paths]


class PlaceSitemap(AddressSitemap):
    addresses = cached_property(lambda self: addresses.place_addresses())


class ProfileSitemap(AddressSitemap):
    addresses = cached_property(lambda self: addresses.profile_addresses())


SECTIONS = {"pages": PageSitemap, "places": PlaceSitemap, "profiles": ProfileSitemap}


@require_safe
@cache_control(public=True, max_age=SECONDS)
def sitemap(request):
    """All addresses in one file, or the list of the files where they are too many for one."""
    sections = {name: section() for name, section in SECTIONS.items()}
    if sum(section.paginator.count for section in sections.values()) <= LIMIT:
        return views.sitemap(request, sections)
    files = [entry for name, section in sections.items() for entry in _files(name, section)]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=SECONDS)
def sitemap_section(request, section):
    return views.sitemap(request, SECTIONS, section)


@require_safe
@cache_control(public=True, max_age=SECONDS)
def robots(request):
    """Search engines find every public page by the site map, and stay out of what is for people at work."""
    codes = [code for code, _name in settings.LANGUAGES]
    context = {
        "closed": [f"/{code}/{start}/" for start in CLOSED for code in codes]
        + [f"/{code}/{start}/?*" for start in SEARCHED for code in codes],
        "sitemap": f"{settings.SITE_URL}{reverse('sitemap')}",
    }
    return render(request, "portal/robots.txt", context, content_type="text/plain")


def _files(name, section):
    address = f"{settings.SITE_URL}{reverse('sitemap-section', args=[name])}"
    changed_at = section.get_latest_lastmod()
    for page in section.paginator.page_range:
        yield views.SitemapIndexItem(address if page == 1 else f"{address}?p={page}", changed_at)
