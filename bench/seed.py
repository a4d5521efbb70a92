"""Fills an empty portal with assessments that are half answered, by bulk inserts, always the same from one seed.

Prints as JSON what the measurements need to know. Rows are written past the workflow's functions: only here,
and only into a database of the run's own.
"""

import datetime
import json
import random
import sys
from dataclasses import dataclass, field
from itertools import count, cycle

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402  Django must be set up first
from django.contrib.auth.models import Permission  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from assessments.choices import AssessmentState, Role, SourceKind  # noqa: E402
from assessments.models import (  # noqa: E402
    Answer,
    AnswerRevision,
    Assessment,
    AssessmentUserPermission,
    Citation,
    Part,
    RoleAssignment,
    Section,
    Source,
)
from assessments.permissions import RIGHTS  # noqa: E402
from bench import addresses, review, shelves  # noqa: E402
from bench.servers import ROOT  # noqa: E402
from instruments import document  # noqa: E402
from instruments.models import Indicator, Instrument, Subcategory  # noqa: E402
from instruments.schema import Document, DomainQuestions  # noqa: E402
from instruments.workflow import load_instrument  # noqa: E402
from places.choices import Kind  # noqa: E402
from places.models import Jurisdiction  # noqa: E402
from places.workflow import load_countries  # noqa: E402
from profiles.choices import FindingKind  # noqa: E402
from profiles.models import EditionFile, Finding, FindingBasis, FindingText, Profile  # noqa: E402

SEED = 20260101
PASSWORD = "a long enough password"  # noqa: S105  of people who don't exist
PAGE_OF = 15  # indicators on the questionnaire page that is measured
CONNECTIONS = 4  # each with a page of its own
FOCAL_POINTS = 50
SOURCES = 12  # of an assessment
ANSWERED = 0.8  # of the questions that are asked
PROFILES = 10  # one published profile for so many assessments,
PAGE_OF_PROFILES = 20  # and never fewer than the list shows on a page
FINDINGS = 96  # of a profile, on its first domain
CHUNK = 50  # assessments in one transaction
WORDS = [
    "the",
    "municipality",
    "adopted",
    "a",
    "plan",
    "that",
    "names",
    "who",
    "is",
    "responsible",
    "and",
    "how",
    "residents",
    "take",
    "part",
    "in",
    "its",
    "review",
    "since",
    "2019",
    "by",
    "ordinance",
    "the",
    "secretariat",
    "publishes",
    "data",
    "each",
    "year",
    "about",
    "services",
    "for",
    "migrants",
    "in",
    "all",
    "districts",
]


@dataclass
class Shape:
    """What every assessment with one questionnaire is made of, read once."""

    instrument: Instrument
    domains: list = field(default_factory=list)
    subcategories: list = field(default_factory=list)
    indicators: list = field(default_factory=list)

    def __post_init__(self):
        self.domains = list(self.instrument.domains.order_by("number"))
        self.subcategories = list(
            Subcategory.objects.filter(domain__in=self.domains)
            .select_related("domain")
            .order_by("domain__number", "number")
        )
        rows = Indicator.objects.filter(instrument=self.instrument).in_order().select_related("scale")
        self.indicators = list(rows.prefetch_related("scale__options", "shown_by"))


class Seeder:
    def __init__(self, random_numbers):
        self.random = random_numbers
        self.answers, self.revisions = count(1), count(1)
        self.permissions = dict(
            Permission.objects.filter(content_type__model="assessment").values_list("codename", "pk")
        )

    def statement(self):
        words = self.random.choices(WORDS, k=self.random.randint(25, 45))
        return " ".join(words).capitalize() + "."

    def assessments(self, shape, places, coordinator, people, **fields):
        """One for each place; `people` are the focal points of each, and `coordinator` is everywhere."""
        made = Assessment.objects.bulk_create(
            Assessment(
                jurisdiction=place,
                instrument=shape.instrument,
                scope=shape.instrument.scope,
                working_language="en",
                created_by=coordinator,
                **{"year": 2026, "data_cutoff_date": datetime.date(2026, 11, 30)} | fields,
            )
            for place in places
        )
        cast = [(one, coordinator, Role.COORDINATOR) for one in made]
        cast += [
            (one, person, Role.FOCAL_POINT) for one, row in zip(made, people, strict=True) for person in row
        ]
        self.roles(cast, coordinator)
        return made

    def roles(self, cast, coordinator):
        RoleAssignment.objects.bulk_create(
            RoleAssignment(assessment=one, user=person, role=role, assigned_by=coordinator)
            for one, person, role in cast
        )
        AssessmentUserPermission.objects.bulk_create(
            AssessmentUserPermission(
                content_object=one, user=person, permission_id=self.permissions[right.partition(".")[2]]
            )
            for one, person, role in cast
            for right in RIGHTS[role]
        )

    def contents(self, shape, assessments, coordinator):
        """Sections, parts, sources and answers of these assessments."""
        sections = Section.objects.bulk_create(
            Section(assessment=one, domain=domain, due_date=datetime.date(2026, 12, 31))
            for one in assessments
            for domain in shape.domains
        )
        section_of = {(row.assessment_id, row.domain_id): row for row in sections}
        parts = Part.objects.bulk_create(
            Part(section=section_of[one.pk, subcategory.domain_id], subcategory=subcategory)
            for one in assessments
            for subcategory in shape.subcategories
        )
        part_of = {(row.section.assessment_id, row.subcategory_id): row for row in parts}
        sources = Source.objects.bulk_create(
            Source(
                assessment=one,
                kind=self.random.choice(SourceKind.values),
                title=self.statement()[:120],
                year=self.random.randint(1990, 2025),
                added_by=coordinator,
            )
            for one in assessments
            for _ in range(SOURCES)
        )
        sources_of = {one.pk: sources[i * SOURCES : (i + 1) * SOURCES] for i, one in enumerate(assessments)}
        self.answer(shape, assessments, part_of, sources_of, coordinator)

    def answer(self, shape, assessments, part_of, sources_of, by):
        answers, revisions, citations = [], [], []
        for one in assessments:
            chosen = {}
            for indicator in shape.indicators:
                shown_by = {option.pk for option in indicator.shown_by.all()}
                asked = not shown_by or chosen.get(indicator.depends_on_id) in shown_by
                part = part_of[one.pk, indicator.subcategory_id]
                answer = Answer(
                    pk=next(self.answers), assessment=one, part=part, indicator=indicator, asked=asked
                )
                answers.append(answer)
                if not asked or self.random.random() > ANSWERED:
                    continue
                revision = self.revision(answer, indicator, by)
                chosen[indicator.pk] = revision.option_id
                revisions.append(revision)
                source = self.random.choice(sources_of[one.pk])
                citations.append(Citation(revision=revision, source=source, locator="Article 4"))
        Answer.objects.bulk_create(answers)  # it names revisions that come after it, in the same transaction
        AnswerRevision.objects.bulk_create(revisions)
        Citation.objects.bulk_create(citations)

    def revision(self, answer, indicator, by):
        options = list(indicator.scale.options.all()) if indicator.scale else []
        option = self.random.choice(options) if indicator.kind == "choice" else None
        value = {"choice": "", "year": "2019", "date": "2019-05-01", "number": "12", "text": "Some words"}
        revision = AnswerRevision(
            pk=next(self.revisions),
            answer=answer,
            number=1,
            option=option,
            value=value[indicator.kind] if indicator.kind in value else options[0].value,
            statement=self.statement(),
            language="en",
            by=by,
        )
        answer.revision, answer.current = 1, revision
        return revision


def make_places(total, prefix):
    country = Jurisdiction.objects.get(iso_code="AR")
    return Jurisdiction.objects.bulk_create(
        Jurisdiction(
            kind=Kind.MUNICIPALITY,
            country=country,
            slug=f"{prefix.lower()}-{number}",
            name_en=f"{prefix} {number}",
            official_name_en=f"Municipality of {prefix} {number}",
        )
        for number in range(total)
    )


def load_questionnaires():
    """The local questionnaire, and one whose first page has fifteen of its indicators."""
    read = document.read(ROOT / "instruments" / "data" / "mgi-local.yaml")
    full = load_instrument(document=read.document, tags=read.tags, publish=True)[0]
    page = _one_page(read.document)
    return Shape(full), Shape(load_instrument(document=page, tags=read.tags, publish=True)[0])


def _one_page(full):
    """Fifteen choices with the texts of the real questions, on one page of one domain."""
    choices = [row for row in full.indicators() if row.kind == "choice"][:PAGE_OF]
    alone = [row.model_copy(update={"show_if": None}) for row in choices]
    first = full.questionnaire[0]
    page = first.subcategories[0].model_copy(update={"indicators": alone})
    questions = [DomainQuestions(domain=first.domain, subcategories=[page])]
    head = full.head.model_copy(update={"slug": "bench", "follows": None})
    return Document.of(head, full.domains[:1], full.scales, questions)


def make_people(total):
    password = make_password(PASSWORD)
    names = ["coordinator", "reviewer", *(f"focal-point-{number}" for number in range(total))]
    return User.objects.bulk_create(
        User(email=f"{name}@bench.example", name=name, password=password) for name in names
    )


def find(profiles, domain, language="en"):
    """The findings of each, half of them on either list, all on the same answer."""
    findings = Finding.objects.bulk_create(
        Finding(profile=profile, domain=domain, kind=FindingKind.values[number % 2], position=number)
        for profile in profiles
        for number in range(FINDINGS)
    )
    FindingText.objects.bulk_create(
        FindingText(finding=each, language=language, body=f"In 2022, {each.position} of them began.")
        for each in findings
    )
    revision = AnswerRevision.objects.order_by("pk").first()
    FindingBasis.objects.bulk_create(FindingBasis(finding=each, revision=revision) for each in findings)


def seed(total, profiles=0):
    """Everything; returns what is printed. Without their number there are as many profiles as fill a page."""
    load_countries()
    full, page = load_questionnaires()
    coordinator, reviewer, *people = make_people(max(FOCAL_POINTS, total))
    seeder = Seeder(random.Random(SEED))  # noqa: S311  the same numbers each time
    places = make_places(total, "Place")
    running = {"state": AssessmentState.COLLECTING, "round": 2}
    rows = [people[number::total] for number in range(total)]
    made = []
    for start in range(0, total, CHUNK):
        with transaction.atomic():
            some = slice(start, start + CHUNK)
            chunk = seeder.assessments(full, places[some], coordinator, rows[some], **running)
            seeder.contents(full, chunk, coordinator)
            seeder.roles([(one, reviewer, Role.REVIEWER) for one in chunk], coordinator)
            review.tell(chunk, coordinator, reviewer)
            made += chunk
    with transaction.atomic():
        places_of_pages, people_of_pages = (
            make_places(CONNECTIONS, "Page"),
            [[one] for one in people[:CONNECTIONS]],
        )
        pages = seeder.assessments(page, places_of_pages, coordinator, people_of_pages, **running)
        seeder.contents(page, pages, coordinator)
    first = shelves.fill(profiles or max(PAGE_OF_PROFILES, total // PROFILES), full.instrument, coordinator)
    find(Profile.objects.order_by("pk")[: max(PAGE_OF_PROFILES, total // PROFILES)], full.domains[0])
    mend_sequences()
    file = EditionFile.objects.select_related("edition__profile__assessment__jurisdiction").earliest("pk")
    desk = reverse("profile-domain", args=[first.assessment_id, full.domains[0].slug])
    public = {"profile": first.public_url, "file": file.kept_url}
    return told(made, pages, full, people, desk) | public


def mend_sequences():
    """PostgreSQL doesn't notice keys that are given; and its planner knows the tables only when told to look."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Answer, AnswerRevision]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def told(made, pages, full, people, desk):
    """Addresses and people; `desk` is that of findings. Writer `n` works in assessment `n` modulo their number, on a part of their own there."""
    open_ = full.domains[: review.OPEN]
    parts = [(row.domain.slug, row.number) for row in full.subcategories if row.domain in open_]
    writers = [
        {
            "email": person.email,
            "page": reverse("part-answer", args=[one.pk, *parts[number // len(made) % len(parts)]]),
        }
        for number, (person, one) in enumerate(zip(people[:FOCAL_POINTS], cycle(made), strict=False))
    ]
    return {
        "password": PASSWORD,
        "sign_in": reverse("account_login"),
        "coordinator": "coordinator@bench.example",
        "reviewer": "reviewer@bench.example",
        "people": [person.email for person in people[:CONNECTIONS]],
        "pages": [reverse("part-answer", args=[one.pk, full.domains[0].slug, 1]) for one in pages],
        "homes": [
            reverse("assessment-detail", args=[made[number % len(made)].pk]) for number in range(CONNECTIONS)
        ],
        "paths": addresses.paths_of(made[0], full.domains[0].slug),
        "public": addresses.PUBLIC,
        "open_data": addresses.OPEN_DATA,
        "queues": {
            "reviewer": addresses.REVIEWER,
            "coordinator": addresses.COORDINATOR | {"findings desk": desk},
        },
        "writers": writers,
    }


if __name__ == "__main__":
    print(json.dumps(seed(*map(int, sys.argv[1:]))))
