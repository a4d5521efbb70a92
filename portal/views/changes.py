from django.http import Http404
from django.utils.translation import get_language
from django.views.generic import TemplateView

from portal.report import changes
from portal.report.changes import Change
from portal.report.editions import page_of
from profiles.models import Edition
from profiles.snapshot import Snapshot


class Changes(TemplateView):
    """One round of a place beside the round before, in a language in which both are published."""

    template_name = "portal/profile_changes.html"

    def get_context_data(self, country, year, place="", **kwargs):
        later, earlier = self.rounds(country, place, year)
        snapshots = Edition.objects.in_bulk([later.pk, earlier.pk])
        then, now = (Snapshot.from_json(snapshots[each.pk].snapshot) for each in (earlier, later))
        asked = [each.profile.assessment.instrument for each in (later, earlier)]
        told = [(each.year, changes.says_questions(each)) for each in (then, now)]
        return super().get_context_data(
            earlier=then,
            later=now,
            urls={"earlier": page_of(earlier), "later": page_of(later)},
            domains=changes.compare_rounds(then, now, changes.lineage_of(*asked)),
            silent=[year for year, says in told if not says],
            hints={change: change.hint % {"earlier": then.year, "later": now.year} for change in Change},
            place=later.profile.assessment.jurisdiction,
            **kwargs,
        )

    def rounds(self, country, place, year):
        """The editions of the round of that year and of the round before, both in one language where there is one."""
        published = Edition.objects.public().for_rounds()
        of_year = list(published.at(country=country, place=place, year=year))
        if not of_year:
            raise Http404
        profile = of_year[-1].profile
        later = {each.language: each for each in of_year if each.profile_id == profile.pk}
        before = {each.language: each for each in published.before(profile.assessment)}
        if not before:
            raise Http404
        wanted = (get_language(), profile.language, *later)
        both = next((language for language in wanted if language in later and language in before), None)
        return (later[both], before[both]) if both else (first_of(later, wanted), first_of(before, wanted))


def first_of(editions, languages):
    """In the first of these languages that there is, else the newest."""
    return next((editions[each] for each in languages if each in editions), [*editions.values()][-1])
