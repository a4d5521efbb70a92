from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from uploads.inspection import inspect
from uploads.kinds import EVERY_KIND
from uploads.refusal import Refused


class UploadField(forms.FileField):
    """A file that was looked at: the cleaned value carries what it is as `inspected`."""

    widget = forms.FileInput

    def __init__(self, *, allowed=EVERY_KIND, **kwargs):
        self.allowed = allowed
        labels = pgettext("between the items of a list", ", ").join(kind.label for kind in allowed)
        kwargs.setdefault("help_text", format_lazy(_("{types}; to 20 MB."), types=labels))
        super().__init__(**kwargs)

    def to_python(self, data):
        file = super().to_python(data)
        if file is not None:
            try:
                file.inspected = inspect(file, name=file.name, allowed=self.allowed)
            except Refused as refused:
                raise ValidationError(refused.reason, code="refused") from refused
        return file

    def widget_attrs(self, widget):
        endings = ",".join(f".{extension}" for kind in self.allowed for extension in kind.extensions)
        return super().widget_attrs(widget) | {"accept": endings}
