from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.permissions import Right
from profiles import rules, tasks
from profiles.choices import EditionState, ProfileState
from profiles.models import Edition, EditionEvent, Profile, ProfileEvent
from workflows.engine import Transition, Workflow, perform


def _end_consent(profile: Profile, event: ProfileEvent) -> None:
    profile.consents.filter(ended_at=None).update(ended_at=event.at)


def queue_rendering(edition: Edition, event: EditionEvent | None = None) -> None:
    """Hand the edition to the worker once the transaction is committed."""
    transaction.on_commit(lambda: tasks.render_edition.delay(edition.pk), robust=True)


def _note_request(edition: Edition, event: EditionEvent) -> None:
    Edition.objects.filter(pk=edition.pk).update(requested_at=event.at)


def _replace_earlier(edition: Edition) -> None:
    for earlier in Edition.objects.public().filter(profile=edition.profile_id, language=edition.language):
        perform(EDITION, "supersede", earlier, by=None)
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now())


PROFILE = Workflow(
    name="profile",
    model=Profile,
    event=ProfileEvent,
    permission_object=lambda profile: profile.assessment,
    transitions=(
        Transition(
            "open consultation",
            _("Open the consultation"),
            (ProfileState.DRAFTING,),
            ProfileState.CONSULTATION,
            Right.EDIT_FINDINGS,
            conditions=(
                rules.answers_approved,
                rules.undecided_findings,
                rules.stale_findings,
                rules.missing_introduction,
            ),
            confirm=_("The government reads the profile as it stands; it can’t be edited meanwhile."),
        ),
        Transition(
            "back to drafting",
            _("Take back to drafting"),
            (ProfileState.CONSULTATION, ProfileState.CLEARED),
            ProfileState.DRAFTING,
            Right.REDRAFT,
            note_label=_("Reason"),
            confirm=_("The profile can be edited again and must be consulted on and cleared anew."),
        ),
        Transition(
            "clear",
            _("Clear the profile"),
            (ProfileState.CONSULTATION,),
            ProfileState.CLEARED,
            Right.EDIT_FINDINGS,
            conditions=(rules.answers_approved, rules.stale_findings, rules.own_edit),
            confirm=_("You confirm that the profile is ready for the government’s consent."),
        ),
        Transition(
            "record consent",
            _("Record the consent"),
            (ProfileState.CLEARED,),
            ProfileState.CONSENTED,
            Right.CONSENT,
            conditions=(rules.answers_approved, rules.stale_findings, rules.missing_consent),
        ),
        Transition(
            "withdraw consent",
            _("Withdraw the consent"),
            (ProfileState.CONSENTED,),
            ProfileState.DRAFTING,
            Right.CONSENT,
            effects=(_end_consent,),
            note_label=_("Reason"),
            confirm=_("Nothing more can be published. Published editions stay until they are withdrawn."),
        ),
        Transition(
            "answers reopened",
            _("Answers reopened"),
            (ProfileState.CONSULTATION, ProfileState.CLEARED, ProfileState.CONSENTED),
            ProfileState.DRAFTING,
            permission=None,
            effects=(_end_consent,),
        ),
    ),
)

EDITION = Workflow(
    name="edition",
    model=Edition,
    event=EditionEvent,
    permission_object=lambda edition: edition.profile.assessment,
    transitions=(
        Transition(
            "publish",
            _("Publish"),
            (EditionState.NEW,),
            EditionState.RENDERING,
            Right.PUBLISH,
            conditions=(rules.unpublishable,),
            effects=(_note_request, queue_rendering),
        ),
        Transition(
            "finish",
            _("Made and checked"),
            (EditionState.RENDERING,),
            EditionState.PUBLISHED,
            permission=None,
            prepares=(_replace_earlier,),
        ),
        Transition(
            "fail",
            _("Could not be made"),
            (EditionState.RENDERING,),
            EditionState.FAILED,
            permission=None,
        ),
        Transition(
            "try again",
            _("Try again"),
            (EditionState.FAILED,),
            EditionState.RENDERING,
            Right.PUBLISH,
            conditions=(rules.unpublishable,),
            effects=(_note_request, queue_rendering),
        ),
        Transition(
            "supersede",
            _("Replaced by a newer edition"),
            (EditionState.PUBLISHED,),
            EditionState.SUPERSEDED,
            permission=None,
        ),
        Transition(
            "withdraw",
            _("Withdraw the edition"),
            (EditionState.PUBLISHED,),
            EditionState.WITHDRAWN,
            Right.PUBLISH,
            note_label=_("Reason, shown to the public"),
            confirm=_(
                "The public page says that the edition was withdrawn, when and why; its files are gone."
            ),
        ),
    ),
)
