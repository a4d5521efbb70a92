from typing import Any, Self

from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    prefetch_related_objects,
)
from guardian.shortcuts import get_objects_for_user

from assessments.querysets.consistency import Compared
from assessments.querysets.disclosing import citations_of, handed_to, reads_internal
from assessments.querysets.history import RevisionHistory
from assessments.querysets.queues import QueuedAssessments, QueuedSections

SAYS_SOMETHING = Q(current__option__isnull=False) | Q(current__value__gt="")
ASKED = Q(answers__asked=True)
CARRIED = Q(answers__current__via="carried")
ANSWERED = ASKED & (Q(answers__current__option__isnull=False) | Q(answers__current__value__gt="")) & ~CARRIED


def _granted(queryset: Any, user: Any, codename: str) -> Any:
    """The rows on which the person's roles give the right; being a superuser gives none."""
    if not user.is_authenticated:
        return queryset.none()
    return get_objects_for_user(
        user, codename, klass=queryset, use_groups=False, with_superuser=False, accept_global_perms=False
    )


class AssessmentQuerySet(QueuedAssessments):
    def visible_to(self, user: Any) -> Self:
        return _granted(self, user, "assessments.view_assessment")

    def with_profile_visible_to(self, user: Any) -> Self:
        return _granted(self, user, "assessments.view_profile_draft")

    def for_detail(self) -> Self:
        return self.select_related("jurisdiction__country", "instrument")

    def for_work(self, user: Any) -> Self:
        """The assessments in which the person has a role, with these roles and all sections, newest first."""
        roles = self.model._meta.get_field("roles").related_model.objects.filter(user=user)
        mine = self.filter(pk__in=roles.values("assessment")).for_detail()
        return mine.prefetch_related(Prefetch("roles", roles), "sections__domain").order_by(
            "-created_at", "-pk"
        )


class SectionQuerySet(QueuedSections):
    def in_order(self) -> Self:
        return self.select_related("domain").order_by("domain__number", "pk")

    def names(self, keys: Any) -> dict[int, str]:
        """What people call these sections, by key."""
        found = self.filter(pk__in=keys).in_order()
        return {section.pk: f"{section.domain.number} {section.domain.short_name}" for section in found}

    def unapproved(self) -> Self:
        return self.exclude(state="approved")

    def for_answering(self, user: Any, **place: Any) -> Self:
        """The section of a part or an answer (`parts=…`, `parts__answers=…`), locked, with its assessment.

        What the person's roles give there: `answers_all`, and `sees_all` to read; `answers_part` as a
        contributor, and `handed_over` while the part is with them.
        """
        parts = self.model._meta.get_field("parts").related_model.objects.filter(section=OuterRef("pk"))
        for key, value in place.items():
            if key.startswith("parts"):
                parts = parts.filter(**{key.removeprefix("parts").removeprefix("__") or "pk": value})
        permission = {"partuserpermission__user": user}
        permission["partuserpermission__permission__codename"] = "answer_part"
        with_them = {"handovers__role__user": user, "handovers__state": "handed_over"}
        return (
            self.filter(**place)
            .select_for_update(of=["self"])
            .select_related("assessment")
            .annotate(
                answers_all=self._given(user, "answer_assessment"),
                sees_all=self._given(user, "view_answers"),
                answers_part=Exists(parts.filter(**permission)),
                handed_over=Exists(parts.filter(**with_them)),
            )
        )

    def _given(self, user: Any, codename: str) -> Exists:
        assessment = self.model._meta.get_field("assessment").related_model
        rights = assessment._meta.get_field("assessmentuserpermission").related_model.objects
        held = rights.filter(content_object=OuterRef("assessment"), user=user)
        return Exists(held.filter(permission__codename=codename))


class PartQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.select_related("section__domain", "subcategory").order_by(
            "section__domain__number", "subcategory__number", "pk"
        )

    def with_progress(self, user: Any, held: frozenset[str]) -> Self:
        """`total`, `answered` and `to_confirm`, of the indicators that are asked and that the person may read.

        What was carried over from the round before is to be confirmed, and counts as answered only then.
        """
        read = Q()
        if not reads_internal(held):
            read = ~Q(answers__disclosure="internal") | Q(pk__in=handed_to(user, self.model))
        return self.annotate(
            total=Count("answers", filter=ASKED & read),
            answered=Count("answers", filter=ANSWERED & read),
            to_confirm=Count("answers", filter=ASKED & CARRIED & read),
        )

    def with_handover_to(self, user: Any) -> Self:
        """`handover_state`, `handover_due_date` and `handover_note`, where the part is a contributor's."""
        mine = self.model.objects.filter(pk=OuterRef("pk"), handovers__role__user=user).order_by("pk")
        return self.annotate(
            handover=mine.values("handovers__pk")[:1],
            handover_state=mine.values("handovers__state")[:1],
            handover_due_date=mine.values("handovers__due_date")[:1],
            handover_note=mine.values("handovers__note")[:1],
        )

    def visible_to(self, user: Any, held: frozenset[str]) -> Self:
        """All parts for a holder of `view_answers` on the assessment, else those handed over."""
        return self if "assessments.view_answers" in held else _granted(self, user, "assessments.answer_part")

    def handed_to(self, user: Any, assessment: Any) -> Self:
        roles = assessment.roles.filter(user=user, role="contributor")
        return self.filter(pk__in=roles.values("parts")).order_by("pk")


class AnswerQuerySet(Compared):
    def in_order(self) -> Self:
        return self.order_by(
            "indicator__subcategory__domain__number",
            "indicator__subcategory__number",
            "indicator__position",
            "pk",
        )

    def for_reading(self) -> Self:
        """With what a question and its answer show; the number of statements is fixed."""
        return (
            self.in_order()
            .select_related("indicator__scale", "current__option", "current__by")
            .prefetch_related("indicator__scale__options", citations_of(self.model))
        )

    def for_page(self) -> Self:
        """Also with what decides whether it is asked."""
        return self.for_reading().prefetch_related("indicator__shown_by")

    def for_judging(self, by: Any) -> Self:
        """`verdict`: the newest on what each says now; `verdict_private`: whether it is still to be sent; `queried`:
        whether a query is unresolved, `awaits`: whether it waits for who answers; `own`: whether `by` wrote in it."""
        return self.annotate(
            verdict=self._verdicts().newest().values("value")[:1],
            verdict_private=Exists(self._verdicts().private()),
            queried=Exists(self._queries().unresolved()),
            awaits=Exists(self._queries().waiting_for_answers()),
            own=Exists(self._written(by)),
        )

    def with_standing(self) -> Self:
        """`standing_verdict`: the one that counts in the present round, on what each says now; empty without one."""
        return self.annotate(standing_verdict=self._verdicts().newest().standing().values("value")[:1])

    def unjudged(self) -> Self:
        """Those that are answered, on which no reviewer has said or asked anything as they stand."""
        return self.answered().filter(current__verdicts=None).exclude(Exists(self._queries().unresolved()))

    def written_by(self, user: Any) -> Self:
        """Those in which the person wrote, other than by carrying over."""
        return self.filter(Exists(self._written(user)))

    def _verdicts(self) -> Any:
        revisions = self.model._meta.get_field("revisions").related_model
        verdicts = revisions._meta.get_field("verdicts").related_model.objects
        return verdicts.filter(revision=OuterRef("current"))

    def _queries(self) -> Any:
        queries = self.model._meta.get_field("queries").related_model.objects
        return queries.filter(answer=OuterRef("pk"))

    def _written(self, user: Any) -> Any:
        revisions = self.model._meta.get_field("revisions").related_model.objects
        return revisions.filter(answer=OuterRef("pk"), by=user).exclude(via="carried")

    def with_text_of(self, moment: Any) -> Self:
        """`before`: what each said then; without a moment, nothing."""
        revisions = self.model._meta.get_field("revisions").related_model.objects
        then = revisions.filter(answer=OuterRef("pk"), at__lte=moment).order_by("-number").values("pk")[:1]
        before = FilteredRelation("revisions", condition=Q(revisions__pk=Subquery(then)))
        return self.annotate(before=before).select_related("before__option")

    def for_parsing(self) -> Self:
        """With what the kind of each question says about the input to expect."""
        return self.in_order().select_related("indicator", "current")

    def for_citing(self) -> Self:
        """With the question and what is cited now."""
        return self.select_related("indicator", "current").prefetch_related(citations_of(self.model))

    def earlier(self, assessment: Any, indicators: list[int]) -> Self:
        """What another round says on these indicators, as approved or else as it stands."""
        return (
            self.filter(assessment=assessment, indicator__in=indicators)
            .answered()
            .in_order()
            .select_related("indicator__scale", "current__option", "current__by")
            .prefetch_related(citations_of(self.model))
        )

    def fill(self, answers: list[Any], user: Any, held: frozenset[str]) -> None:
        """Look up what a page shows beside these to this person, from whatever rounds they are; three statements."""
        cited = citations_of(self.model, user, held)
        prefetch_related_objects(answers, "indicator__scale__options", "indicator__shown_by", cited)

    def for_pack(self) -> Self:
        """With what a pack tells of each question and its answer."""
        place = "indicator__subcategory__domain", "indicator__depends_on", "indicator__scale", "current"
        return (
            self.in_order()
            .select_related(*place)
            .prefetch_related("indicator__scale__options", "indicator__shown_by", citations_of(self.model))
        )

    def for_saving(self) -> Self:
        """Locked, with what they say now; `decides` when it depends on them whether others are asked."""
        indicators = self.model._meta.get_field("indicator").related_model.objects
        dependent = indicators.filter(depends_on=OuterRef("indicator"))
        return (
            self.select_for_update(of=["self"])
            .select_related("current", "indicator")
            .prefetch_related("current__citations")
            .annotate(decides=Exists(dependent))
        )

    def with_base(self, number: int) -> Self:
        """For one answer: `base` is its revision of this number, if there is one."""
        base = FilteredRelation("revisions", condition=Q(revisions__number=number))
        return self.annotate(base=base).select_related("base__option")

    def answered(self) -> Self:
        """Those that are asked and say something."""
        return self.asked().filter(SAYS_SOMETHING)

    def with_fitting(self, option: int | None) -> Self:
        """`fits`: whether the option is one of the indicator's scale."""
        indicators = self.model._meta.get_field("indicator").related_model.objects
        own = indicators.filter(pk=OuterRef("indicator"), scale__options=option)
        return self.annotate(fits=Exists(own))

    def approved_on(self, source: Any) -> Self:
        """Those whose approved text cites the source."""
        return self.filter(approved__citations__source=source).in_order()

    def depending_on(self, answers: list[Any]) -> Self:
        """Those whose question is asked or not depending on what these answers say."""
        return self.filter(indicator__depends_on__in=[answer.indicator_id for answer in answers])

    def ask_anew(self) -> int:
        """Mark each as asked when the answer it depends on has one of the options that ask it; one statement."""
        decisive = self.model.objects.filter(
            assessment=OuterRef("assessment"),
            indicator__dependents=OuterRef("indicator"),
            current__option__shows=OuterRef("indicator"),
        )
        return self.update(asked=Exists(decisive))

    def turn_to_next(self) -> int:
        """Make `current` the revision after the present one, which was just written; one statement."""
        revisions = self.model._meta.get_field("current").related_model.objects
        following = revisions.filter(answer=OuterRef("pk"), number=OuterRef("revision") + 1)
        return self.update(revision=F("revision") + 1, current=Subquery(following.values("pk")))

    def asked(self) -> Self:
        """Without those whose question doesn't arise, because of the answer to another one."""
        return self.filter(asked=True)


class AnswerRevisionQuerySet(RevisionHistory):
    def approved(self, assessment: Any) -> Self:
        """What the answers of the assessment say as approved, in the order of the questionnaire."""
        place = "answer__indicator__subcategory__domain__number", "answer__indicator__subcategory__number"
        return self.filter(approved_of__assessment=assessment).order_by(
            *place, "answer__indicator__position", "pk"
        )

    def with_outcome(self) -> Self:
        """`outcome` of the option, and the `domain` to which the answer belongs."""
        return self.annotate(outcome=F("option__outcome"), domain=F("answer__part__section__domain"))
