from django.conf import settings
from django.utils import translation

from profiles.models import Edition


def page_of(edition: Edition) -> str:
    """Where it is read: on the page of its profile in its language; where the site lacks that, at its own address."""
    if edition.language not in dict(settings.LANGUAGES):
        return edition.permanent_url
    with translation.override(edition.language):
        return edition.profile.public_url
