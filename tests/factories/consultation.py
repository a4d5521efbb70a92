"""What is said about a draft, who reads it without an account, and its PDF, which may be a blank page."""

from urllib.parse import urlsplit

from profiles import tasks
from profiles.models import Profile, Proof
from profiles.workflow import answer_comment, ask_for_proof, make_comment, share_preview
from tests.factories.profiles import blank_pdf, consult, make_standing_texts, written


def consulted(case, **how):
    """A profile in consultation, opened and last edited by the first reviewer."""
    make_standing_texts()
    profile = written(case, **how)
    consult(case, profile)
    return Profile.objects.for_detail().get(pk=profile.pk)


def share(case, profile, name="Martina Sosa", *, key="k", email="", days=14, language="en", by=None):
    """A preview link, and the path of its address."""
    how = {"name": name, "email": email, "days": days, "language": language, "key": key}
    link, address = share_preview(profile=profile, by=by or case.reviewer, **how)
    return link, urlsplit(address).path


def say(case, profile, body="The decree is of 2021.", *, by=None, finding=None, key="", language="en"):
    told = {"finding": finding, "key": key, "language": language, "body": body}
    return make_comment(profile=profile, by=by or case.focal_point, **told)


def answer(case, comment, body="The year is added.", *, outcome="taken_up", by=None):
    return answer_comment(comment=comment, outcome=outcome, body=body, by=by or case.reviewer)


def finding_of(profile):
    """The first finding that is in the profile."""
    return profile.findings.included().in_order().first()


def made_proof(case, profile, language="en"):
    """The proof of what the profile says now, as the worker leaves it."""
    proof = ask_for_proof(profile=profile, language=language, by=case.reviewer)
    tasks.proofs.keep_proof(proof, blank_pdf())
    return Proof.objects.get(pk=proof.pk)
