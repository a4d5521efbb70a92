from django.views.generic import TemplateView

from instruments.models import Domain, Instrument
from portal.models import Publication
from portal.report.facets import atlas, coverage
from profiles.models import Edition

NEWEST = 6


class Home(TemplateView):
    """What the indicators are and are not, the ways to what is published, and how much of it there is."""

    template_name = "portal/home.html"

    def get_context_data(self, **kwargs):
        newest = Instrument.objects.published().order_by("-published_at", "-pk")[:1]
        return super().get_context_data(
            domains=Domain.objects.filter(instrument__in=newest.values("pk")).in_order(),
            publications=Publication.objects.newest_first().for_list(Edition.objects)[:NEWEST],
            coverage=coverage(),
            regions=[region for region in atlas() if region.code],
            **kwargs,
        )
