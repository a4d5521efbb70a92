from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from assessments.permissions import Right
from profiles import report
from profiles.choices import EditionState, ProfileState
from profiles.forms import PublishForm
from profiles.models import ProfileEvent
from profiles.views.access import ProfileAccess
from profiles.views.editions import IN_THE_MAKING, UNFINISHED, edition_rows
from profiles.workflow import PROFILE
from ui.languages import language_name
from workflows.engine import available, problems
from workflows.models import TransitionEvent

NEXT = {
    ProfileState.DRAFTING: gettext_lazy(
        "The reviewer decides on each finding, edits the texts and then opens the consultation."
    ),
    ProfileState.CONSULTATION: gettext_lazy(
        "The government reads the profile as it stands and comments on it. Each comment is answered; then a reviewer "
        "who neither opened the consultation nor edited the profile last clears it."
    ),
    ProfileState.CLEARED: gettext_lazy(
        "The government decides on its consent. The focal point or the coordinator records it."
    ),
    ProfileState.CONSENTED: gettext_lazy(
        "The coordinator publishes the profile, one language at a time, in the languages that the consent names."
    ),
}
AHEAD = {ProfileState.DRAFTING: "open consultation", ProfileState.CONSULTATION: "clear"}


@dataclass(frozen=True)
class Told:
    """A line of the history: what moved, and how."""

    subject: str
    event: TransitionEvent


class ProfileDesk(ProfileAccess, TemplateView):
    """The home of a profile: its state, what is missing, its parts, its consent and its editions."""

    template_name = "profiles/profile_desk.html"

    def rows(self, visible):
        events = Prefetch("events", ProfileEvent.objects.select_related("by"))
        return super().rows(visible).select_related("edited_by").prefetch_related(events).with_comments()

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", None)
        self.events = list(self.profile.events.all())
        editions = list(self.profile.editions.for_desk())
        consents = list(
            self.profile.consents.select_related("recorded_by").prefetch_related("languages").order_by("-pk")
        )
        steps = available(PROFILE, self.profile, self.held)
        return super().get_context_data(
            next=NEXT[self.profile.state],
            missing=self.missing(),
            steps=steps,
            domains=report.domains_of(self.profile, self.held),
            texts=report.texts_of(self.profile),
            covered=report.coverage(self.profile),
            consents=consents,
            consultation=report.consultation_of(self.profile, self.events),
            shares=Right.REDRAFT in self.held,
            editions=edition_rows(editions, self.profile, self.held),
            making=any(edition.state in IN_THE_MAKING for edition in editions),
            publish_form=kwargs["form"] or self.publish_form(consents, editions),
            history=self.history(editions),
            **kwargs,
        )

    def missing(self):
        """What stands against the next step, for those who can do something about it."""
        step = PROFILE.transition(AHEAD[self.profile.state]) if self.profile.state in AHEAD else None
        concerned = self.profile.editable and Right.VIEW_INTERNAL in self.held
        if step is None or (step.permission not in self.held and not concerned):
            return []
        return problems(step, self.profile, self.request.user)

    def publish_form(self, consents, editions):
        """The languages that may be asked for now; None where there is none, or for someone else."""
        if Right.PUBLISH not in self.held or self.profile.state != ProfileState.CONSENTED:
            return None
        making = {edition.language for edition in editions if edition.state in UNFINISHED}
        covered = [
            each.language
            for consent in consents
            if consent.ended_at is None
            for each in consent.languages.all()
        ]
        languages = sorted(language for language in covered if language not in making)
        replacing = [edition.language for edition in editions if edition.state == EditionState.PUBLISHED]
        return PublishForm(languages=languages, replacing=replacing) if languages else None

    def history(self, editions):
        told = [Told(_("Profile"), event) for event in self.events]
        for edition in editions:
            name = _("%(language)s, edition %(number)d") % {
                "language": language_name(edition.language).capitalize(),
                "number": edition.number,
            }
            told += [Told(name, event) for event in edition.events.all()]
        return sorted(told, key=lambda line: (line.event.at, line.event.pk), reverse=True)
