import hashlib
import re

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, translate_url
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.generic import ListView, TemplateView, View

from instruments.models import Domain, Instrument
from profiles import report
from profiles.choices import EditionState
from profiles.forms import ProfileFilter
from profiles.models import Edition, Profile
from profiles.snapshot import Snapshot

NEWEST = 6
PAGE_SECONDS = 60
FILE_SECONDS = 600  # a newer edition takes the same address, and a withdrawn one must soon be gone
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Home(TemplateView):
    """What the indicators are, the newest profiles, and how many there are."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        newest = Instrument.objects.published().order_by("-published_at", "-pk")[:1]
        return super().get_context_data(
            domains=Domain.objects.filter(instrument__in=newest.values("pk")).in_order(),
            profiles=Profile.objects.published(Edition.objects)[:NEWEST],
            coverage=Profile.objects.coverage(Edition.objects),
            **kwargs,
        )


class ProfileList(ListView):
    """The published profiles, newest first, with search and filters in the address."""

    template_name = "profiles/profile_list.html"
    context_object_name = "profiles"
    paginate_by = 20

    def get_queryset(self):
        self.form = ProfileFilter(self.request.GET)
        return self.form.profiles()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            form=self.form, filtered=any(self.form.cleaned_data.values()), **kwargs
        )


class ProfilePublic(TemplateView):
    """A published profile, from the snapshot of one of its editions alone; or that it was withdrawn."""

    template_name = "profiles/profile_public.html"

    def get(self, request, *args, country, year, place="", **kwargs):
        self.told = list(Edition.objects.told().at(country=country, place=place, year=year).for_page())
        if not self.told:
            raise Http404
        self.published = [edition for edition in self.told if edition.state == EditionState.PUBLISHED]
        if not self.published:
            context = {"profile": self.told[0].profile, "withdrawn": self.withdrawn()}
            return self.response_class(request, "profiles/profile_withdrawn.html", context, status=410)
        if request.user.is_authenticated:
            response = self.render_to_response(self.get_context_data())
            add_never_cache_headers(response)
            return response
        return self.cached(request)

    def cached(self, request):
        """For everybody: kept for a minute, and then only sent again when something about it has changed."""
        etag, changed = self.validators()
        response = get_conditional_response(request, etag=etag, last_modified=changed)
        if response is None:
            response = self.render_to_response(self.get_context_data())
        response.headers["ETag"] = etag
        response.headers["Last-Modified"] = http_date(changed)
        patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
        return response

    def validators(self):
        """What the page depends on: its language, its editions and their states, the style sheets it links to."""
        parts = [get_language(), getattr(staticfiles_storage, "manifest_hash", "")]
        parts += [f"{edition.pk}.{edition.number}.{edition.state}" for edition in self.told]
        digest = hashlib.sha256(" ".join(parts).encode()).hexdigest()
        steps = [event.at for edition in self.told for event in edition.events.all()]
        return f'"{digest[:32]}"', int(max(steps).timestamp())

    def get_context_data(self, **kwargs):
        edition = self.edition()
        snapshot = Snapshot.from_json(edition.snapshot)
        pages = [(each, address_in(self.request.path, each.language)) for each in self.published]
        return super().get_context_data(
            edition=edition,
            snapshot=snapshot,
            citation=report.citation(snapshot),
            languages=[(each, page or each.pdf_url) for each, page in pages],
            alternates=[(each, page) for each, page in pages if page],
            country_url=f"{reverse('profile-list')}?country={self.kwargs['country']}",
            site_url=settings.SITE_URL,
            withdrawn=self.withdrawn(),
            **kwargs,
        )

    def edition(self):
        """In the language of the page, else in the working language, else the first there is."""
        by_language = {edition.language: edition for edition in self.published}
        working = self.published[0].profile.language
        return by_language.get(get_language()) or by_language.get(working) or self.published[0]

    def withdrawn(self):
        """The last step of each language in which the profile was withdrawn and is not published again."""
        published = {edition.language for edition in self.published}
        last = {
            edition.language: edition for edition in reversed(self.told) if edition.language not in published
        }
        return [(edition, self.withdrawal(edition)) for edition in last.values()]

    def withdrawal(self, edition):
        return next(event for event in edition.events.all() if event.target == EditionState.WITHDRAWN)


def address_in(path, language):
    """The page at `path` in another language of the site; empty when the site does not have that language."""
    return translate_url(path, language) if language in dict(settings.LANGUAGES) else ""


class ProfilePdf(View):
    """The file of a published edition; browsers may ask for a part of it, or whether it has changed."""

    def get(self, request, *args, country, year, file, place=""):
        language = file.removeprefix(f"{place or country}-{year}-")
        editions = Edition.objects.public().at(country=country, place=place, year=year).without_snapshot()
        edition = get_object_or_404(editions, language=language)
        if file != f"{place or country}-{year}-{language}":
            raise Http404
        etag = f'"{edition.pdf_sha256}"'
        response = get_conditional_response(request, etag=etag) or self.send(request, edition, etag)
        response.headers["ETag"] = etag
        response.headers["Accept-Ranges"] = "bytes"
        patch_cache_control(response, public=True, max_age=FILE_SECONDS)
        return response

    def send(self, request, edition, etag):
        part = None
        if request.headers.get("If-Range", etag) == etag:
            part = byte_range(request.headers.get("Range", ""), edition.pdf_bytes)
        if part == ():
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{edition.pdf_bytes}"})
        name = f"{self.kwargs['file']}.pdf"
        if part is None:
            return FileResponse(edition.pdf.open("rb"), filename=name, content_type="application/pdf")
        first, last = part
        with edition.pdf.open("rb") as pdf:
            pdf.seek(first)
            content = pdf.read(last - first + 1)
        headers = {
            "Content-Range": f"bytes {first}-{last}/{edition.pdf_bytes}",
            "Content-Disposition": f'inline; filename="{name}"',
        }
        return HttpResponse(content, status=206, content_type="application/pdf", headers=headers)


def byte_range(header, size):
    """First and last byte asked for; None for the whole file, an empty pair where there is no such part."""
    match = RANGE.fullmatch(header)
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        first, last = max(size - int(last), 0), size - 1
    else:
        first, last = int(first), min(int(last or size), size - 1)
    return (first, last) if first <= last else ()
