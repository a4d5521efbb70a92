"""One indicator in several places: what each says, and which say nearly the same but chose another option."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from assessments.choices import AssessmentState, Disclosure
from assessments.models import Answer, Assessment, Citation
from assessments.querysets import AnswerQuerySet
from instruments.choices import Relation
from instruments.models import Indicator, Instrument
from ui.likeness import like_pairs
from ui.text import folded

COMPARED = 300
"""So many statements at most are compared with each other, the newest."""
SHORTEST = 40
BEGINNING = 500
"""How many characters of each statement are compared."""


@dataclass(frozen=True)
class Compared:
    """What one place says, with the sources that the reader may see, and where it is reviewed or read."""

    answer: Answer
    citations: tuple[Citation, ...]
    url: str
    state: str


@dataclass(frozen=True)
class Pair:
    """Two answers with like statements and different options, by the name of the place."""

    first: Compared
    second: Compared


@dataclass(frozen=True)
class Related:
    """The same question in another version of the questionnaire."""

    indicator: Indicator
    earlier: bool


def questions_matching(instrument: Instrument, text: str) -> list[Indicator]:
    """The indicators of the questionnaire in its order, those with all these words in code or question."""
    words = folded(text).split()
    rows = Indicator.objects.filter(instrument=instrument).select_related("subcategory__domain").in_order()
    return [row for row in rows if all(word in folded(f"{row.code} {row.question}") for word in words)]


def related_questions(indicator: Indicator, user: User) -> list[Related]:
    """The same question one version earlier and later, where the reader reviews or coordinates such an assessment."""
    seen = Assessment.objects.overseen_by(user).values("instrument")
    known = Indicator.objects.filter(instrument__in=seen).select_related("instrument")
    same = Relation.SAME
    before = known.filter(successors=indicator) if indicator.relation == same else known.none()
    after = known.filter(predecessors=indicator, relation=same)
    return [
        *(Related(each, earlier=True) for each in before.order_by("pk")),
        *(Related(each, earlier=False) for each in after.order_by("pk")),
    ]


def compared(keys: Sequence[int], indicator: Indicator, user: User) -> list[Compared]:
    """The answers with these keys in their order, as far as the person may see them; two statements."""
    visible = Answer.objects.overseen_by(user).filter(indicator=indicator, pk__in=keys)
    found = {answer.pk: answer for answer in visible.for_comparing(user)}
    return [_compared(found[key], indicator) for key in keys if key in found]


def _compared(answer: Answer, indicator: Indicator) -> Compared:
    answer.indicator = indicator
    page = "section-review" if answer.reviews else "section-check"
    address = reverse(page, args=[answer.assessment_id, indicator.subcategory.domain.slug])
    cited = answer.current.citations.all() if answer.current else ()
    ended = answer.assessment.state in (AssessmentState.CLOSED, AssessmentState.CANCELLED)
    state = answer.assessment if ended else answer.part.section
    return Compared(
        answer=answer,
        citations=tuple(
            each for each in cited if answer.sees_internal or each.source.disclosure != Disclosure.INTERNAL
        ),
        url=f"{address}#answer-{answer.pk}",
        state=state.get_state_display(),
    )


def like_answers(answers: AnswerQuerySet) -> tuple[list[tuple[int, int]], bool]:
    """The keys of each two answers with like statements and different options, in the order of their places.

    Also whether there were more statements than are compared. One statement, however many there are.
    """
    rows = list(answers.newest_statements(characters=BEGINNING, shortest=SHORTEST)[: COMPARED + 1])
    rows, more = rows[:COMPARED], len(rows) > COMPARED
    rows.sort(key=lambda row: (folded(row[1]), row[2], row[0]))
    pairs = like_pairs([row[-1] for row in rows])
    return [(rows[a][0], rows[b][0]) for a, b in pairs if rows[a][3:5] != rows[b][3:5]], more


def pairs_of(keys: Sequence[tuple[int, int]], indicator: Indicator, user: User) -> list[Pair]:
    """These pairs with all that the page shows of them, as far as the person may see both."""
    wanted = list(dict.fromkeys(key for pair in keys for key in pair))
    found = {each.answer.pk: each for each in compared(wanted, indicator, user)}
    return [Pair(found[a], found[b]) for a, b in keys if a in found and b in found]
