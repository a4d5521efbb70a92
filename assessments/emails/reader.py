from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from assessments.choices import Disclosure, Role
from assessments.models import Answer, Notice, Part, RoleAssignment, Section
from assessments.permissions import Right, rights_over


@dataclass(frozen=True)
class Told:
    """What a mail says about one act. `path` is where its link leads; `about` is for the templates of its kind."""

    notice: Notice
    path: str
    about: dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """Who reads the mail, and what they may see at this moment. `pages` are those handed to them, by their keys,
    each with its section."""

    user: User
    rights: Mapping[int, frozenset[str]]
    roles: frozenset[tuple[int, str]]
    pages: Mapping[int, int]

    @classmethod
    def of(cls, user: User, assessments: Iterable[int]) -> "Reader":
        """Three statements, however many the assessments (keys) are."""
        among = set(assessments)
        roles = RoleAssignment.objects.filter(user=user, assessment__in=among)
        pages = Part.objects.filter(section__assessment__in=among).visible_to(user, frozenset())
        return cls(
            user=user,
            rights=rights_over(user, among),
            roles=frozenset(roles.values_list("assessment", "role")) if user.is_active else frozenset(),
            pages=dict(pages.values_list("pk", "section")),
        )

    def may(self, right: Right, assessment: int) -> bool:
        return right in self.rights.get(assessment, ())

    def plays(self, role: Role, assessment: int) -> bool:
        return (assessment, role) in self.roles

    def sees_page(self, part: Part) -> bool:
        return self.may(Right.VIEW_ANSWERS, part.section.assessment_id) or part.pk in self.pages

    def sees_answer(self, answer: Answer) -> bool:
        """What is internal is seen by who may see that, and by the contributors of the page."""
        if not self.sees_page(answer.part):
            return False
        return answer.part_id in self.pages or self.reads_about(answer)

    def reads_about(self, answer: Answer) -> bool:
        """Whether a mail to them may carry what is written about the answer: that quotes it."""
        internal = answer.disclosure == Disclosure.INTERNAL
        return not internal or self.may(Right.VIEW_INTERNAL, answer.assessment_id)

    def sees_section(self, section: Section) -> bool:
        """A contributor sees the sections in which a page is theirs."""
        everything = self.may(Right.VIEW_ANSWERS, section.assessment_id)
        return everything or section.pk in self.pages.values()


def rows_of(notices: Iterable[Notice], rows: QuerySet[Any]) -> Iterator[tuple[Notice, Any]]:
    """Each notice with the row that tells of its act; without those whose row is gone, or not among these."""
    mine = list(notices)
    found = rows.in_bulk([notice.subject for notice in mine])
    for notice in mine:
        if notice.subject in found:
            yield notice, found[notice.subject]
