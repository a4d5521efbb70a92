from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from assessments.permissions import Right
from instruments.models import Domain
from profiles import report, workflow
from profiles.choices import EditionState, ProfileState, TextKey
from profiles.forms import PublishForm
from profiles.models import FindingBasis
from profiles.views.access import EditionAccess, ProfileAccess
from profiles.views.public import address_in
from profiles.workflow import EDITION, PROFILE
from ui.languages import language_name
from workflows.engine import TransitionRefused, available, problems
from workflows.models import TransitionEvent

NEXT = {
    ProfileState.DRAFTING: gettext_lazy(
        "The reviewer decides on each finding, edits the texts and then opens the consultation."
    ),
    ProfileState.CONSULTATION: gettext_lazy(
        "The government reads the profile as it stands. A reviewer who did not edit it last then clears it."
    ),
    ProfileState.CLEARED: gettext_lazy(
        "The government decides on its consent. The focal point or the coordinator records it."
    ),
    ProfileState.CONSENTED: gettext_lazy(
        "The coordinator publishes the profile, one language at a time, in the languages that the consent names."
    ),
}
AHEAD = {ProfileState.DRAFTING: "open consultation", ProfileState.CONSULTATION: "clear"}
IN_THE_MAKING = (EditionState.NEW, EditionState.RENDERING)


@dataclass(frozen=True)
class Told:
    """A line of the history: what moved, and how."""

    subject: str
    event: TransitionEvent


class ProfileDesk(ProfileAccess, TemplateView):
    """The home of a profile: its state, what is missing, its parts, its consent and its editions."""

    template_name = "profiles/profile_desk.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", None)
        editions = list(self.profile.editions.for_desk())
        consents = list(
            self.profile.consents.select_related("recorded_by").prefetch_related("languages").order_by("-pk")
        )
        steps = available(PROFILE, self.profile, self.held)
        return super().get_context_data(
            next=NEXT[self.profile.state],
            missing=self.missing(),
            steps=steps,
            domains=self.domains(),
            texts=self.texts(),
            consents=consents,
            editions=[edition_row(edition, self.profile, self.held) for edition in editions],
            making=any(edition.state in IN_THE_MAKING for edition in editions),
            publish_form=self.publish_form(consents, editions),
            history=self.history(editions),
            **kwargs,
        )

    def missing(self):
        """What stands against the next step, for those who can do something about it."""
        step = PROFILE.transition(AHEAD[self.profile.state]) if self.profile.state in AHEAD else None
        if step is None or (step.permission not in self.held and not self.profile.editable):
            return []
        return problems(step, self.profile, self.request.user)

    def domains(self):
        """Each domain with its counts."""
        counts = {row["domain"]: row for row in self.profile.findings.counts(FindingBasis.objects)}
        domains = Domain.objects.filter(instrument=self.assessment.instrument_id).in_order()
        return [(domain, counts.get(domain.pk, {})) for domain in domains]

    def texts(self):
        """Each text in each language: its name, its address, and whether it is written."""
        written = set(self.profile.texts.values_list("key", "language"))
        return [
            {"key": key, "language": language, "written": (key.value, language) in written}
            for key in TextKey
            for language in self.languages
        ]

    def publish_form(self, consents, editions):
        """The languages that may be asked for now; None where there is none, or for someone else."""
        if Right.PUBLISH not in self.held or self.profile.state != ProfileState.CONSENTED:
            return None
        making = {edition.language for edition in editions if edition.state in IN_THE_MAKING}
        covered = [
            each.language
            for consent in consents
            if consent.ended_at is None
            for each in consent.languages.all()
        ]
        languages = sorted(language for language in covered if language not in making)
        wanted = {"language": self.request.POST.get("language")}
        return PublishForm(languages=languages, initial=wanted) if languages else None

    def history(self, editions):
        events = self.profile.events.select_related("by")
        told = [Told(_("Profile"), event) for event in events]
        for edition in editions:
            name = _("%(language)s, edition %(number)d") % {
                "language": language_name(edition.language).capitalize(),
                "number": edition.number,
            }
            told += [Told(name, event) for event in edition.events.all()]
        return sorted(told, key=lambda line: (line.event.at, line.event.pk), reverse=True)


def edition_row(edition, profile, held):
    """An edition with what its line on the desk shows; `profile` is its own, with the place."""
    edition.profile = profile
    failures = sorted(
        (event for event in edition.events.all() if event.name == "fail"), key=lambda event: event.pk
    )
    return {
        "edition": edition,
        "making": edition.state in IN_THE_MAKING,
        "page": address_in(profile.public_url, edition.language)
        if edition.state == EditionState.PUBLISHED
        else "",
        "failure": failures[-1].note if failures and edition.state == EditionState.FAILED else "",
        "steps": available(EDITION, edition, held),
    }


class ProfilePublish(ProfileDesk):
    """Asks for an edition in one language; the worker makes it."""

    right = Right.PUBLISH
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = PublishForm(request.POST, languages=self.languages)
        refused = []
        if form.is_valid():
            try:
                workflow.publish(
                    profile=self.profile, language=form.cleaned_data["language"], by=request.user
                )
            except TransitionRefused as error:
                refused = error.problems
            else:
                messages.success(
                    request, _("The edition is being made. It appears as soon as its PDF is checked.")
                )
                return redirect(self.profile)
        context = self.get_context_data(form=form, problems=refused)
        return self.render_to_response(context, status=409 if refused else 422)


class ProfilePreview(ProfileAccess, TemplateView):
    """What an edition in this language would say now."""

    template_name = "profiles/profile_preview.html"

    def load(self):
        if self.kwargs["language"] not in self.languages:
            raise Http404

    def get_context_data(self, **kwargs):
        snapshot = report.build(self.profile, self.kwargs["language"], published_date=timezone.localdate())
        return super().get_context_data(
            snapshot=snapshot, citation=report.citation(snapshot), languages=self.languages, **kwargs
        )


class EditionProgress(EditionAccess, TemplateView):
    """The line of an edition once it is made or has failed; nothing new to show while it is in the making."""

    template_name = "profiles/_edition.html"

    def get(self, request, *args, **kwargs):
        if self.edition.state in IN_THE_MAKING:
            return HttpResponse(status=204)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=edition_row(self.edition, self.profile, self.held), **kwargs)
