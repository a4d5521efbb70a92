"""How words are kept: the newest in their row, all of them in the history, and nobody's unread."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from profiles.models import FindingText, FindingTextRevision, ProfileText
from profiles.workflow import FindingDraft, save_findings, write_text
from profiles.workflow.writing import keep_words
from tests.factories.assessments import make_case
from tests.factories.profiles import drafted, introduce, profile_of
from tests.replay import play

SAID = "In 2022, the Secretariat answered T1.1.1."


def make_drafted():
    case = make_case()
    drafted(case)
    return case


@pytest.fixture
def case(db):
    """An assessment with its draft findings, which nobody has edited yet."""
    return play(make_drafted)


def text_of(code="T1.1.1"):
    return FindingText.objects.get(finding__bases__revision__answer__indicator__code=code)


def history(text):
    return list(text.revisions.order_by("number").values_list("number", "body", "by"))


def save(case, *drafts, by=None):
    domain = case.section(1).domain
    return save_findings(
        profile=profile_of(case), domain=domain, drafts=drafts, by=by or case.second_reviewer
    )


def typed(text, body, seen, **how):
    return FindingDraft(text.finding_id, "developed", True, body, seen=seen, **how)


# What is kept -----------------------------------------------------------------------------------------


def test_draft_of_an_approved_answer_is_the_first_revision_by_nobody(case):
    text = text_of()

    assert (text.revision, text.body, text.written_by) == (1, SAID, None)
    assert history(text) == [(1, SAID, None)]


def test_every_text_that_was_saved_stays_in_the_history(case):
    before = timezone.now()
    save(case, typed(text_of(), "Second.", seen=1), by=case.reviewer)
    save(case, typed(text_of(), "Third.", seen=2), by=case.second_reviewer)

    text = text_of()

    assert (text.revision, text.body, text.written_by) == (3, "Third.", case.second_reviewer)
    assert text.written_at >= before
    assert history(text) == [
        (1, SAID, None),
        (2, "Second.", case.reviewer.pk),
        (3, "Third.", case.second_reviewer.pk),
    ]


def test_saving_the_same_words_keeps_nothing_new(case):
    save(case, typed(text_of(), SAID, seen=1))

    assert history(text_of()) == [(1, SAID, None)]


def test_words_written_anew_are_not_reviewed_any_more(case):
    text = text_of()
    FindingText.objects.filter(pk=text.pk).update(
        reviewed_at=timezone.now(), reviewed_by=case.second_reviewer
    )
    text.refresh_from_db()
    text.body = "Anew."

    keep_words([text], by=case.reviewer)

    text.refresh_from_db()
    assert (text.reviewed_at, text.reviewed_by, text.body, text.revision) == (None, None, "Anew.", 2)


def test_new_and_known_texts_are_kept_together(case):
    finding = text_of().finding
    known, new = text_of(), FindingText(finding=finding, language="pt", body="Em 2022.")
    known.body = "Anew."

    keep_words([known, new], by=case.reviewer)

    assert list(finding.texts.order_by("language").values_list("language", "body", "revision")) == [
        ("en", "Anew.", 2),
        ("pt", "Em 2022.", 1),
    ]
    assert history(finding.texts.get(language="pt")) == [(1, "Em 2022.", case.reviewer.pk)]


@pytest.mark.parametrize("count", [1, 3])
def test_keeping_takes_four_statements_however_many(case, django_assert_num_queries, count):
    findings = list(profile_of(case).findings.in_order()[:count])
    known = [finding.texts.get() for finding in findings]
    new = [ProfileText(profile=profile_of(case), key="context", language=f"x{n}") for n in range(count)]
    for text in (*known, *new):
        text.body = "Anew."

    with django_assert_num_queries(2):
        keep_words(known, by=case.reviewer)
    with django_assert_num_queries(2):
        keep_words(new, by=case.reviewer)
    with django_assert_num_queries(0):
        keep_words([], by=case.reviewer)


def test_history_never_changes(case):
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        FindingTextRevision.objects.update(body="Changed.")


def test_nobody_reviews_their_own_words(case):
    with pytest.raises(DatabaseError, match="reviewed_by_another"), transaction.atomic():
        FindingText.objects.update(
            written_by=case.reviewer, reviewed_by=case.reviewer, reviewed_at=timezone.now()
        )


# Written by someone else meanwhile --------------------------------------------------------------------


def test_finding_that_someone_else_has_written_since_is_given_back_and_not_saved(case):
    first, other = text_of(), text_of("T1.1.2")
    save(case, typed(first, "Theirs.", seen=1), by=case.reviewer)

    kept = save(case, typed(first, "Mine.", seen=1), typed(other, "Mine too.", seen=1))

    assert kept == [first.finding_id]
    assert (text_of().body, text_of("T1.1.2").body) == ("Theirs.", "Mine too.")
    assert len(history(text_of())) == 2


def test_nothing_else_of_a_finding_that_is_given_back_is_saved(case):
    text = text_of()
    save(case, typed(text, "Theirs.", seen=1), by=case.reviewer)

    save(case, FindingDraft(text.finding_id, "potential", False, "Mine.", reason="Twice.", seen=1))

    finding = text_of().finding
    assert (finding.kind, finding.inclusion, finding.reason) == ("developed", "included", "")


@pytest.mark.parametrize("body", ["Theirs.", "Mine."])
def test_it_is_saved_where_it_says_the_same_or_the_newest_was_seen(case, body):
    text = text_of()
    save(case, typed(text, "Theirs.", seen=1), by=case.reviewer)

    assert save(case, typed(text, body, seen=1 if body == "Theirs." else 2)) == []
    assert text_of().body == body


def test_whatever_is_there_is_replaced_where_nothing_was_seen(case):
    text = text_of()
    save(case, typed(text, "Theirs.", seen=1), by=case.reviewer)

    assert save(case, typed(text, "Mine.", seen=None)) == []
    assert text_of().body == "Mine."


def test_reason_is_kept_while_the_finding_is_left_out(case):
    text = text_of()

    save(case, FindingDraft(text.finding_id, "developed", False, SAID, reason="Said twice."))
    left_out = text_of().finding.reason
    save(case, FindingDraft(text.finding_id, "developed", True, SAID, reason="Said twice."))

    assert (left_out, text_of().finding.reason) == ("Said twice.", "")


def write(case, body, seen, by):
    return write_text(profile=profile_of(case), key="introduction", body=body, by=by, seen=seen)


def test_text_that_someone_else_has_written_since_is_not_replaced(case):
    introduce(case, profile_of(case), "Theirs.")

    assert write(case, "Mine.", 0, case.second_reviewer) is None
    text = ProfileText.objects.get()
    assert (text.body, text.revision, text.written_by) == ("Theirs.", 1, case.reviewer)


def test_text_is_written_where_the_newest_was_seen(case):
    introduce(case, profile_of(case), "First.")

    text = write(case, " Second. ", 1, case.second_reviewer)

    assert (text.body, text.revision) == ("Second.", 2)
    assert history(ProfileText.objects.get()) == [
        (1, "First.", case.reviewer.pk),
        (2, "Second.", case.second_reviewer.pk),
    ]


def test_text_that_was_taken_away_stays_in_the_history_and_can_be_written_again(case):
    for body in ("First.", "", "Third."):
        introduce(case, profile_of(case), body)

    assert [row[:2] for row in history(ProfileText.objects.get())] == [(1, "First."), (2, ""), (3, "Third.")]


def test_nothing_is_kept_of_a_text_that_never_was(case):
    write(case, " ", 0, case.reviewer)

    assert not ProfileText.objects.exists()
