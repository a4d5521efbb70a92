"""The answers of a page, beside what the round before said."""

from assessments.models import Answer, Assessment, Part
from instruments.models import Indicator
from instruments.querysets import Ancestry


def page_answers(assessment: Assessment, part: Part) -> tuple[list[Answer], dict[int, list[Answer]]]:
    """The answers of a page; and what the round before said on the questions they come from, by their keys.

    What stands beside both is looked up for both at once. Each version between the two rounds takes a statement.
    """
    answers = list(Answer.objects.filter(part=part).for_page().prefetch_related(None))
    origins = _origins(assessment, answers)
    wanted = [pk for origin in origins.values() for pk in origin.indicators]
    before = Answer.objects.earlier(assessment.previous, wanted).prefetch_related(None) if wanted else ()
    said = {answer.indicator_id: answer for answer in before}
    Answer.objects.all().fill([*answers, *said.values()])
    return answers, {
        answer.pk: [said[pk] for pk in origins[answer.indicator_id].indicators if pk in said]
        for answer in answers
        if answer.indicator_id in origins
    }


def _origins(assessment: Assessment, answers: list[Answer]) -> dict[int, Ancestry]:
    if assessment.previous is None:
        return {}
    asked = {answer.indicator_id: answer.indicator.instrument_id for answer in answers}
    found: dict[int, Ancestry] = Indicator.objects.all().ancestries(asked, assessment.previous.instrument)
    return found
