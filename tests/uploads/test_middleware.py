"""Bodies too large are refused before they are read, and a full disk is told in words."""

import errno
import io
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.handlers.wsgi import WSGIHandler

SIGN_IN = "/fr/account/sign-in/"


class Endless(io.RawIOBase):
    """A sender that never ends, and counts what was taken from it."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        return b"x" * size

    def readline(self, size=-1):
        return self.read(size)


def send(length, content_type="multipart/form-data; boundary=b"):
    body, answers = Endless(), []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": SIGN_IN,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(length),
        "wsgi.input": body,
        "wsgi.url_scheme": "http",
    }
    response = WSGIHandler()(environ, lambda status, _headers: answers.append(status))
    content = b"".join(response)
    response.close()
    return answers[0], content.decode(), body.taken


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"]
)
def test_two_gigabytes_are_refused_unread(db, content_type):
    tracemalloc.start()
    status, content, taken = send(2 << 30, content_type)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (status, taken) == ("413 Request Entity Too Large", 0)
    assert '<html lang="fr"' in content
    assert peak < 5 << 20


def test_length_that_is_no_number_is_none(db):
    status, _content, taken = send("a lot")

    assert (status, taken) == ("403 Forbidden", 0)


def test_ten_thousand_fields_are_refused(db, client):
    response = client.post(SIGN_IN, {f"field-{number}": "x" for number in range(10_000)})

    assert response.status_code == 400


def test_six_files_are_refused(db, client):
    response = client.post(SIGN_IN, {f"file-{number}": SimpleUploadedFile("a", b"a") for number in range(6)})

    assert response.status_code == 400


class FullDisk(TemporaryFileUploadHandler):
    def receive_data_chunk(self, raw_data, start):
        self.file.close()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_is_told_while_the_file_comes_in(db, client, settings):
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.FullDisk"]

    response = client.post("/en/account/sign-in/", {"file": SimpleUploadedFile("a", b"a")})

    assert response.status_code == 507
    assert "<h1>No room for files right now</h1>" in response.content.decode()
