from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control

from profiles.document import as_bibtex, as_ris
from profiles.snapshot import Snapshot
from profiles.views.files import CACHED_SECONDS
from profiles.views.published import EditionPublic, ProfilePublic

STYLES = {
    "bib": (as_bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (as_ris, "application/x-research-info-systems; charset=utf-8"),
}


class ProfileCitation(ProfilePublic):
    """The reference of the edition that the page of the profile shows, as a file."""

    def show(self, edition):
        snapshot = Snapshot.from_json(edition.snapshot)
        if self.kwargs["style"] not in STYLES:
            raise Http404
        write, media_type = STYLES[self.kwargs["style"]]
        name = f"{snapshot.address.replace('/', '-')}-{edition.language}-{edition.number}"
        response = HttpResponse(write(snapshot), content_type=media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{self.kwargs["style"]}"'
        patch_cache_control(response, public=True, max_age=CACHED_SECONDS)
        return response


class EditionCitation(ProfileCitation, EditionPublic):
    """That of one edition."""
