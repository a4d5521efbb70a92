from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.choices import Via
from assessments.models import Answer
from assessments.workflow.answering import lock_for_answering
from assessments.workflow.revisions import Content, write_revisions
from workflows.engine import TransitionRefused
from workflows.problems import Problem


@transaction.atomic
def restore_revision(*, answer: Answer, number: int, seen: int, by: User) -> bool:
    """Make the answer say again what its revision `number` said, with its citations: a new revision after the others.

    `seen` is the revision that stood when the person decided it. Returns whether anything changed: where the
    answer says so already, nothing is written. Raises AnswerRevision.DoesNotExist, Section.DoesNotExist where `by`
    doesn't see the answer, PermissionDenied, or TransitionRefused, also when the answer has moved on meanwhile.
    """
    section = lock_for_answering(by=by, parts__answers=answer.pk)
    row = Answer.objects.filter(pk=answer.pk).for_saving().get()
    old = row.revisions.prefetch_related("citations").get(number=number)
    wanted = Content.of(old)
    if wanted == Content.of(row.current):
        return False
    if row.revision != seen:
        raise TransitionRefused([_moved_on(row)])
    write_revisions(section.assessment, [(row, wanted)], by=by, via=Via.RESTORED, language=old.language)
    return True


def _moved_on(answer: Answer) -> Problem:
    name = answer.current.by.name if answer.current else ""
    return Problem(_("%s changed this answer since you opened the page. Look at both texts again.") % name)
