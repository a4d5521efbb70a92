"""The pages that are measured, by the name under which they are told."""

from django.urls import reverse

from bench import findings

OPEN_DATA = {
    "open data: list of profiles": "/api/v1/profiles",
    "open data: list of findings": "/api/v1/findings",
    "open data: findings, in words": "/api/v1/findings?q=municip&language=en",
}
REVIEWER = {
    "my work of the reviewer of all": "/en/work/",
    "my work, overdue": "/en/work/?overdue=on",
    "review queue": "/en/review/",
    "review queue, longest wait first": "/en/review/?sort=waiting",
    "review queue, waiting for others": "/en/review/?tab=others",
    "review queue, due": "/en/review/?tab=due",
    "review queue, one place": "/en/review/?q=place+7",
}
COORDINATOR = {
    "my work of the coordinator of all": "/en/work/",
    "oversight": "/en/oversight/",
    "oversight, overdue first": "/en/oversight/?sort=overdue",
    "oversight, never signed in": "/en/oversight/?absent=on",
    "oversight, one place": "/en/oversight/?q=place+7",
}
PUBLIC = {
    "front page": "/en/",
    "profiles": "/en/profiles/",
    "profiles, last page that all have": "/en/profiles/?page=2",
    "profiles, filtered": "/en/profiles/?region=019&country=argentina&level=municipality&year=2022",
    "profiles, in French": "/en/profiles/?language=fr",
    "profiles, by a name that many have": "/en/profiles/?name=m%C3%BAnicipality+of+town",
    "profiles, by a name that one has": "/en/profiles/?name=town+00004",
    "profiles, none found": "/en/profiles/?name=nowhere&country=argentina&year=2022",
    "regions": "/en/profiles/places/",
    "country": "/en/profiles/argentina/",
    "place": "/en/profiles/argentina/town-4/",
    "feed": "/en/profiles/feed/",
    "feed, filtered": "/en/profiles/feed/?country=argentina",
    **findings.PATHS,
}


def paths_of(assessment, domain):
    """Lists, and the pages of one assessment, that focal points see."""
    of, section = {"args": [assessment.pk]}, {"args": [assessment.pk, domain]}
    return {
        "my work": reverse("my-work"),
        "assessment home": reverse("assessment-detail", **of),
        "sources": reverse("source-list", **of),
        "questionnaire page": reverse("part-answer", args=[assessment.pk, domain, 1]),
        "check of answers": reverse("section-check", **section),
        "profiles": reverse("profile-list"),
        "front page": reverse("home"),
    }
