"""What must hold before a step: each rule gives the problems that stand against it, in words for people."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from assessments.choices import ANSWERABLE, AssessmentState, Audience, Role, VerdictValue, Via
from assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    Handover,
    Part,
    ReviewQuery,
    Section,
    Verdict,
)
from assessments.querysets import AnswerQuerySet
from instruments.choices import CHOSEN, EvidenceRule, IndicatorKind
from instruments.models import Indicator, Option
from workflows.problems import Problem

STATEMENT_LENGTH = 5000
"""The most characters of a statement that can be submitted; a draft may be longer."""


def _answers(section: Section) -> AnswerQuerySet:
    return (
        Answer.objects.filter(part__section=section)
        .asked()
        .in_order()
        .select_related("indicator__scale", "part__subcategory", "part__section__domain", "current__option")
    )


def _about(answer: Answer, text: str) -> Problem:
    words = _("%(code)s: %(text)s") % {"code": answer.indicator.code, "text": text}
    return Problem(words, f"{answer.part.get_absolute_url()}#answer-{answer.pk}")


def missing_in(answer: Answer, cited: bool) -> str:
    """What this answer still lacks before it can be submitted; empty when it lacks nothing."""
    revision = answer.current
    says_nothing = revision is None or (revision.option is None and not revision.value)
    if says_nothing and answer.indicator.required:
        return _missing_answer(answer.indicator)
    if revision is None:
        return ""
    if revision.via == Via.CARRIED:
        return _("confirm or change what was carried over from the round before.")
    return "" if says_nothing else _missing_beside(answer.indicator, revision, cited)


def _missing_beside(indicator: Indicator, revision: AnswerRevision, cited: bool) -> str:
    option = revision.option
    if option and option.needs_statement and not revision.statement:
        return _("write a statement: “%s” needs one.") % option.label
    if fault := unreadable_value(indicator, revision.value) or _too_long(revision):
        return fault
    return "" if cited else _missing_source(indicator, option)


def _too_long(revision: AnswerRevision) -> str:
    if len(revision.statement) <= STATEMENT_LENGTH:
        return ""
    return _("shorten the statement to %(most)d characters: it has %(length)d.") % {
        "most": STATEMENT_LENGTH,
        "length": len(revision.statement),
    }


def unreadable_value(indicator: Indicator, value: str) -> str:
    """Why a value doesn't fit the kind of its indicator; empty when it does, or there is none.

    One choice is an option and never a value. A choice among several is held against the options of the scale, which must be prefetched to save statements.
    """
    if not value:
        return ""
    if indicator.kind == IndicatorKind.YEAR and not re.fullmatch(r"(1[5-9]|20)\d\d", value):
        return _("write the year with four digits.")
    if indicator.kind == IndicatorKind.NUMBER and not re.fullmatch(r"-?\d{1,15}([.,]\d{1,6})?", value):
        return _("write a number in digits.")
    if indicator.kind == IndicatorKind.DATE and not _is_date(value):
        return _("write the date as year-month-day, for example 2022-11-30.")
    if indicator.kind in CHOSEN and not _are_options(indicator, value):
        return _("choose among the options.")
    return ""


def _is_date(value: str) -> bool:
    try:
        return parse_date(value) is not None
    except ValueError:
        return False


def _are_options(indicator: Indicator, value: str) -> bool:
    if indicator.kind == IndicatorKind.CHOICE or indicator.scale is None:
        return False
    options = indicator.scale.options.all()
    return set(value.split()) <= {option.value for option in options if not option.exclusive}


def _missing_source(indicator: Indicator, option: Option | None) -> str:
    if indicator.evidence == EvidenceRule.ALWAYS and _finds_something(option):
        return _("name a source: this question needs one.")
    if indicator.evidence == EvidenceRule.BY_OPTION and option and option.needs_source:
        return _("name a source: “%s” needs one.") % option.label
    return ""


def _missing_answer(indicator: Indicator) -> str:
    return _("choose an answer.") if indicator.kind in CHOSEN else _("write an answer.")


def _finds_something(option: Option | None) -> bool:
    """“No information found” has no source to name; such options ask for nothing and become nothing."""
    return option is None or option.needs_source or option.needs_statement


def incomplete_answers(section: Section, by: Any) -> Iterator[Problem]:
    """Every required indicator is answered, with a statement and a source where the option needs them."""
    yield from _incomplete(_answers(section))


def incomplete_part(part: Part) -> Iterator[Problem]:
    """The same for one page; it keeps nobody from handing it back."""
    yield from _incomplete(_answers(part.section).filter(part=part))


def _incomplete(answers: AnswerQuerySet) -> Iterator[Problem]:
    cited = set(answers.filter(current__citations__isnull=False).order_by().values_list("pk", flat=True))
    for answer in answers.prefetch_related("indicator__scale__options"):
        if missing := missing_in(answer, answer.pk in cited):
            yield _about(answer, missing)


def unchanged_answers(section: Section, by: Any) -> Iterator[Problem]:
    """Every answer that the reviewer returned says something new, or its remark was replied to."""
    unanswered = Verdict.objects.on_current(section).sent().filter(replies=None)
    asked = unanswered.filter(value=VerdictValue.CHANGE_NEEDED)
    for answer in _answers(section).filter(current__in=asked.values("revision")):
        yield _about(answer, _("the reviewer asked for a change: change the answer, or reply to the remark."))


def assessment_running(section: Section, by: Any) -> Iterator[Problem]:
    """Sections move only while the assessment collects answers."""
    if section.assessment.state != AssessmentState.COLLECTING:
        state = section.assessment.get_state_display()
        yield Problem(_("The assessment isn’t collecting answers: its state is “%s”.") % state)


def assessment_reopenable(section: Section, by: Any) -> Iterator[Problem]:
    """An approved section can be reopened until the assessment is closed or cancelled."""
    if section.assessment.state not in (AssessmentState.COLLECTING, AssessmentState.APPROVED):
        state = section.assessment.get_state_display()
        yield Problem(_("The assessment has ended: its state is “%s”.") % state)


def own_work(section: Section, by: Any) -> Iterator[Problem]:
    """Nobody reviews or approves what they answered."""
    written = Answer.objects.filter(part__section=section).written_by(by)
    yield from own_among(section, written.for_judging(by)[:1])


def nothing_to_change(section: Section, by: Any) -> Iterator[Problem]:
    """A return says which answers need a change, or asks a query."""
    yield from no_change_among(section, Answer.objects.filter(part__section=section).for_judging(by))


def unaccepted_answers(section: Section, by: Any) -> Iterator[Problem]:
    """Every answer that was given is accepted as it stands."""
    yield from unaccepted_among(section, _answers(section).for_judging(by))


def own_among(section: Section, answers: Iterable[Answer]) -> Iterator[Problem]:
    """`own_work` over the answers of the section at hand, from `for_judging`; so with the two that follow."""
    if any(answer.own for answer in answers):
        yield Problem(_("You wrote answers in this section, so someone else must review it."))


def no_change_among(section: Section, answers: Iterable[Answer]) -> Iterator[Problem]:
    if not any(answer.asks_for_change or answer.awaits for answer in answers):
        url = reverse("section-review", args=[section.assessment_id, section.domain.slug])
        yield Problem(_("Mark at least one answer “Change needed”, with a remark, or ask a query."), url)


def unaccepted_among(section: Section, answers: Iterable[Answer]) -> Iterator[Problem]:
    url = reverse("section-review", args=[section.assessment_id, section.domain.slug])
    for answer in answers:
        if answer.given and answer.standing != VerdictValue.ACCEPTED:
            yield Problem(_("%s isn’t accepted yet.") % answer.indicator.code, f"{url}#answer-{answer.pk}")


# Queries ------------------------------------------------------------------------------------------------


def open_queries(section: Section, by: Any) -> Iterator[Problem]:
    """Every query on its answers is resolved."""
    queries = ReviewQuery.objects.in_section(section).unresolved().with_place()
    yield from unresolved_among((query.answer.indicator.code, query) for query in queries)


def unresolved_among(queries: Iterable[tuple[str, ReviewQuery]]) -> Iterator[Problem]:
    """`open_queries` over unresolved ones at hand, with the codes of their questions."""
    for code, query in queries:
        yield Problem(_("%s has a query that isn’t resolved yet.") % code, query.get_absolute_url())


def unanswered_queries(section: Section, by: Any) -> Iterator[Problem]:
    """Every query that those who answer may read is answered."""
    for query in ReviewQuery.objects.in_section(section).waiting_for_answers().with_place():
        text = _("%s: answer the query of the reviewer.") % query.answer.indicator.code
        yield Problem(text, query.get_absolute_url())


def query_running(query: ReviewQuery, by: Any) -> Iterator[Problem]:
    """Queries go on until the assessment is closed or cancelled."""
    assessment = query.answer.assessment
    if not assessment.discussed:
        state = assessment.get_state_display()
        yield Problem(_("Queries are closed: the state of the assessment is “%s”.") % state)


def query_readable(query: ReviewQuery, by: Any) -> Iterator[Problem]:
    """A query for reviewers and coordinators only is touched by nobody else."""
    right = "assessments.view_iom_queries"
    if query.audience == Audience.IOM and not by.has_perm(right, query.answer.assessment):
        yield Problem(_("This query is for reviewers and coordinators only."))


# People and pages ---------------------------------------------------------------------------------------
def decided_internally(answer: Answer) -> Iterator[Problem]:
    """What is asked because of an internal answer stays internal with it: whether it is asked tells what that says."""
    deciding = Answer.objects.filter(
        assessment=answer.assessment_id, indicator__dependents=answer.indicator_id
    ).internal()
    for each in deciding.select_related("indicator", "part__subcategory", "part__section__domain"):
        words = _("It is asked because of what %s says, and that is internal.") % each.indicator.code
        yield Problem(words, each.disclosure_url)


def missing_roles(assessment: Assessment, by: Any) -> Iterator[Problem]:
    """A researcher, a focal point and a reviewer are named before answers are collected."""
    named = set(assessment.roles.values_list("role", flat=True))
    for role in (Role.RESEARCHER, Role.FOCAL_POINT, Role.REVIEWER):
        if role not in named:
            url = reverse("assessment-people", args=[assessment.pk])
            yield Problem(_("Nobody is named yet as: %s.") % role.label.lower(), url)


def missing_due_dates(assessment: Assessment, by: Any) -> Iterator[Problem]:
    """Each section has its due date."""
    if assessment.sections.filter(due_date=None).exists():
        url = reverse("assessment-dates", args=[assessment.pk])
        yield Problem(_("Set a due date for each section."), url)


def handover_running(handover: Handover, by: Any) -> Iterator[Problem]:
    """Pages go to and fro only while the assessment collects answers."""
    yield from assessment_running(handover.part.section, by)


def handover_answerable(handover: Handover, by: Any) -> Iterator[Problem]:
    """A contributor can work on a page only while its section can be answered."""
    section = handover.part.section
    yield from assessment_running(section, by)
    if section.state not in ANSWERABLE:
        state = section.get_state_display()
        yield Problem(_("The answers can’t be changed now: the state of the section is “%s”.") % state)


def handed_to_another(handover: Handover, by: Any) -> Iterator[Problem]:
    """Of several contributors on one page, each hands back their own."""
    if handover.role.user_id != by.pk:
        yield Problem(_("This page was handed to %s.") % handover.role.user.name)
