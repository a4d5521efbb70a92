"""What every edition in a language carries, and the site’s pages: written by staff, with all earlier versions kept."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Kind
from audit.workflow import SITE, hold, record
from profiles.choices import STANDING_KEYS
from profiles.models import StandingText, StandingTextRevision
from profiles.permissions import KEEP_TEXTS
from ui.languages import is_language


@transaction.atomic
def write_standing_text(*, key: str, language: str, body: str, by: User, seen: int) -> StandingText | None:
    """Write one of the standing texts in one language (a code of the Unicode CLDR); an empty body takes it away.

    `seen` is the revision that was edited, 0 for none: gives None, and saves nothing, where someone else has written
    since. What is published stays as it is. Each change is a line of the site's log.

    Raises PermissionDenied, or ValidationError where there is no such text or language.
    """
    if not by.has_perm(KEEP_TEXTS):
        raise PermissionDenied
    if key not in dict(STANDING_KEYS) or not is_language(language):
        raise ValidationError(_("There is no such text."))
    hold(SITE)
    known = StandingText.objects.filter(key=key, language=language).first()
    text = known or StandingText(key=key, language=language, body="", revision=0)
    words = body.strip()
    if words == text.body:
        return text
    if seen != text.revision:
        return None
    text.body, text.revision = words, text.revision + 1
    text.save()
    StandingTextRevision.objects.create(text=text, number=text.revision, body=words, by=by)
    record(Kind.TEXT, matter=SITE, by=by, subject=f"{key} ({language})", revision=text.revision)
    return text
