"""Preview links: who may read a draft without an account, for how long, and when they did."""

import base64
import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import tasks as mails
from accounts.models import User
from assessments.permissions import Right
from audit.workflow import hold, record_download
from profiles.models import PreviewLink, Profile, digest_of
from ui.languages import language_name
from workflows.engine import TransitionRefused
from workflows.problems import Problem

MAX_IN_FORCE = 50
MAX_DAYS = 60
SALT = "profiles.preview-link"


@transaction.atomic
def share_preview(
    *, profile: Profile, name: str, email: str, days: int, language: str, key: str, by: User
) -> tuple[PreviewLink, str]:
    """Let a person without an account read the preview for so many days; gives the link and its address.

    Whoever may take a consultation back, coordinators and reviewers, may open it to others. `key` is chosen anew
    for each link: the same one, sent twice, gives the same link. The address can't be told again later, since only
    a digest of it is kept. With an e-mail address it is mailed, in `language` where the site has that.

    Raises PermissionDenied, or TransitionRefused where too many links are in force.
    """
    if not by.has_perm(Right.REDRAFT, profile.assessment):
        raise PermissionDenied
    hold(profile.assessment.matter)
    token = _token(profile, by, key)
    address = _address(token, language)
    known = profile.preview_links.filter(digest=digest_of(token)).first()
    if known is not None:
        return known, address
    now = timezone.now()
    if profile.preview_links.in_force(now).count() >= MAX_IN_FORCE:
        text = _("%d links are in force, and that is the limit. Withdraw some first.") % MAX_IN_FORCE
        raise TransitionRefused([Problem(text)], subject=f"profile {profile.pk}")
    expires_at = now + datetime.timedelta(days=min(days, MAX_DAYS))
    told = {"name": name, "email": email, "expires_at": expires_at, "made_by": by}
    link = PreviewLink.objects.create(profile=profile, digest=digest_of(token), **told)
    if email:
        _mail(link, address, language)
    return link, address


def _token(profile: Profile, by: User, key: str) -> str:
    """32 bytes that nobody can guess: neither from the key alone nor from what is kept."""
    secret = salted_hmac(SALT, f"{profile.pk}:{by.pk}:{key}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def site_language(language: str) -> str:
    """The language of the site in which readers of this language are spoken to."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _address(token: str, language: str) -> str:
    with translation.override(site_language(language)):
        return settings.SITE_URL + reverse("guest-preview", args=[token, language])


def _mail(link: PreviewLink, address: str, language: str) -> None:
    with translation.override(site_language(language)):
        place = link.profile.assessment.jurisdiction.official_name
        told = {"link": link, "url": address, "place": place, "site_name": settings.SITE_NAME}
        told["language"] = language_name(language)
        subject = render_to_string("emails/preview_subject.txt", told).strip()
        text = render_to_string("emails/preview.txt", told)
        html = render_to_string("emails/preview.html", told)
    transaction.on_commit(lambda: mails.send_mail.delay(subject, text, html, link.email), robust=True)


@transaction.atomic
def revoke_link(*, link: PreviewLink, by: User) -> None:
    """Let a link lead nowhere from now on; what was said by way of it stays. Raises PermissionDenied."""
    if not by.has_perm(Right.REDRAFT, link.profile.assessment):
        raise PermissionDenied
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def note_use(*, link: PreviewLink, language: str, size: int | None = None) -> None:
    """Record that a link was used to read the profile in this language; `size` is that of a file sent."""
    assessment = link.profile.assessment
    name = f"{assessment.jurisdiction.slug}-{assessment.year}-{language}: {link.name}"
    record_download(matter=assessment.matter, by=None, name=name, size=size)
    PreviewLink.objects.filter(pk=link.pk).update(used_at=timezone.now())
