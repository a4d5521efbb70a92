"""Whatever two people do to one answer, on pages as old as they may be: no stored text is lost or goes unread."""

from dataclasses import dataclass

from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from assessments.models import AnswerRevision
from assessments.workflow import AnswerDraft, Conflict, save_answer, save_answers, settle_conflict

TEXTS = st.text("ab", max_size=3)
"""So short that people often write the same, or go on from each other's."""

ACTS = st.one_of(
    st.tuples(st.just("look")),
    st.tuples(st.just("write"), TEXTS, st.booleans()),  # whether the page hears of it
    st.tuples(st.just("save"), TEXTS),
    st.tuples(st.just("settle"), st.sampled_from(["mine", "theirs", "merged"]), TEXTS),
)


@dataclass
class Page:
    """What one person sees of the answer: a text, its revision, and a conflict that waits to be settled."""

    case: object
    person: User
    stored: list
    text: str = ""
    revision: int = 0
    conflict: Conflict | None = None

    def draft(self, text, revision=None):
        number = self.revision if revision is None else revision
        return AnswerDraft(self.case.answer().pk, number, None, text, None)

    def sees(self, text, revision):
        self.text, self.revision, self.conflict = text, revision, None

    def look(self):
        current = self.case.answer().current
        self.sees(current.statement if current else "", current.number if current else 0)

    def keeps(self, text, before):
        """What was typed is stored from now on; to leave the text as it is means to type nothing.

        It took the place of a text that the person had read, or of an own one that it goes on from.
        """
        if text == self.text:
            return
        replaced = before.statement if before else ""
        own = before is not None and before.by == self.person and text.startswith(replaced)
        assert replaced in (self.text, text) or own
        self.stored.append(text)

    def write(self, text, heard):
        before = self.case.answer().current
        saved = save_answer(draft=self.draft(text), by=self.person)
        if saved.conflict:
            self.conflict = saved.conflict
            return
        self.keeps(text, before)
        if heard:
            self.sees(text, saved.seen)

    def save(self, text):
        before = self.case.answer().current
        conflicts = save_answers(part=self.case.part("1.1"), drafts=[self.draft(text)], by=self.person)
        if conflicts:
            [self.conflict] = conflicts
        else:
            self.keeps(text, before)
            self.look()

    def settle(self, keep, merged):
        if self.conflict is None:
            return
        mine, theirs = self.conflict.mine.statement, self.conflict.theirs
        kept = {"mine": mine, "merged": merged, "theirs": None}[keep]
        saved = settle_conflict(
            mine=self.draft(mine, theirs.number),
            kept=None if kept is None else self.draft(kept, theirs.number),
            by=self.person,
        )
        if saved.conflict:
            self.conflict = saved.conflict
            return
        self.stored += [mine, theirs.statement if kept is None else kept]
        self.look()


@settings(max_examples=60)
@example(acts=[(1, ("write", "b", True)), (0, ("write", "", True)), (0, ("write", "a", True))])
@given(acts=st.lists(st.tuples(st.integers(0, 1), ACTS), max_size=14))
def test_nothing_is_written_over_unread_and_every_stored_text_stays_in_the_history(case, acts):
    with transaction.atomic():
        stored = []
        pages = [Page(case, person, stored) for person in (case.researcher, case.focal_point)]

        for who, (act, *how) in acts:
            getattr(pages[who], act)(*how)
            current = case.answer().current
            assert (current.statement if current else "") == (stored[-1] if stored else "")

        history = AnswerRevision.objects.filter(answer=case.answer()).values_list("statement", flat=True)
        assert {text for text in stored if text} <= set(history)
        transaction.set_rollback(True)
