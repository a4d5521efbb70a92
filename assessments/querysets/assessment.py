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


def _citations(answer: Any) -> Any:
    """The citations of what the answers say now, each with its source; `answer` is their model."""
    revision = answer._meta.get_field("current").related_model
    citation = revision._meta.get_field("citations").related_model
    return Prefetch("current__citations", citation.objects.select_related("source").order_by("pk"))


class AssessmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return _granted(self, user, "assessments.view_assessment")

    def with_profile_visible_to(self, user: Any) -> Self:
        return _granted(self, user, "assessments.view_profile_draft")

    def for_detail(self) -> Self:
        return self.select_related("jurisdiction__country", "instrument")

    def for_work(self, user: Any) -> Self:
        """The assessments in which the person has a role, with all roles and sections, newest first."""
        roles = self.model._meta.get_field("roles").related_model.objects.filter(user=user)
        mine = self.filter(pk__in=roles.values("assessment"))
        return mine.for_detail().prefetch_related("roles", "sections__domain").order_by("-created_at", "-pk")


class SectionQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.select_related("domain").order_by("domain__number", "pk")

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

    def with_progress(self) -> Self:
        """`total`, `answered` and `to_confirm`, of the indicators that are asked.

        What was carried over from the round before is to be confirmed, and counts as answered only then.
        """
        return self.annotate(
            total=Count("answers", filter=ASKED),
            answered=Count("answers", filter=ANSWERED),
            to_confirm=Count("answers", filter=ASKED & CARRIED),
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


class AnswerQuerySet(models.QuerySet[Any]):
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
            .select_related("indicator__scale", "current__option", "current__by", "current__verdict")
            .prefetch_related("indicator__scale__options", _citations(self.model))
        )

    def for_page(self) -> Self:
        """Also with what decides whether it is asked, and the newest remark of a reviewer who sent one."""
        remarks = self.model.objects.filter(
            pk=OuterRef("pk"),
            revisions__verdict__value="change_needed",
            revisions__verdict__sent_at__isnull=False,
        ).order_by("-revisions__verdict__sent_at", "-revisions__number")
        return (
            self.for_reading()
            .prefetch_related("indicator__shown_by")
            .annotate(
                remark=remarks.values("revisions__verdict__remark")[:1],
                remark_sent_at=remarks.values("revisions__verdict__sent_at")[:1],
                remark_on=remarks.values("revisions__number")[:1],
            )
        )

    def for_parsing(self) -> Self:
        """With what the kind of each question says about the input to expect."""
        return self.in_order().select_related("indicator", "current")

    def for_citing(self) -> Self:
        """With the question and what is cited now."""
        return self.select_related("indicator", "current").prefetch_related(_citations(self.model))

    def earlier(self, assessment: Any, indicators: list[int]) -> Self:
        """What another round says on these indicators, as approved or else as it stands."""
        return (
            self.filter(assessment=assessment, indicator__in=indicators)
            .answered()
            .in_order()
            .select_related("indicator__scale", "current__option", "current__by")
            .prefetch_related(_citations(self.model))
        )

    def fill(self, answers: list[Any]) -> None:
        """Look up what a page shows beside these, from whatever rounds they are; three statements."""
        prefetch_related_objects(
            answers, "indicator__scale__options", "indicator__shown_by", _citations(self.model)
        )

    def for_pack(self) -> Self:
        """With what a pack tells of each question and its answer."""
        place = "indicator__subcategory__domain", "indicator__depends_on", "indicator__scale", "current"
        return (
            self.in_order()
            .select_related(*place)
            .prefetch_related("indicator__scale__options", "indicator__shown_by", _citations(self.model))
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


class AnswerRevisionQuerySet(models.QuerySet[Any]):
    def approved(self, assessment: Any) -> Self:
        """What the answers of the assessment say as approved, in the order of the questionnaire."""
        place = "answer__indicator__subcategory__domain__number", "answer__indicator__subcategory__number"
        return self.filter(approved_of__assessment=assessment).order_by(
            *place, "answer__indicator__position", "pk"
        )

    def with_outcome(self) -> Self:
        """`outcome` of the option, and the `domain` to which the answer belongs."""
        return self.annotate(outcome=F("option__outcome"), domain=F("answer__part__section__domain"))


class VerdictQuerySet(models.QuerySet[Any]):
    def private(self) -> Self:
        return self.filter(sent_at=None)

    def on_current(self, section: models.Model) -> Self:
        """The verdicts on what the answers of this section say now."""
        return self.filter(revision__answer__part__section=section, revision=F("revision__answer__current"))
