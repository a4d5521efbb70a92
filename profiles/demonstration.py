"""The Quilmes assessment of 2022, played from setting up to publication by the people who would do it.

Every step goes through the same functions as the pages: nothing is written past them.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from ruamel.yaml import YAML

from accounts import workflow as accounts
from accounts.models import User
from assessments import workflow as assessing
from assessments.choices import Role, VerdictValue
from assessments.models import AnswerRevision, Assessment, Section
from instruments.models import Domain, Instrument
from places.models import Jurisdiction
from places.workflow import add_place
from profiles import workflow as publishing
from profiles.choices import FindingKind, TextKey
from profiles.models import Profile
from workflows.engine import perform

CAPACITY = "Focal point of the Municipality of Quilmes"
DATA = Path(__file__).parent / "data" / "quilmes-2022.yaml"

PEOPLE = {
    "coordinator": "Clara Romero",
    "researcher": "Ana Pérez",
    "focal_point": "Martín Sosa",
    "contributor": "Julia Benítez",
    "reviewer": "Ravi Menon",
    "second_reviewer": "Élise Laurent",
    "translator": "Tomás Ibarra",
    "observer": "Noor Haddad",
}


def address_of(part: str) -> str:
    return f"{part.replace('_', '-')}@quilmes.example"


@dataclass(frozen=True)
class Cast:
    """The demonstration's people by the part they play."""

    people: dict[str, User]

    def __getattr__(self, part: str) -> User:
        try:
            return self.people[part]
        except KeyError as error:
            raise AttributeError(part) from error


@transaction.atomic
def play(*, password: str) -> Cast:
    """Play the whole story once; when it was played before, only give its people this password.

    Needs the countries, the published local questionnaire and the standing texts to be loaded.
    """
    story = YAML(typ="safe").load(DATA)
    known = User.objects.filter(email__in=[address_of(part) for part in PEOPLE])
    if known.exists():
        people = {user.email: user for user in known}
        for user in (*known, User.objects.get(email=address_of("administrator"))):
            accounts.set_password(user=user, password=password)
        return Cast({part: people[address_of(part)] for part in PEOPLE if address_of(part) in people})
    cast = _invite_people(password)
    place = _find_place(story["jurisdiction"])
    first = _set_up(story["assessment"], place, cast, due=datetime.date(2022, 11, 30))
    _answer(first, story, cast)
    _review(first, story["correction"], story, cast)
    _publish(Profile.objects.get(assessment=first), story, cast)
    second = story["assessment"] | {"round": 2, "year": 2024, "data_cutoff_date": datetime.date(2024, 11, 30)}
    _set_up(second, place, cast, due=timezone.localdate() + datetime.timedelta(days=60))
    return cast


def _invite_people(password: str) -> Cast:
    admin = User.objects.create_superuser(address_of("administrator"), "Administration", password)
    people = {}
    for part, name in PEOPLE.items():
        user = accounts.invite(email=address_of(part), name=name, language="en", by=admin)
        invitation = user.invitations.get()
        people[part] = accounts.accept_invitation(invitation=invitation, name=name, password=password)
    people["coordinator"].user_permissions.set(
        Permission.objects.filter(codename__in=["add_assessment", "add_jurisdiction"])
    )
    return Cast(people)


def _find_place(wanted: dict[str, Any]) -> Jurisdiction:
    country = Jurisdiction.objects.get(iso_code=wanted["country"])
    return country.places.filter(slug=wanted["slug"]).first() or add_place(
        kind=wanted["kind"],
        country=country,
        slug=wanted["slug"],
        names=wanted["name"],
        official_names=wanted["official_name"],
    )


def _set_up(wanted: dict[str, Any], place: Jurisdiction, cast: Cast, due: datetime.date) -> Assessment:
    instrument = Instrument.objects.published().get(slug=wanted["instrument"], version=wanted["version"])
    assessment = assessing.set_up_assessment(
        jurisdiction=place,
        instrument=instrument,
        round=wanted["round"],
        year=wanted["year"],
        working_language=wanted["working_language"],
        data_cutoff_date=wanted["data_cutoff_date"],
        by=cast.coordinator,
    )
    roles = {part: Role(part) for part in PEOPLE if part not in ("coordinator", "second_reviewer")}
    for part, role in (roles | {"second_reviewer": Role.REVIEWER}).items():
        parts = assessment.sections.in_order()[0].parts.in_order()[:1] if role == Role.CONTRIBUTOR else ()
        assessing.assign_role(
            assessment=assessment, user=cast.people[part], role=role, parts=parts, by=cast.coordinator
        )
    dates = dict.fromkeys(assessment.sections.values_list("pk", flat=True), due)
    assessing.set_due_dates(assessment=assessment, dates=dates, by=cast.coordinator)
    perform(assessing.ASSESSMENT, "launch", assessment, by=cast.coordinator)
    return assessment


def _answer(assessment: Assessment, story: dict[str, Any], cast: Cast) -> None:
    sources = {
        row["key"]: assessing.add_source(
            assessment=assessment, by=cast.researcher, **{key: row[key] for key in row if key != "key"}
        )
        for row in story["sources"]
    }
    said = {row["code"]: row for row in story["answers"]}
    first = story["correction"]
    said[first["code"]] = said[first["code"]] | {"statement": first["first_statement"]}
    for section in assessment.sections.in_order():
        _answer_section(section, said, sources, cast.researcher)
        perform(assessing.SECTION, "submit", section, by=cast.focal_point, note=CAPACITY)


def _answer_section(section: Section, said: dict[str, Any], sources: dict[str, Any], by: User) -> None:
    """What isn’t said isn’t asked either: the answer before it made the question pointless."""
    for part in section.parts.in_order():
        drafts = [
            _draft(answer, said[answer.indicator.code], sources)
            for answer in part.answers.for_page()
            if answer.indicator.code in said
        ]
        assessing.save_answers(part=part, drafts=drafts, by=by)


def _draft(answer: Any, row: dict[str, Any], sources: dict[str, Any]) -> assessing.AnswerDraft:
    scale = answer.indicator.scale
    options = {option.value: option.pk for option in scale.options.all()} if scale else {}
    cited = (assessing.CitationDraft(sources[c["key"]].pk, c["locator"]) for c in row.get("sources", ()))
    return assessing.AnswerDraft(
        answer_id=answer.pk,
        revision=answer.revision,
        option_id=options[row["option"]] if "option" in row else None,
        statement=row.get("statement", ""),
        citations=tuple(cited),
        value=row.get("value", ""),
    )


def _review(assessment: Assessment, correction: dict[str, Any], story: dict[str, Any], cast: Cast) -> None:
    """Every section is approved; the one with the correction is returned first, mended and submitted again."""
    for section in assessment.sections.in_order():
        perform(assessing.SECTION, "start review", section, by=cast.reviewer)
        returned = section.parts.filter(answers__indicator__code=correction["code"]).first()
        if returned is not None:
            _judge(section, cast.reviewer, correction)
            perform(assessing.SECTION, "return", section, by=cast.reviewer, note=correction["section_note"])
            _correct(returned, correction["code"], story, cast.researcher)
            perform(assessing.SECTION, "submit", section, by=cast.focal_point, note=CAPACITY)
            perform(assessing.SECTION, "start review", section, by=cast.reviewer)
        _judge(section, cast.reviewer)
        perform(assessing.SECTION, "approve", section, by=cast.reviewer)


def _judge(section: Section, by: User, correction: dict[str, Any] | None = None) -> None:
    current = AnswerRevision.objects.filter(current_of__part__section=section).exclude(option=None, value="")
    assessing.record_verdicts(
        section=section,
        drafts=[
            assessing.VerdictDraft(pk, VerdictValue.CHANGE_NEEDED, correction["remark"])
            if correction and code == correction["code"]
            else assessing.VerdictDraft(pk, VerdictValue.ACCEPTED)
            for pk, code in current.values_list("pk", "answer__indicator__code")
        ],
        by=by,
    )


def _correct(part: Any, code: str, story: dict[str, Any], by: User) -> None:
    answer = part.answers.for_page().get(indicator__code=code)
    statement = next(row["statement"] for row in story["answers"] if row["code"] == code)
    citations = tuple(assessing.CitationDraft(c.source_id, c.locator) for c in answer.current.citations.all())
    draft = assessing.AnswerDraft(answer.pk, answer.revision, answer.current.option_id, statement, citations)
    assessing.save_answers(part=part, drafts=[draft], by=by)


def _publish(profile: Profile, story: dict[str, Any], cast: Cast) -> None:
    language = profile.language
    for domain in Domain.objects.filter(instrument=profile.assessment.instrument_id).in_order():
        findings = profile.findings.filter(domain=domain).prefetch_related("texts")
        drafts = [
            publishing.FindingDraft(finding.pk, FindingKind(finding.kind), True, finding.body_in(language))
            for finding in findings.in_order()
        ]
        publishing.save_findings(profile=profile, domain=domain, drafts=drafts, by=cast.reviewer)
    introduction = "\n\n".join(story["introduction"])
    publishing.write_text(
        profile=profile, key=TextKey.INTRODUCTION, language=language, body=introduction, by=cast.reviewer
    )
    perform(publishing.PROFILE, "open consultation", profile, by=cast.reviewer)
    perform(publishing.PROFILE, "clear", profile, by=cast.second_reviewer)
    publishing.record_consent(
        profile=profile,
        name=cast.focal_point.name,
        capacity=CAPACITY,
        date=timezone.localdate(),
        letter="Demonstration record",
        languages=[language],
        by=cast.focal_point,
    )
    publishing.publish(profile=profile, language=language, by=cast.coordinator)
