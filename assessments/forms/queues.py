"""Search and filters of the lists over all assessments; a choice that does not exist is left aside."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments import report
from assessments.choices import AssessmentState, Role, SectionState
from assessments.models import RoleAssignment, Section
from places.models import Jurisdiction

ANY = ("", _("Any"))
UNFINISHED = [choice for choice in SectionState.choices if choice[0] != SectionState.APPROVED]


class QueueForm(forms.Form):
    """`arranging` names the fields that put a list in order and narrow nothing."""

    mark_optional = False
    arranging = ()

    q = forms.CharField(label=_("Place"), required=False, max_length=100, widget=forms.SearchInput())

    def asked(self, name):
        """What the address says, where that is a choice there is; else how the list is arranged by itself, or nothing."""
        self.is_valid()
        return self.cleaned_data.get(name) or self.fields[name].initial or ""

    @property
    def filtered(self):
        return any(self.asked(name) for name in self.fields if name not in self.arranging)


class WorkFilterForm(QueueForm):
    """Which of the person's assessments “My work” shows, and which tasks in them."""

    role = forms.ChoiceField(label=_("Your role"), required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("how far something is", "State"),
        required=False,
        choices=[
            ANY,
            (_("Of what waits for you"), UNFINISHED),
            (_("Of the assessment"), AssessmentState.choices),
        ],
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [ANY, *(choice for choice in Role.choices if choice[0] in roles)]

    def wanted(self):
        return report.Asked(
            words=self.asked("q"),
            role=self.asked("role"),
            state=self.asked("state"),
            overdue=bool(self.asked("overdue")),
        )


class ByQuestionnaire(QueueForm):
    """Also by questionnaire; `domains` are those of the questionnaires there are to choose among."""

    instrument = forms.ChoiceField(label=_("Questionnaire"), required=False)

    def __init__(self, *args, domains, **kwargs):
        super().__init__(*args, **kwargs)
        instruments = {str(domain.instrument_id): domain.instrument for domain in domains}
        choices = [(pk, f"{one.title} {one.version}") for pk, one in instruments.items()]
        self.fields["instrument"].choices = [ANY, *choices]


class ReviewFilterForm(ByQuestionnaire):
    """Which sections stand in a reviewer's queue, under which tab, and in which order."""

    tabs = {"mine": _("Waiting for me"), "others": _("Waiting for others"), "due": _("Due")}
    dates = {"due": "due_date", "waiting": "held_since"}
    arranging = ("tab", "sort")

    domain = forms.ChoiceField(label=_("Domain"), required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("how far something is", "State"), required=False, choices=[ANY, *UNFINISHED]
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        initial="due",
        choices=[("due", _("By due date")), ("waiting", _("Longest wait first"))],
    )
    tab = forms.ChoiceField(
        required=False, initial="mine", choices=list(tabs.items()), widget=forms.HiddenInput
    )

    def __init__(self, *args, domains, **kwargs):
        super().__init__(*args, domains=domains, **kwargs)
        names = {domain.slug: domain.short_name for domain in sorted(domains, key=lambda one: one.number)}
        self.fields["domain"].choices = [ANY, *names.items()]

    def narrowed(self, sections):
        sections = sections.named(self.asked("q"), Jurisdiction.objects)
        if instrument := self.asked("instrument"):
            sections = sections.filter(assessment__instrument=instrument)
        if domain := self.asked("domain"):
            sections = sections.filter(domain__slug=domain)
        return sections.filter(state=self.asked("state")) if self.asked("state") else sections

    @property
    def date(self):
        return self.dates[self.asked("sort")]


class OversightFilterForm(ByQuestionnaire):
    """Which assessments a coordinator's overview shows, and in which order."""

    arranging = ("sort",)

    state = forms.ChoiceField(
        label=pgettext_lazy("how far something is", "State"),
        required=False,
        choices=[ANY, *AssessmentState.choices],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        initial="place",
        choices=[("place", _("By place")), ("overdue", _("Overdue first"))],
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    absent = forms.BooleanField(label=_("With people who never signed in"), required=False)

    def narrowed(self, assessments, today):
        """In the order that is asked for."""
        late = Section.objects.overdue(today)
        if instrument := self.asked("instrument"):
            assessments = assessments.filter(instrument=instrument)
        if state := self.asked("state"):
            assessments = assessments.filter(state=state)
        if self.asked("overdue"):
            assessments = assessments.with_any(late)
        if self.asked("absent"):
            assessments = assessments.with_any(RoleAssignment.objects.never_signed_in())
        assessments = assessments.named(self.asked("q"), Jurisdiction.objects)
        return assessments.latest_first(late) if self.asked("sort") == "overdue" else assessments.by_place()
