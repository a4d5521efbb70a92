"""What a browser sends from the findings desk."""

from profiles.forms import FindingForm
from profiles.models import Finding, FindingBasis


def desk_path(case, path="", domain="domain-1"):
    return f"/en/assessments/{case.assessment.pk}/profile/domains/{domain}/{path}"


def finding_of(code):
    """The first finding that rests on this question."""
    rows = Finding.objects.filter(bases__revision__answer__indicator__code=code).order_by("pk")
    return rows.prefetch_related("texts").first()


def desk_form(profile, domain="domain-1", **changes):
    """Every control of a domain's page as it stands, with `changes` by code of the question and field."""
    findings = profile.findings.filter(domain__slug=domain).for_desk(FindingBasis.objects, internal=True)
    data = {}
    for finding in findings:
        form = FindingForm(finding=finding, language=profile.language)
        row = {name: form[name].value() or "" for name in ("body", "included", "reason", "kind", "was")}
        code = finding.bases.all()[0].revision.answer.indicator.code
        data |= {f"{form.prefix}-{name}": value for name, value in (row | changes.get(code, {})).items()}
    return data


def order_of(profile, domain="domain-1", kind="developed"):
    rows = profile.findings.filter(domain__slug=domain, kind=kind).in_order().prefetch_related("texts")
    return [finding.body_in(profile.language) for finding in rows]
