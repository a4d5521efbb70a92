from django.http import HttpResponse
from django.views.generic import TemplateView

from profiles.choices import EditionState
from profiles.models import Edition
from profiles.views.access import EditionAccess
from profiles.workflow import EDITION
from workflows.engine import available

IN_THE_MAKING = (EditionState.NEW, EditionState.RENDERING)
UNFINISHED = (*IN_THE_MAKING, EditionState.WAITING)


def edition_rows(editions, profile, held):
    """What the desk shows of each edition; one statement more while one of them is in the queue."""
    waiting = any(edition.state == EditionState.RENDERING and edition.beat_at is None for edition in editions)
    queue = list(Edition.objects.queued().values_list("pk", flat=True)) if waiting else []
    return [edition_row(edition, profile, held, queue) for edition in editions]


def edition_row(edition, profile, held, queue):
    """An edition with what its line on the desk shows; `profile` is its own, with the place, `queue` holds the keys
    of those that wait for a worker."""
    edition.profile = profile
    failures = sorted(
        (event for event in edition.events.all() if event.name == "fail"), key=lambda event: event.pk
    )
    published = edition.state == EditionState.PUBLISHED
    return {
        "edition": edition,
        "making": edition.state in IN_THE_MAKING,
        "before": queue.index(edition.pk) if edition.pk in queue else 0,
        "page": profile.page_in(edition.language) if published else "",
        "failure": failures[-1].note if failures and edition.state == EditionState.FAILED else "",
        "steps": available(EDITION, edition, held),
    }


class EditionProgress(EditionAccess, TemplateView):
    """The line of an edition, where it says something else than the reader has seen: `seen` is its stage and place."""

    template_name = "profiles/_edition.html"

    def get(self, request, *args, **kwargs):
        [row] = edition_rows([self.edition], self.profile, self.held)
        seen = f"{self.edition.stage}-{row['before']}"
        if row["making"] and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        return self.render_to_response(self.get_context_data(row=row))
