from typing import cast

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments import rules
from assessments.choices import AssessmentState, HandoverState, Holder, NoticeKind, Role, SectionState
from assessments.models import (
    Answer,
    Assessment,
    AssessmentEvent,
    Handover,
    HandoverEvent,
    Section,
    SectionEvent,
    Verdict,
    matter_of,
)
from assessments.permissions import ANSWER_PART, Right
from assessments.signals import assessment_approved, section_reopened
from assessments.workflow.carrying import carry_forward
from assessments.workflow.notices import notify, tell_people
from assessments.workflow.turns import give_turn
from workflows.engine import Transition, Workflow, perform


def _carry_forward(assessment: Assessment, event: AssessmentEvent) -> None:
    carry_forward(assessment=assessment, by=_actor(event))


def _send_verdicts(section: Section, event: SectionEvent) -> None:
    Verdict.objects.private().on_current(section).update(sent_at=timezone.now())


def _pin_answers(section: Section, event: SectionEvent) -> None:
    Answer.objects.filter(part__section=section).answered().update(approved=F("current"))


def _unpin_answers(section: Section, event: SectionEvent) -> None:
    Answer.objects.filter(part__section=section).update(approved=None)


def _lock_assessment(section: Section) -> Assessment:
    """Sections that move at the same moment must see each other: the second waits here for the first."""
    section.assessment = Assessment.objects.select_for_update(no_key=True).get(pk=section.assessment_id)
    return section.assessment


def _approve_assessment(section: Section, event: SectionEvent) -> None:
    assessment = _lock_assessment(section)
    if not assessment.sections.unapproved().exists():
        perform(ASSESSMENT, "all approved", assessment, by=None)
        assessment_approved.send(Section, assessment=assessment, by=event.by)


def _resume_assessment(section: Section, event: SectionEvent) -> None:
    assessment = _lock_assessment(section)
    if assessment.state != AssessmentState.COLLECTING:
        perform(ASSESSMENT, "resume", assessment, by=None)
    section_reopened.send(Section, section=section, by=event.by)


# Whose turn it is ---------------------------------------------------------------------------------------


def _begin_turns(assessment: Assessment, event: AssessmentEvent) -> None:
    give_turn(assessment.sections.in_order(), Holder.RESEARCHER, by=_actor(event))


def _end_turns(assessment: Assessment, event: AssessmentEvent) -> None:
    held = assessment.sections.exclude(holder="").exclude(holder=Holder.NOBODY)
    give_turn(held.in_order(), Holder.NOBODY, by=_actor(event))


def _turn_to_reviewer(section: Section, event: SectionEvent) -> None:
    give_turn([section], Holder.REVIEWER, by=_actor(event))


def _turn_to_researcher(section: Section, event: SectionEvent) -> None:
    give_turn([section], Holder.RESEARCHER, by=_actor(event))


def _actor(event: AssessmentEvent | SectionEvent) -> User:
    """Who took the step; these are steps of people."""
    return cast(User, event.by)


def _turn_to_submitter(section: Section, event: SectionEvent) -> None:
    """Back to the side that submitted the section."""
    submitted = section.events.filter(name="submit").select_related("by").order_by("-at", "-pk").first()
    side = _side_of(submitted.by, section.assessment) if submitted and submitted.by else Holder.RESEARCHER
    give_turn([section], side, by=_actor(event))


def _side_of(person: User, assessment: Assessment) -> Holder:
    """The government's for a focal point, also for one who has handed the role on since."""
    held = set(assessment.roles.filter(user=person).values_list("role", flat=True))
    held = held or set(assessment.role_events.filter(user=person).values_list("role", flat=True))
    return Holder.GOVERNMENT if Role.FOCAL_POINT in held else Holder.RESEARCHER


def _turn_to_nobody(section: Section, event: SectionEvent) -> None:
    give_turn([section], Holder.NOBODY, by=_actor(event))


def _tell_contributor(handover: Handover, event: HandoverEvent) -> None:
    assessment, contributor = handover.role.assessment, handover.role.user_id
    if contributor != event.by_id:
        notify(NoticeKind.SENT_BACK, assessment=assessment, people=[contributor], subject=event.pk)


ASSESSMENT = Workflow(
    name="assessment",
    model=Assessment,
    event=AssessmentEvent,
    matter=lambda assessment: assessment.matter,
    transitions=(
        Transition(
            "launch",
            _("Launch the assessment"),
            (AssessmentState.SET_UP,),
            AssessmentState.COLLECTING,
            Right.MANAGE,
            conditions=(rules.missing_roles, rules.missing_due_dates),
            effects=(_carry_forward, _begin_turns),
            confirm=_("From then on the people named can answer the questionnaire."),
        ),
        Transition(
            "all approved",
            _("All sections approved"),
            (AssessmentState.COLLECTING,),
            AssessmentState.APPROVED,
            permission=None,
        ),
        Transition(
            "resume",
            _("Answers collected again"),
            (AssessmentState.APPROVED,),
            AssessmentState.COLLECTING,
            permission=None,
        ),
        Transition(
            "close",
            _("Close the assessment"),
            (AssessmentState.APPROVED,),
            AssessmentState.CLOSED,
            Right.MANAGE,
            note_label=_("Reason"),
            confirm=_("No answer can be reopened after that. What is published stays."),
        ),
        Transition(
            "cancel",
            _("Cancel the assessment"),
            (AssessmentState.SET_UP, AssessmentState.COLLECTING),
            AssessmentState.CANCELLED,
            Right.MANAGE,
            effects=(_end_turns,),
            note_label=_("Reason"),
            confirm=_("Nobody can go on answering. The answers given so far are kept."),
        ),
    ),
)

SECTION = Workflow(
    name="section",
    model=Section,
    event=SectionEvent,
    permission_object=lambda section: section.assessment,
    matter=lambda section: matter_of(section.assessment_id),
    names=Section.objects.names,
    transitions=(
        Transition(
            "submit",
            _("Submit for review"),
            (SectionState.OPEN, SectionState.RETURNED),
            SectionState.SUBMITTED,
            Right.SUBMIT,
            conditions=(
                rules.assessment_running,
                rules.incomplete_answers,
                rules.unchanged_answers,
                rules.unanswered_queries,
            ),
            effects=(_turn_to_reviewer, tell_people),
            note_label=_("In what capacity you submit: your function and institution"),
            confirm=_("While a section is with the reviewer, its answers can’t be changed."),
        ),
        Transition(
            "recall",
            _("Take the submission back"),
            (SectionState.SUBMITTED,),
            SectionState.OPEN,
            Right.SUBMIT,
            conditions=(rules.assessment_running,),
            effects=(_turn_to_submitter, tell_people),
            confirm=_("The answers can be changed again until the section is submitted anew."),
        ),
        Transition(
            "start review",
            _("Start the review"),
            (SectionState.SUBMITTED,),
            SectionState.IN_REVIEW,
            Right.REVIEW,
            conditions=(rules.assessment_running, rules.own_work, rules.own_country),
            confirm=_("The submission can’t be taken back after that."),
        ),
        Transition(
            "return",
            _("Return with remarks"),
            (SectionState.IN_REVIEW,),
            SectionState.RETURNED,
            Right.REVIEW,
            conditions=(rules.assessment_running, rules.own_work, rules.own_country, rules.nothing_to_change),
            effects=(_send_verdicts, _turn_to_submitter, tell_people),
            note_label=_("Note to those who answer"),
            confirm=_("Your verdicts and remarks become visible to the people who answer."),
        ),
        Transition(
            "approve",
            _("Approve the section"),
            (SectionState.IN_REVIEW,),
            SectionState.APPROVED,
            Right.REVIEW,
            conditions=(
                rules.assessment_running,
                rules.own_work,
                rules.own_country,
                rules.unaccepted_answers,
                rules.open_queries,
            ),
            effects=(_send_verdicts, _pin_answers, _turn_to_nobody, _approve_assessment, tell_people),
            confirm=_(
                "The answers are fixed as they stand. After the last section, draft findings are made."
            ),
        ),
        Transition(
            "reopen",
            _("Reopen the section"),
            (SectionState.APPROVED,),
            SectionState.RETURNED,
            Right.REOPEN,
            conditions=(rules.assessment_reopenable,),
            effects=(_unpin_answers, _turn_to_researcher, _resume_assessment, tell_people),
            note_label=_("Reason"),
            confirm=_("The answers can be changed again. Findings that rest on them must be looked at anew."),
        ),
    ),
)

HANDOVER = Workflow(
    name="handover",
    model=Handover,
    event=HandoverEvent,
    permission_object=lambda handover: handover.role.assessment,
    matter=lambda handover: matter_of(handover.role.assessment_id),
    names=Handover.objects.names,
    transitions=(
        Transition(
            "hand back",
            _("Hand back"),
            (HandoverState.HANDED_OVER,),
            HandoverState.HANDED_BACK,
            ANSWER_PART,
            permission_object=lambda handover: handover.part,
            conditions=(rules.handover_running, rules.handed_to_another),
            confirm=_(
                "The focal point looks at your answers. You can read the page then, but not change it."
            ),
        ),
        Transition(
            "accept",
            _("Accept the page"),
            (HandoverState.HANDED_BACK,),
            HandoverState.ACCEPTED,
            Right.HAND_OVER,
            conditions=(rules.handover_running,),
            confirm=_("The answers stay as they are. You can still change them yourself."),
        ),
        Transition(
            "send back",
            _("Send back"),
            (HandoverState.HANDED_BACK, HandoverState.ACCEPTED),
            HandoverState.HANDED_OVER,
            Right.HAND_OVER,
            conditions=(rules.handover_answerable,),
            effects=(_tell_contributor,),
            note_label=_("What is still to do"),
            confirm=_("The contributor can change the answers again, and gets your note by mail."),
        ),
    ),
)
