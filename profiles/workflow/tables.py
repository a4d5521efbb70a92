from collections.abc import Collection, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.models import matter_of
from assessments.permissions import Right
from profiles import report, rules, tasks
from profiles.choices import EditionState, ProfileState, Stage
from profiles.models import Edition, EditionEvent, Profile, ProfileEvent
from profiles.signals import editions_changed
from ui.languages import language_name
from workflows.engine import Transition, Workflow, perform
from workflows.problems import Problem


def _end_consent(profile: Profile, event: ProfileEvent) -> None:
    """Nothing appears without a consent."""
    profile.consents.filter(ended_at=None).update(ended_at=event.at)
    end_editions(profile, gettext("The consent has ended."))


def end_editions(profile: Profile, note: str, *, keep: Collection[str] = ()) -> None:
    """Let nothing appear that is in the making or waits, but in the languages to `keep`."""
    steps = {EditionState.RENDERING: "fail", EditionState.WAITING: "lapse"}
    making = Edition.objects.filter(profile=profile, state__in=steps).exclude(language__in=keep)
    for edition in making.without_snapshot().order_by("pk"):
        perform(EDITION, steps[EditionState(edition.state)], edition, by=None, note=note)


def queue_rendering(edition: Edition, event: EditionEvent | None = None) -> None:
    """Hand the edition to the worker once the transaction is committed."""
    transaction.on_commit(lambda: tasks.render_edition.delay(edition.pk), robust=True)


def overtaken(edition: Edition, by: User | None) -> Iterator[Problem]:
    """What the edition was to say is still what the profile says."""
    profile = Profile.objects.for_detail().get(pk=edition.profile_id)
    if report.says_otherwise(edition.snapshot, profile):
        yield Problem(
            gettext("The profile says something else by now: publish it anew."), profile.get_absolute_url()
        )


def _note_request(edition: Edition, event: EditionEvent) -> None:
    """It stands at the end of the queue, and nothing is left of an attempt before."""
    Edition.objects.filter(pk=edition.pk).update(
        requested_at=event.at, beat_at=None, attempts=0, stage=Stage.QUEUED, checks=[]
    )


def _replace_earlier(edition: Edition) -> None:
    for earlier in Edition.objects.public().filter(profile=edition.profile_id, language=edition.language):
        perform(EDITION, "supersede", earlier, by=None)
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now())


def _tell_readers(edition: Edition, event: EditionEvent) -> None:
    editions_changed.send(Edition, profile=edition.profile)


def _names_of_editions(keys: Collection[int]) -> dict[int, str]:
    editions = Edition.objects.filter(pk__in=keys).values_list("pk", "language", "number")
    return {
        pk: _("Edition %(number)d, %(language)s") % {"number": number, "language": language_name(language)}
        for pk, language, number in editions
    }


PROFILE = Workflow(
    name="profile",
    model=Profile,
    event=ProfileEvent,
    permission_object=lambda profile: profile.assessment,
    matter=lambda profile: matter_of(profile.assessment_id),
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
                rules.unfit_findings,
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
            conditions=(
                rules.answers_approved,
                rules.unfit_findings,
                rules.unanswered_comments,
                rules.own_edit,
                rules.own_opening,
            ),
            confirm=_("You confirm that the profile is ready for the government’s consent."),
        ),
        Transition(
            "record consent",
            _("Record the consent"),
            (ProfileState.CLEARED, ProfileState.CONSENTED),
            ProfileState.CONSENTED,
            Right.CONSENT,
            conditions=(
                rules.answers_approved,
                rules.unfit_findings,
                rules.missing_consent,
            ),
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
    matter=lambda edition: matter_of(edition.profile.assessment_id),
    names=_names_of_editions,
    transitions=(
        Transition(
            "publish",
            _("Publish"),
            (EditionState.NEW,),
            EditionState.RENDERING,
            Right.PUBLISH,
            conditions=(rules.unpublishable, rules.unexplained),
            effects=(_note_request, queue_rendering),
        ),
        Transition(
            "finish",
            _("Made and checked"),
            (EditionState.RENDERING,),
            EditionState.PUBLISHED,
            permission=None,
            prepares=(_replace_earlier,),
            effects=(_tell_readers,),
        ),
        Transition(
            "hold",
            _("Made and checked, waits for its moment"),
            (EditionState.RENDERING,),
            EditionState.WAITING,
            permission=None,
        ),
        Transition(
            "appear",
            _("Appears"),
            (EditionState.WAITING,),
            EditionState.PUBLISHED,
            permission=None,
            conditions=(rules.too_early, rules.uncovered),
            prepares=(_replace_earlier,),
            effects=(_tell_readers,),
        ),
        Transition(
            "call off",
            _("Call off"),
            (EditionState.WAITING, EditionState.FAILED),
            EditionState.CALLED_OFF,
            Right.PUBLISH,
            confirm=_("It will not appear. Another edition can be asked for."),
        ),
        Transition(
            "lapse",
            _("May not appear any more"),
            (EditionState.WAITING,),
            EditionState.CALLED_OFF,
            permission=None,
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
            conditions=(rules.unpublishable, overtaken),
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
            effects=(_tell_readers,),
            note_label=_("Reason, shown to the public"),
            confirm=_(
                "The public page says that the edition was withdrawn, when and why; its files are gone."
            ),
        ),
    ),
)
