from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.generic import TemplateView

from places.models import Jurisdiction
from places.regions import region_name, region_of
from portal.report.facets import atlas, places_in
from portal.report.rounds import levels_of, places_shown, withdrawn_in
from portal.version import kept

PLACES_ON_A_PAGE = 60


class PlaceList(TemplateView):
    """Every country with something published, by region and name."""

    template_name = "portal/place_list.html"

    def get_context_data(self, **kwargs):
        regions = atlas()
        countries = kept("regions", lambda: render_to_string("portal/_regions.html", {"regions": regions}))
        return super().get_context_data(regions=regions, countries=countries, **kwargs)


class PlaceDetail(TemplateView):
    """A place: all rounds of its profiles, beside those of its country."""

    template_name = "portal/place_detail.html"

    def get_context_data(self, country, place="", **kwargs):
        row = get_object_or_404(Jurisdiction.objects.at(country=country, place=place))
        levels = levels_of(row, row.country) if row.country else levels_of(row)
        own = [level for level in levels if level.place == row]
        if not self.was_published(row, own):
            raise Http404
        code = region_of((row.country or row).iso_code)
        return super().get_context_data(
            place=row,
            levels=own,
            of_country=[level for level in levels if level.place != row and level.national],
            region={"code": code, "name": region_name(code, get_language() or "en")} if code else None,
            **kwargs,
        )

    def was_published(self, row, levels):
        return bool(levels)


class CountryDetail(PlaceDetail):
    """A country: all rounds of its national profiles, beside the places in it that have a profile."""

    template_name = "portal/country_detail.html"

    def was_published(self, row, levels):
        self.places = places_in(row)
        self.withdrawn = withdrawn_in(row)
        return bool(levels or self.places or self.withdrawn)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page = self.page_of(Paginator(self.places, PLACES_ON_A_PAGE))
        return context | {
            "page_obj": page,
            "places": places_shown(page.object_list),
            "withdrawn": self.withdrawn,
            "feed_query": f"country={self.kwargs['country']}",
        }

    def page_of(self, paginator):
        try:
            return paginator.page(self.request.GET.get("page", 1))
        except (PageNotAnInteger, EmptyPage) as error:
            raise Http404 from error
