"""The field of a form that takes a file."""

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import files
from uploads.forms import UploadField
from uploads.kinds import XLSX


class Form(forms.Form):
    file = UploadField(allowed=(XLSX,))


def filled(name, content):
    return Form({}, {"file": SimpleUploadedFile(name, content, "text/html")})


def test_file_says_what_it_is():
    form = filled("données.xlsx", files.xlsx())

    assert form.is_valid()
    assert form.cleaned_data["file"].inspected.name == "données.xlsx"


def test_refusal_stands_beside_the_field():
    assert filled("law.pdf", files.pdf()).errors == {"file": ["This is a PDF file. Taken here: XLSX."]}


def test_page_tells_which_files_are_taken():
    page = Form().as_div()

    assert "XLSX; to 20 MB." in page
    assert 'accept=".xlsx"' in page
