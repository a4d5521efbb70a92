"""The answers of a page, beside what the round before said."""

from accounts.models import User
from assessments.models import Answer, Assessment, Part
from instruments.models import Indicator
from instruments.querysets import Ancestry


def page_answers(
    assessment: Assessment, part: Part, user: User, held: frozenset[str]
) -> tuple[list[Answer], dict[int, list[Answer]]]:
    """The answers of a page; and what the round before said on the questions they come from, by their keys.

    Both as this person may read them; of earlier rounds nothing that is withheld, nor anything beside what is. What
    stands beside both is looked up for both at once. Each version between the two rounds takes a statement.
    """
    answers = Answer.objects.filter(part=part).for_page().prefetch_related(None).shown_to(user, held)
    earlier = said_before(assessment, answers, user, held)
    said = {each.pk: each for row in earlier.values() for each in row}
    Answer.objects.all().fill([*answers, *said.values()], user, held)
    return answers, earlier


def said_before(
    assessment: Assessment, answers: list[Answer], user: User, held: frozenset[str]
) -> dict[int, list[Answer]]:
    """What the round before said on the questions that these come from, by their keys, as this person may read it.

    Without what stands beside. Nothing of it beside an answer that is withheld.
    """
    origins = _origins(assessment, answers)
    wanted = [pk for origin in origins.values() for pk in origin.indicators]
    said = _said(assessment, wanted, user, held)
    return {
        answer.pk: [said[pk] for pk in origins[answer.indicator_id].indicators if pk in said]
        for answer in answers
        if answer.indicator_id in origins and not answer.withheld
    }


def _said(
    assessment: Assessment, indicators: list[int], user: User, held: frozenset[str]
) -> dict[int, Answer]:
    if not indicators:
        return {}
    answers = Answer.objects.earlier(assessment.previous, indicators).readable_by(user, held)
    return {answer.indicator_id: answer for answer in answers.prefetch_related(None)}


def _origins(assessment: Assessment, answers: list[Answer]) -> dict[int, Ancestry]:
    if assessment.previous is None:
        return {}
    asked = {answer.indicator_id: answer.indicator.instrument_id for answer in answers}
    found: dict[int, Ancestry] = Indicator.objects.all().ancestries(asked, assessment.previous.instrument)
    return found
