"""What the round before said."""

from assessments.models import Answer, Assessment
from instruments.models import Indicator


def earlier_answers(assessment: Assessment, answers: list[Answer]) -> dict[int, list[Answer]]:
    """What the round before said on the questions from which these come, by the key of each answer."""
    previous = assessment.previous
    if previous is None:
        return {}
    asked = [answer.indicator_id for answer in answers]
    origins = Indicator.objects.filter(pk__in=asked).ancestries(previous.instrument)
    wanted = [pk for origin in origins.values() for pk in origin.indicators]
    said = {answer.indicator_id: answer for answer in Answer.objects.earlier(previous, wanted)}
    return {
        answer.pk: [said[pk] for pk in origins[answer.indicator_id].indicators if pk in said]
        for answer in answers
        if answer.indicator_id in origins
    }
