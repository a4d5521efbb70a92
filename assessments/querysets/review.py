from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assessments.querysets.disclosing import reads_internal
from assessments.querysets.queues import having
from ui.languages import data_language


class VerdictQuerySet(models.QuerySet[Any]):
    def private(self) -> Self:
        return self.filter(sent_at=None)

    def sent(self) -> Self:
        return self.exclude(sent_at=None)

    def on_current(self, section: models.Model) -> Self:
        """The newest verdict on what each answer of this section says now."""
        return self.newest().filter(
            revision__answer__part__section=section, revision=F("revision__answer__current")
        )

    def newest(self) -> Self:
        """The last one on each revision."""
        newer = self.model.objects.filter(revision=OuterRef("revision"), pk__gt=OuterRef("pk"))
        return self.exclude(Exists(newer))

    def standing(self) -> Self:
        """Those that count in the present round: what is given in it, and what was accepted before.

        A change asked for in an earlier round is judged anew, also where the text is the same.
        """
        return self.filter(Q(sent_at=None) | Q(value="accepted"))

    def told(self) -> Self:
        """Newest first; a row for each reply, in the order in which they came."""
        return self.order_by("-pk", "replies__at", "replies__pk")


class ReviewQueryQuerySet(models.QuerySet[Any]):
    def names(self, keys: Any) -> dict[int, str]:
        """The codes of the questions that these queries are about, by key."""
        return dict(self.filter(pk__in=keys).values_list("pk", "answer__indicator__code"))

    def in_order(self) -> Self:
        return self.order_by("opened_at", "pk")

    def in_section(self, section: Any) -> Self:
        return self.filter(section=section).in_order()

    def with_place(self) -> Self:
        """With the answer, its question and where it stands in the questionnaire."""
        return self.select_related("answer__indicator", "answer__part__section__domain").select_related(
            "answer__part__subcategory"
        )

    def unresolved(self) -> Self:
        return self.exclude(state="resolved")

    def waiting_for_answers(self) -> Self:
        """Open ones that everyone may read: the turn is with those who answer."""
        return self.filter(state="open", audience="everyone")

    def with_question(self) -> Self:
        """`asked`: its first message, with which it was opened."""
        first = self._messages().filter(query=OuterRef("pk")).in_order()
        return self.annotate(asked=Subquery(first.values("body")[:1]))

    def for_list(self, user: Any) -> Self:
        """The newest first, with its last message (`last_at`, `last_by`), and whether something is `new` to the person."""
        messages = self._messages().filter(query=OuterRef("pk"))
        last = messages.order_by("-at", "-pk")
        unread = messages.exclude(by=user).exclude(reads__user=user)
        return (
            self.with_place()
            .with_question()
            .select_related("assigned_to")
            .annotate(
                last_at=Subquery(last.values("at")[:1]),
                last_by=Subquery(last.values("by__name")[:1]),
                new=Exists(unread),
            )
            .order_by("-last_at", "-pk")
        )

    def of(self, user: Any) -> Self:
        """Those that the person asked, or that are put to the person."""
        return self.filter(Q(assigned_to=user) | Q(opened_by=user))

    def asked_as(self, query: Any, body: str) -> Self:
        """Those with which the same person asked the same of the same answer, before the same readers."""
        same = self.filter(answer=query.answer, audience=query.audience, opened_by=query.opened_by)
        return same.with_question().filter(asked=body).in_order()

    def _put_to_somebody(self) -> Exists:
        """Who can still answer it: a contributor only while the page is theirs."""
        able = ~Q(role="contributor") | Q(handovers__part__answers=OuterRef("answer"))
        roles = self._roles().filter(user=OuterRef("assigned_to"), assessment=OuterRef("section__assessment"))
        return Exists(roles.filter(able))

    def _messages(self) -> Any:
        return self.model._meta.get_field("messages").related_model.objects

    def _roles(self) -> Any:
        return self._assessments()._meta.get_field("roles").related_model.objects

    def _assessments(self) -> Any:
        section = self.model._meta.get_field("section").related_model
        return section._meta.get_field("assessment").related_model

    def visible_to(self, user: Any, held: frozenset[str]) -> Self:
        """Those that a person with these rights on their assessment may read, on the answers that they see.

        Contributors see what was handed to them; what is internal is seen by whoever answers or reviews it.
        """
        if "assessments.view_assessment" not in held:
            return self.none()
        found = self._of_audience(held)
        if reads_internal(held):
            return found
        answer = self.model._meta.get_field("answer").related_model
        pages = answer._meta.get_field("part").related_model.objects.visible_to(user, frozenset())
        theirs = Q(answer__part__in=pages)
        if "assessments.view_answers" in held:
            theirs |= ~Q(answer__disclosure="internal")
        return found.filter(theirs)

    def readable(self, held: frozenset[str]) -> Self:
        """Without those for reviewers and coordinators only, and those on internal answers, unless the rights include them.

        Contributors read those on the pages that they were handed; whoever asks leaves out the other pages.
        """
        found = self._of_audience(held)
        answers_pages = "assessments.view_assessment" in held and "assessments.view_answers" not in held
        return (
            found if reads_internal(held) or answers_pages else found.exclude(answer__disclosure="internal")
        )

    def _of_audience(self, held: frozenset[str]) -> Self:
        return self if "assessments.view_iom_queries" in held else self.filter(audience="everyone")

    def waiting_for(self, user: Any) -> Self:
        """Those that wait for this person, as far as they may read them, in assessments that collect answers.

        Open ones wait for whom they are assigned to; else, or when that person can’t answer them any more, for the
        side that answers, or for the other reviewers and coordinators. Answered ones wait for the reviewers.
        """
        nobodys = Q(state="open") & ~self._put_to_somebody()
        return self._running(user).filter(
            self._readable(user),
            Q(state="open", assigned_to=user)
            | nobodys & Q(audience="everyone") & self._where(user, "answer_assessment")
            | nobodys & Q(audience="everyone") & self._on_own_pages(user)
            | nobodys & Q(audience="iom") & ~Q(opened_by=user)
            | Q(state="answered") & self._where(user, "review_section"),
        )

    def per_section(self) -> Any:
        """(section, state, how many), in one statement."""
        grouped = self.order_by().values("section", "state").annotate(number=Count("pk"))
        return grouped.values_list("section", "state", "number")

    def _running(self, user: Any) -> Self:
        mine = self._where(user, "view_assessment")  # one condition by which the database can begin
        return self.unresolved().filter(mine, section__assessment__state="collecting")

    def _readable(self, user: Any) -> Q:
        """Nothing waits for those who see no internal answers, so the answers needn’t be asked how open they are."""
        everyones = Q(audience="everyone")
        return (
            everyones & self._where(user, "view_internal")
            | everyones & self._on_own_pages(user)
            | self._where(user, "view_iom_queries")
        )

    def _where(self, user: Any, codename: str) -> Q:
        return Q(section__assessment__in=having(self._assessments(), user, codename))

    def _on_own_pages(self, user: Any) -> Q:
        part = self.model._meta.get_field("answer").related_model._meta.get_field("part").related_model
        own = self.model.objects.filter(answer__part__in=having(part, user, "answer_part"))
        return Q(pk__in=own.values("pk"))


class MessageQuerySet(models.QuerySet[Any]):
    def for_threads(self, user: Any) -> Self:
        """In order, with who wrote it and all that is told of its query; once for each who has read it.

        `reader` and `reader_name` say who that is; a message that nobody has read comes once without. `on_own_page`
        when the person answers that page as a contributor.
        """
        query = self.model._meta.get_field("query").related_model
        part = query._meta.get_field("answer").related_model._meta.get_field("part").related_model
        own = part.objects.visible_to(user, frozenset()).filter(pk=OuterRef("query__answer__part"))
        about = "query__answer", "query__assigned_to", "query__opened_by", "query__revision__option"
        return (
            self.select_related("by", *about)
            .annotate(reader=F("reads__user"), reader_name=F("reads__user__name"), on_own_page=Exists(own))
            .order_by("at", "pk", "reads__at", "reads__pk")
        )

    def in_order(self) -> Self:
        return self.order_by("at", "pk")


class StandardRemarkQuerySet(models.QuerySet[Any]):
    def for_list(self) -> Self:
        """With who added them; those still offered first, by title in the language of the page or any other."""
        own = f"title_{data_language()}"
        title = Coalesce(own, "title_en", "title_fr", "title_es", output_field=models.CharField())
        return self.select_related("added_by").order_by("retired", title, "pk")

    def offered(self) -> Self:
        return self.filter(retired=False).order_by("title", "pk")
