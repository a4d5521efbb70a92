"""Mails in the language of who reads them. Each raises OSError or SMTPException when the mail server is away."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.emails import send, switch_off_url
from accounts.models import User
from assessments.emails.reader import Told
from assessments.models import Assessment


@dataclass
class Matter:
    """One heading of the daily mail: what happened in an assessment, as text and as HTML, and what is due there."""

    assessment: Assessment
    told: list[dict[str, str]] = field(default_factory=list)
    due: list[Any] = field(default_factory=list)


def send_notice(told: Told) -> None:
    """One mail about one act."""
    user, name = told.notice.user, told.notice.kind
    with translation.override(user.language):
        about = _about(told)
        subject = render_to_string(f"emails/{name}_subject.txt", about)
        _send(user, subject, {kind: _render(told, "notice", kind) for kind in ("txt", "html")})


def send_reminder(user: User, due: list[Any]) -> None:
    """What is due for the reader, with the way to switch such mails off."""
    with translation.override(user.language):
        about = _with_way_out(user) | {"due": due}
        _send_daily("reminder", user, about)


def send_digest(user: User, told: list[Told], due: list[Any]) -> None:
    """The one mail of the day: what happened in each assessment, and what is due for the reader there."""
    with translation.override(user.language):
        matters: dict[int, Matter] = {}
        for each in told:
            of = each.notice.assessment
            matter = matters.setdefault(of.pk, Matter(of))
            matter.told.append({kind: _render(each, "digest_entry", kind) for kind in ("txt", "html")})
        for each in due:
            matters.setdefault(each.assessment.pk, Matter(each.assessment)).due.append(each)
        about = _with_way_out(user) | {"matters": list(matters.values()), "today": timezone.localdate()}
        _send_daily("digest", user, about)


def _about(told: Told) -> dict[str, Any]:
    user = told.notice.user
    return {
        "user": user,
        "is_new": not user.has_usable_password(),
        "assessment": told.notice.assessment,
        "root": settings.SITE_URL,
        "url": settings.SITE_URL + told.path,
        "mails": settings.SITE_URL + reverse("account-mails"),
        **told.about,
    }


def _render(told: Told, frame: str, kind: str) -> str:
    """What is told, in a mail of its own (`notice`) or among others (`digest_entry`)."""
    about = _about(told) | {"frame": f"emails/{frame}.{kind}"}
    return render_to_string(f"emails/{told.notice.kind}.{kind}", about)


def _with_way_out(user: User) -> dict[str, Any]:
    mails = settings.SITE_URL + reverse("account-mails")
    off = switch_off_url(user) if user.reminders else ""
    work = settings.SITE_URL + reverse("my-work")
    return {"user": user, "root": settings.SITE_URL, "url": work, "off": off, "mails": mails}


def _send_daily(name: str, user: User, about: dict[str, Any]) -> None:
    """A mail that a mail program can switch off: the reminders with one press, else on the page of the account."""
    headers = {"List-Unsubscribe": f"<{about['off'] or about['mails']}>"}
    if about["off"]:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = render_to_string(f"emails/{name}_subject.txt", about)
    _send(user, subject, {k: render_to_string(f"emails/{name}.{k}", about) for k in ("txt", "html")}, headers)


def _send(user: User, subject: str, body: dict[str, str], headers: dict[str, str] | None = None) -> None:
    """Pieces of the plain text end with a line of their own; never more than one empty line stands between them."""
    text = re.sub(r"\n{3,}", "\n\n", body["txt"])
    send(subject=subject, text=text, html=body["html"], recipient=user.email, headers=headers)
