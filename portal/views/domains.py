from django.http import Http404
from django.utils.translation import get_language
from django.views.generic import TemplateView

from portal.report import domains
from profiles.choices import FindingKind


class DomainList(TemplateView):
    """The domains of the published questionnaires."""

    template_name = "portal/domain_list.html"

    def get_context_data(self, **kwargs):
        found = domains.subjects()
        names = [subject.domain for subject in found]
        return super().get_context_data(subjects=found, wheel_domains=names, **kwargs)


class DomainDetail(TemplateView):
    """What one domain is about on both levels, what is asked, and examples of what governments have done in it."""

    template_name = "portal/domain_detail.html"

    def get_context_data(self, slug, **kwargs):
        found = domains.subjects()
        slugs = [subject.domain.slug for subject in found]
        if slug not in slugs:
            raise Http404
        place = slugs.index(slug)
        return super().get_context_data(
            subject=found[place],
            previous=found[place - 1] if place else None,
            next=found[place + 1] if place + 1 < len(found) else None,
            practices=domains.practices(slug, get_language() or "en"),
            developed=FindingKind.DEVELOPED,
            **kwargs,
        )
