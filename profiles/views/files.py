"""The files of published editions; browsers may ask for a part of one, or whether it has changed."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.generic import View

from profiles.choices import FileFormat
from profiles.models import Edition, EditionFile

OPEN_DATA = (FileFormat.CSV, FileFormat.JSON)  # pages of other sites may read these
CACHED_SECONDS = 300  # what is withdrawn must soon be gone everywhere, even where nothing else ever changes
READER_SECONDS = 31_536_000  # what a reader has fetched under the digest of its content is the reader’s own
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
SHOWN = (FileFormat.PDF, FileFormat.PNG)  # by the browser itself; the others are saved


@dataclass(frozen=True)
class Sent:
    """A file as it is sent: where its content is, and all that its headers say."""

    stored: str
    name: str
    file_format: str
    sha256: str
    bytes: int
    cache: tuple[tuple[str, Any], ...]

    def answer(self, request):
        """The file, the part of it that was asked for, or that the browser has it."""
        etag = f'"{self.sha256}"'
        response = get_conditional_response(request, etag=etag) or self._content(request, etag)
        response.headers["ETag"] = etag
        response.headers["Accept-Ranges"] = "bytes"
        if self.file_format in OPEN_DATA:
            response.headers["Access-Control-Allow-Origin"] = "*"
        patch_cache_control(response, **dict(self.cache))
        return response

    def _media_type(self):
        named = FileFormat(self.file_format).media_type
        return f"{named}; charset=utf-8" if self.file_format == FileFormat.CSV else named

    def _content(self, request, etag):
        part = None
        if request.headers.get("If-Range", etag) == etag:
            part = byte_range(request.headers.get("Range", ""), self.bytes)
        if part == ():
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{self.bytes}"})
        media_type, shown = self._media_type(), self.file_format in SHOWN
        if part is None:
            opened = default_storage.open(self.stored, "rb")
            return FileResponse(opened, filename=self.name, as_attachment=not shown, content_type=media_type)
        first, last = part
        with default_storage.open(self.stored, "rb") as opened:
            opened.seek(first)
            content = opened.read(last - first + 1)
        headers = {
            "Content-Range": f"bytes {first}-{last}/{self.bytes}",
            "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{self.name}"',
        }
        return HttpResponse(content, status=206, content_type=media_type, headers=headers)


class ProfileFile(View):
    """The file of the newest edition in a language, at an address that is the same for every edition."""

    cache = {"public": True, "max_age": CACHED_SECONDS}

    def get(self, request, *args, **kwargs):
        return self.sent(self.find()).answer(request)

    def sent(self, found):
        name = f"{self.kwargs['file']}.{found.format}"
        cache = tuple(self.cache.items())
        return Sent(found.file.name, name, found.format, found.sha256, found.bytes, cache)

    def find(self):
        if self.kwargs["file_format"] not in FileFormat.offered():
            raise Http404
        files = EditionFile.objects.filter(format=self.kwargs["file_format"])
        return get_object_or_404(files, edition__in=self.editions())

    def editions(self):
        """The one whose name this is."""
        wanted = self.kwargs["file"].removeprefix(f"{self.begins()}-")
        if self.kwargs["file"] != f"{self.begins()}-{wanted}":
            raise Http404
        return self.at(Edition.objects.public()).filter(language=wanted)

    def begins(self):
        return f"{self.kwargs.get('place') or self.kwargs['country']}-{self.kwargs['year']}"

    def at(self, editions):
        names = self.kwargs
        return editions.at(country=names["country"], place=names.get("place", ""), year=names["year"])


class EditionFileOwn(ProfileFile):
    """The file of one edition, at an address of its own."""

    def editions(self):
        language, _dash, number = self.kwargs["edition"].rpartition("-")
        if self.kwargs["file"] != f"{self.begins()}-{self.kwargs['edition']}" or not number.isdecimal():
            raise Http404
        return self.at(Edition.objects.readable()).filter(language=language, number=int(number[:9]))


class FileByDigest(ProfileFile):
    """A file under the digest of its content, as long as an edition that has it may be read.

    Readers keep it, as they keep what they have saved. Whoever passes it on to others asks again soon.
    """

    cache = {"public": True, "max_age": READER_SECONDS, "s_maxage": CACHED_SECONDS, "immutable": True}

    def get(self, request, *args, **kwargs):
        sent = self.sent(self.find())
        response = sent.answer(request)
        response.sent = sent  # for whoever answers the next request without asking again
        return response

    def find(self):
        named = self.kwargs
        files = EditionFile.objects.of_readable(Edition.objects).filter(
            sha256=named["digest"], format=named["file_format"]
        )
        found = next((file for file in files if file.stem == named["file"]), None)
        if found is None:
            raise Http404
        return found


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
