import datetime
import secrets
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.permissions import Right
from audit.workflow import hold
from profiles.models import Consent, ConsentLanguage, Profile
from profiles.workflow.tables import PROFILE, end_editions
from workflows.engine import perform

FOLDER = "letters"
MAX_TOTAL = 200 * 1024 * 1024  # bytes of the letters of one profile


@transaction.atomic
def record_consent(
    *,
    profile: Profile,
    name: str,
    capacity: str,
    date: datetime.date,
    letter: str,
    languages: Iterable[str],
    by: User,
    letter_file: Any = None,
) -> Consent:
    """Record who consents to publication for the government, in which languages, with the letter's reference.

    `letter_file`, as an UploadField gave it, is a copy of the letter. An earlier consent ends, and with it what is
    in the making in a language that the new one doesn't name. The same consent, sent twice, is one.

    Raises PermissionDenied, ValidationError for `letter_file` where there is no room for it, or TransitionRefused
    when the profile isn't cleared; then nothing is recorded. When the disk is full, OSError.
    """
    if not by.has_perm(Right.CONSENT, profile.assessment):
        raise PermissionDenied
    hold(profile.assessment.matter)
    Profile.objects.select_for_update().get(pk=profile.pk)
    said = {"name": name, "capacity": capacity, "date": date, "letter": letter, "recorded_by": by}
    covered = sorted(set(languages))
    known = _in_force(profile, said, covered, letter_file)
    if known is not None:
        return known
    profile.consents.filter(ended_at=None).update(ended_at=timezone.now())
    consent = Consent.objects.create(profile=profile, **said)
    ConsentLanguage.objects.bulk_create(
        ConsentLanguage(consent=consent, language=language) for language in covered
    )
    perform(PROFILE, "record consent", profile, by=by)
    end_editions(profile, _("The consent in force doesn’t name this language."), keep=covered)
    if letter_file:
        _keep_letter(consent, letter_file)
    return consent


def _in_force(
    profile: Profile, said: dict[str, Any], languages: Collection[str], letter_file: Any
) -> Consent | None:
    """The consent that says just this already, and has this letter where one came along."""
    known = profile.consents.filter(ended_at=None, **said).first()
    if known is None or sorted(known.languages.values_list("language", flat=True)) != languages:
        return None
    told = (known.letter_name, known.letter_bytes)
    same = not letter_file or told == (letter_file.inspected.name, letter_file.inspected.size)
    return known if same else None


def _keep_letter(consent: Consent, upload: Any) -> None:
    kept = Consent.objects.filter(profile=consent.profile_id).aggregate(total=Sum("letter_bytes"))["total"]
    if kept + upload.inspected.size > MAX_TOTAL:
        raise ValidationError(
            {"letter_file": _("The letters of this profile take up all the room there is.")}
        )
    stored = f"{FOLDER}/{secrets.token_hex(16)}"
    try:
        consent.letter_file = default_storage.save(stored, upload)
        consent.letter_name = upload.inspected.name
        consent.letter_type = upload.inspected.media_type
        consent.letter_bytes = upload.inspected.size
        consent.save(update_fields=["letter_file", "letter_name", "letter_type", "letter_bytes"])
    except BaseException:
        default_storage.delete(stored)  # what was written of it
        raise
