"""Everybody does anything, in any order, on the real database: what must hold after every single act.

500 runs of 50 acts where long tests run; 5,000 with NIGHTLY=1. The short run of the suite has the same invariants;
its runs are always the same ones.
"""

from collections import Counter
from itertools import pairwise

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import F
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from assessments.choices import AssessmentState, Role, SectionState, VerdictValue
from assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    AssessmentUserPermission,
    Handover,
    PartUserPermission,
    ReviewQuery,
    RoleAssignment,
    RoleEvent,
    Section,
)
from assessments.permissions import RIGHTS, Right
from assessments.workflow import (
    VerdictDraft,
    assign_role,
    hand_over,
    open_query,
    record_verdicts,
    remove_role,
    reopen,
    reply,
    resolve,
    save_answers,
    take_back,
)
from audit.models import Entry
from audit.workflow import faults
from profiles.choices import ProfileState
from profiles.models import Consent, FindingText, Profile, ProfileText
from profiles.workflow import TranslationDraft, review_translations, save_translations, write_text
from tests.factories.accounts import make_people
from tests.factories.assessments import CAPACITY, draft, make_case, tell_source
from tests.factories.instruments import make_instrument
from tests.factories.profiles import consent, decide, sources_of
from workflows.engine import TransitionRefused, perform, registry

REFUSALS = (PermissionDenied, TransitionRefused, ValidationError, ReviewQuery.DoesNotExist)
ROOMS = ("assessments", "profiles", "audit")
TABLES = sorted(model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models())
MOVING = {
    "assessment": Assessment,
    "section": Section,
    "handover": Handover,
    "query": ReviewQuery,
    "profile": Profile,
}
OPTIONS = ("yes", "partly", "no", "unknown")
people = st.integers(0, 9)
some = st.integers(0, 7)


def rows():
    """Every row that an act could touch, as the database has it."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608  the names are the models' own
            found[table] = cursor.fetchall()
    return found


class Everybody(RuleBasedStateMachine):
    """All roles, a second reviewer, a stranger and a superuser act on one assessment of two sections."""

    case = None
    actors = ()
    reached = Counter()  # how often each step of a section was taken, over all runs

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.before = rows()
        self.pinned = {}

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)

    def act(self, deed):
        """Do it; when it is refused, every row is as before."""
        try:
            with transaction.atomic():
                deed()
        except REFUSALS:
            assert rows() == self.before
            return False
        self.before = rows()
        return True

    def actor(self, number):
        return self.actors[number % len(self.actors)]

    def section(self, number):
        return Section.objects.filter(assessment=self.case.assessment).in_order()[number % 2]

    # What people do ------------------------------------------------------------------------------------

    @rule(by=people, number=some, option=st.sampled_from(OPTIONS), text=st.sampled_from(["A.", "B.", ""]))
    def answer(self, by, number, option, text):
        answers = list(Answer.objects.filter(assessment=self.case.assessment).in_order().for_page())
        answer = answers[number % len(answers)]
        source = self.case.assessment.sources.first()
        wanted = draft(answer, text, option=option, sources=[source] if text else ())
        self.act(lambda: save_answers(part=answer.part, drafts=[wanted], by=self.actor(by)))

    @rule(by=st.sampled_from([1, 2]), number=some)
    def answer_all(self, by, number):
        section = self.section(number)
        source = self.case.assessment.sources.first()

        def deed():
            for part in section.parts.in_order():
                drafts = [draft(a, "Said in 2022.", sources=[source]) for a in part.answers.for_page()]
                save_answers(part=part, drafts=drafts, by=self.actor(by))

        self.act(deed)

    @rule(by=people, number=some, step=st.sampled_from([s.name for s in registry["section"].transitions]))
    def move_section(self, by, number, step):
        section, actor = self.section(number), self.actor(by)
        taken = self.act(lambda: perform("section", step, section, by=actor, note=CAPACITY))
        if taken:
            self.reached[step] += 1
        if taken and step == "approve":
            written = AnswerRevision.objects.filter(answer__part__section=section, by=actor)
            assert not written.exists(), "approved by someone who answered"
            assert not ReviewQuery.objects.in_section(section).unresolved().exists()
            self.pinned |= self.approved_in(section)
        if taken and step == "reopen":
            self.pinned = {k: v for k, v in self.pinned.items() if v[0] != section.pk}

    @initialize(stages=st.tuples(st.sampled_from([4, 0, 1, 2, 3]), st.sampled_from([3, 4, 0, 1, 2])))
    def begin(self, stages):
        """Runs begin anywhere between two open sections and two that are approved."""
        for number, steps in enumerate(stages):
            for _ in range(steps):
                self.go_on(number, accept=True)

    @rule(number=some, accept=st.booleans())
    def go_on(self, number, accept):
        """Who may does what comes next, so that runs get far."""
        section, case = self.section(number), self.case
        for query in ReviewQuery.objects.in_section(section).unresolved():
            self.act(lambda query=query: resolve(query=query, by=case.reviewer))
        if section.state in (SectionState.OPEN, SectionState.RETURNED):
            self.answer_all(1, number)
            self.move_section(1, number, "submit")
        elif section.state == SectionState.SUBMITTED:
            self.move_section(self.actors.index(case.reviewer), number, "start review")
        elif section.state == SectionState.IN_REVIEW:
            reviewer = self.actors.index(case.reviewer)
            self.judge(reviewer, VerdictValue.ACCEPTED if accept else VerdictValue.CHANGE_NEEDED, number, 7)
            self.move_section(reviewer, number, "approve" if accept else "return")

    @rule(number=some)
    def go_back(self, number):
        """Who may takes back what was done, so that runs see it."""
        section, case = self.section(number), self.case
        if section.state == SectionState.SUBMITTED:
            self.move_section(self.actors.index(case.researcher), number, "recall")
        elif section.state == SectionState.APPROVED:
            self.move_section(self.actors.index(case.coordinator), number, "reopen")

    @rule(by=people, value=st.sampled_from(VerdictValue.values), number=some, only=some)
    def judge(self, by, value, number, only):
        section = self.section(number)
        current = list(
            Answer.objects.filter(part__section=section, current__isnull=False)
            .in_order()
            .values_list("current", flat=True)
        )
        wanted = current if only > 3 else current[only : only + 1]
        drafts = [VerdictDraft(pk, value, "Say more." if value == "change_needed" else "") for pk in wanted]
        self.act(lambda: record_verdicts(section=section, drafts=drafts, by=self.actor(by)))

    def query(self, number):
        queries = list(ReviewQuery.objects.filter(answer__assessment=self.case.assessment).order_by("pk"))
        return queries[number % len(queries)] if queries else None

    @rule(by=people, to=people, number=some, audience=st.sampled_from(["everyone", "iom"]))
    def query_answer(self, by, to, number, audience):
        answer = list(Answer.objects.filter(assessment=self.case.assessment).in_order())[number % 3]
        person = None if number % 2 else self.actor(to)
        asked = {"answer": answer, "body": f"Why {number}?", "audience": audience, "assigned_to": person}
        self.act(lambda: open_query(by=self.actor(by), **asked))

    @rule(by=people, number=some, text=st.sampled_from(["A.", "B."]))
    def write_in_query(self, by, number, text):
        query, actor = self.query(number), self.actor(by)
        if query and self.act(lambda: reply(query=query, body=text, by=actor)) and query.audience == "iom":
            assert Right.VIEW_IOM_QUERIES in actor.rights_on(self.case.assessment)

    @rule(by=people, number=some, again=st.booleans())
    def end_query(self, by, number, again):
        query, actor = self.query(number), self.actor(by)
        if query and again:
            self.act(lambda: reopen(query=query, note="Still so?", by=actor))
        elif query:
            self.act(lambda: resolve(query=query, by=actor))

    @rule(by=people, number=some, step=st.sampled_from([s.name for s in registry["query"].transitions]))
    def move_query(self, by, number, step):
        query, actor = self.query(number), self.actor(by)
        if query:
            self.act(lambda: perform("query", step, query, by=actor, note="Why."))

    @rule(by=people, step=st.sampled_from([s.name for s in registry["assessment"].transitions]), luck=some)
    def move_assessment(self, by, step, luck):
        if step == "cancel" and luck:
            return  # nothing can happen after it
        assessment = Assessment.objects.get(pk=self.case.assessment.pk)
        self.act(lambda: perform("assessment", step, assessment, by=self.actor(by), note="Why."))

    @rule(by=people, step=st.sampled_from([s.name for s in registry["handover"].transitions]))
    def move_page(self, by, step):
        handover = Handover.objects.filter(role__assessment=self.case.assessment).order_by("pk").first()
        if handover:
            self.act(lambda: perform("handover", step, handover, by=self.actor(by), note="Why."))

    @rule(by=people, to=people, number=some)
    def give_page(self, by, to, number):
        part = self.section(number).parts.in_order()[0]
        user, actor = self.actor(to), self.actor(by)
        self.act(lambda: hand_over(assessment=self.case.assessment, parts=[part], user=user, by=actor))

    @rule(by=people, number=some)
    def withdraw_page(self, by, number):
        handovers = list(Handover.objects.filter(role__assessment=self.case.assessment).order_by("pk"))
        if handovers:
            self.act(lambda: take_back(handover=handovers[number % len(handovers)], by=self.actor(by)))

    @rule(by=people, to=people, role=st.sampled_from(Role.values))
    def name(self, by, to, role):
        user, actor = self.actor(to), self.actor(by)
        self.act(lambda: assign_role(assessment=self.case.assessment, user=user, role=role, by=actor))

    @rule(by=people, number=some)
    def unname(self, by, number):
        assignments = list(RoleAssignment.objects.filter(assessment=self.case.assessment).order_by("pk"))
        gone = assignments[number % len(assignments)]
        self.act(lambda: remove_role(assignment=gone, by=self.actor(by)))

    # The profile, once there is one ----------------------------------------------------------------------

    def profile(self):
        return Profile.objects.for_detail().filter(assessment=self.case.assessment).first()

    @rule(by=people, step=st.sampled_from([s.name for s in registry["profile"].transitions]))
    def move_profile(self, by, step):
        if profile := self.profile():
            self.act(lambda: perform("profile", step, profile, by=self.actor(by), note="Why."))

    @rule(by=people, included=st.sampled_from([True, False, None]), text=st.sampled_from(["A.", "B."]))
    def write_profile(self, by, included, text):
        """A person writes a domain, or the reviewer all of it."""
        if profile := self.profile():
            actor = self.case.reviewer if included else self.actor(by)
            self.act(lambda: decide(self.case, profile, by=actor, included=included, compared=True))
            self.act(lambda: write_text(profile=profile, key="introduction", body=text, by=actor))

    @rule(by=people, reviewed_by=people)
    def translate_profile(self, by, reviewed_by):
        if profile := self.profile():
            sources = sources_of(profile)
            drafts = [TranslationDraft(s, f"{s.body} (fr)", s.revision) for s in sources]
            told = {"profile": profile, "language": "fr"}
            self.act(lambda: save_translations(drafts=drafts, by=self.actor(by), **told))
            self.act(lambda: review_translations(sources=sources, by=self.actor(reviewed_by), **told))

    @rule()
    def go_on_with_profile(self):
        """Who may does what comes next."""
        profile, case = self.profile(), self.case
        if profile is None:
            return
        if profile.state == ProfileState.DRAFTING:
            self.write_profile(0, included=True, text="A.")
            self.act(lambda: perform("profile", "open consultation", profile, by=case.reviewer))
        elif profile.state == ProfileState.CONSULTATION:
            self.act(lambda: perform("profile", "clear", profile, by=case.second_reviewer))
        else:
            self.act(lambda: consent(case, profile))

    # What holds after each act ---------------------------------------------------------------------------

    def approved_in(self, section):
        pinned = Answer.objects.filter(part__section=section, approved__isnull=False)
        return {
            pk: (section.pk, *said)
            for pk, *said in pinned.values_list("pk", "approved", "approved__option", "approved__statement")
        }

    @invariant()
    def every_state_is_where_its_events_lead(self):
        for name, model in MOVING.items():
            table = registry[name]
            steps = {(s.name, source, s.target) for s in table.transitions for source in s.sources}
            for row in model._base_manager.all():
                told = list(table.event._base_manager.filter(subject=row).order_by("pk"))
                assert {(e.name, e.source, e.target) for e in told} <= steps
                assert all(first.target == then.source for first, then in pairwise(told))
                first = model._meta.get_field("state").get_default()
                assert row.state == (told[-1].target if told else first)

    @invariant()
    def every_event_and_role_has_its_line_in_the_log(self):
        events = sum(table.event._base_manager.count() for table in registry.values())
        there = {
            f"{name} {pk}"
            for name, table in registry.items()
            for pk in table.model._base_manager.values_list("pk", flat=True)
        }
        told = Entry.objects.filter(kind="step").values_list("subject", flat=True)
        # a page that is taken back goes with its events, but not out of the log
        assert len([subject for subject in told if subject in there]) == events
        assert Entry.objects.filter(kind="role").count() == RoleEvent.objects.count()
        assert list(faults(self.case.assessment.matter)) == []

    @invariant()
    def pinned_texts_stay(self):
        for section in Section.objects.filter(assessment=self.case.assessment):
            pinned = {k: v for k, v in self.pinned.items() if v[0] == section.pk}
            assert self.approved_in(section) == pinned
            assert (section.state == SectionState.APPROVED) or not pinned

    @invariant()
    def approved_is_what_is_said(self):
        assert not Answer.objects.exclude(approved=None).exclude(approved=F("current")).exists()

    @invariant()
    def rights_are_the_roles(self):
        roles = {}
        for user, role in RoleAssignment.objects.values_list("user", "role"):
            roles.setdefault(user, set()).update(right.partition(".")[2] for right in RIGHTS[role])
        held = {}
        rows = AssessmentUserPermission.objects.values_list("user", "permission__codename")
        for user, codename in rows:
            held.setdefault(user, set()).add(codename)
        assert held == roles
        pages = set(Handover.objects.values_list("role__user", "part"))
        assert set(PartUserPermission.objects.values_list("user", "content_object")) == pages

    @invariant()
    def profile_goes_on_with_approved_answers_alone(self):
        profile = self.profile()
        if profile is not None and profile.state != ProfileState.DRAFTING:
            assert profile.assessment.state in (AssessmentState.APPROVED, AssessmentState.CLOSED)
        in_force = Consent.objects.filter(ended_at=None).exists()
        assert in_force == (profile is not None and profile.state == ProfileState.CONSENTED)

    @invariant()
    def every_text_is_the_newest_of_its_revisions(self):
        for model in (FindingText, ProfileText):
            for text in model.objects.prefetch_related("revisions"):
                kept = sorted(text.revisions.all(), key=lambda revision: revision.number)
                assert [revision.number for revision in kept] == list(range(1, text.revision + 1))
                assert kept[-1].body == text.body

    @invariant()
    def somebody_coordinates(self):
        assert RoleAssignment.objects.filter(role=Role.COORDINATOR).exists()


def play(runs, steps):
    case = make_case(instrument=make_instrument(((2,), (1,))))
    tell_source(case)
    stranger, superuser = make_people("Stranger"), make_people("Root", is_superuser=True, is_staff=True)
    Everybody.case = case
    Everybody.actors = [*case.people.values(), case.second_reviewer, *stranger, *superuser]
    Everybody.reached = Counter()
    assert len(Everybody.actors) == 10
    assert User.objects.count() == 10
    run_state_machine_as_test(
        Everybody, settings=settings(max_examples=runs, stateful_step_count=steps, deadline=None)
    )


def test_everybody_does_anything(db):
    play(runs=5, steps=14)

    assert Everybody.reached["approve"] > 0


@pytest.mark.slow
def test_everybody_does_anything_for_long(db):
    play(runs=settings.get_profile("long").max_examples, steps=50)

    assert set(Everybody.reached) == {step.name for step in registry["section"].transitions}
