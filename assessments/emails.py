"""Mails about pages handed over, sections passed on and dates, in the language of who reads them.

Each raises OSError or SMTPException when the mail server is away.
"""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.emails import send, switch_off_url
from accounts.models import User
from assessments.models import DueDateChange, Handover, HandoverEvent, Section, Turn


def _send(
    name: str, user: User, path: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    """One mail from the three templates of this name; `path` is where its button leads."""
    about = {"user": user, "url": settings.SITE_URL + path, **context}
    send(
        subject=render_to_string(f"emails/{name}_subject.txt", about).strip(),
        text=render_to_string(f"emails/{name}.txt", about),
        html=render_to_string(f"emails/{name}.html", about),
        recipient=user.email,
        headers=headers,
    )


def send_handovers(handovers: list[Handover]) -> None:
    """What was handed over in one act: which pages, until when, with which note."""
    first = handovers[0]
    user, assessment = first.role.user, first.role.assessment
    with translation.override(user.language):
        page = first.part if len(handovers) == 1 else assessment
        context = {
            "assessment": assessment,
            "handovers": handovers,
            "by": first.handed_by,
            "note": first.note,
            "is_new": not user.has_usable_password(),
        }
        _send("handover", user, page.get_absolute_url(), context)


def send_sent_back(event: HandoverEvent) -> None:
    handover = event.subject
    user, assessment = handover.role.user, handover.role.assessment
    with translation.override(user.language):
        context = {"assessment": assessment, "handover": handover, "by": event.by, "note": event.note}
        _send("handover_sent_back", user, handover.part.get_absolute_url(), context)


def send_turn(turn: Turn, user: User) -> None:
    """That a section is with the reader now."""
    section: Section = turn.section
    with translation.override(user.language):
        context = {"assessment": section.assessment, "section": section, "by": turn.by, "note": turn.note}
        _send("section_passed", user, section.get_absolute_url(), context)


def send_due_dates(changes: list[DueDateChange], user: User) -> None:
    """New due dates that were set in one act, for one reason."""
    assessment = changes[0].section.assessment
    with translation.override(user.language):
        context = {
            "assessment": assessment,
            "changes": changes,
            "by": changes[0].by,
            "note": changes[0].reason,
        }
        _send("due_dates", user, assessment.get_absolute_url(), context)


def send_reminder(user: User, due: list[Any]) -> None:
    """What is due for the reader, with the way to switch such mails off."""
    with translation.override(user.language):
        off = switch_off_url(user)
        context = {"due": due, "site": settings.SITE_URL, "off": off}
        headers = {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        _send("reminder", user, reverse("my-work"), context, headers)
