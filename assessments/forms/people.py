from dataclasses import asdict

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import country_choices
from assessments.choices import Role
from assessments.document import Naming
from ui.forms import DateInput
from ui.text import listed
from uploads.forms import UploadField
from uploads.kinds import CSV, XLSX

NOTE_LENGTH = 2000
SALT_OF_LISTS = "assessments.people"
HOUR = 3600  # seconds


def country_or_none():
    return [("", _("No country")), *country_choices()]


class PersonForm(forms.Form):
    """Somebody by e-mail address: with an account, or to be invited."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Someone new gets an invitation by mail.")
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=country_or_none,
        help_text=_(
            "Whose people someone new belongs to: nobody reviews their own country. Leave it empty for IOM."
        ),
    )


class PeopleSearchForm(forms.Form):
    mark_optional = False

    q = forms.CharField(
        label=_("Name or e-mail address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class PeopleImportForm(forms.Form):
    """A list of people who are to get roles; it is read and shown first."""

    file = UploadField(
        label=_("List of people"),
        allowed=(XLSX, CSV),
        help_text=_("XLSX, or CSV to 1 MB; at most 200 people."),
    )


class CheckedListForm(forms.Form):
    """Carries a list that was read and shown to the page that takes it, signed: no file is kept meanwhile."""

    checked = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def asking(cls, rows, assessment, by):
        """The form for these rows, in this assessment, by this person, within an hour."""
        said = {"rows": [asdict(row) for row in rows], "assessment": assessment.pk, "by": by.pk}
        return cls(initial={"checked": signing.dumps(said, salt=SALT_OF_LISTS, compress=True)})

    def rows_for(self, assessment, by):
        """The rows, once the form is valid; None when they were read for someone or something else."""
        if (self.said["assessment"], self.said["by"]) != (assessment.pk, by.pk):
            return None
        return [Naming(**row) for row in self.said["rows"]]

    def clean_checked(self):
        try:
            self.said = signing.loads(self.cleaned_data["checked"], salt=SALT_OF_LISTS, max_age=HOUR)
        except signing.BadSignature as error:
            raise ValidationError(_("This page is too old. Send the list once more.")) from error
        return self.cleaned_data["checked"]


class RoleForm(PersonForm):
    """Contributors aren't named here: they come by what is handed over to them."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in Role if role != Role.CONTRIBUTOR]
    )


class HandOverForm(PersonForm):
    """Which pages go to which contributor, until when. Without `contributor` the person is asked for."""

    pages = forms.MultipleChoiceField(
        label=_("Pages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The contributor sees and answers these pages and no others."),
        error_messages={"required": _("Choose the pages that you hand over.")},
    )
    due_date = forms.DateField(
        label=_("Due"),
        required=False,
        widget=DateInput(),
        help_text=_("Not after the due date of the section."),
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("It is in the mail that tells the contributor of the pages."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, parts, contributor=None, **kwargs):
        super().__init__(*args, **kwargs)
        if contributor:
            for name in ("email", "name", "language", "country"):
                del self.fields[name]
        self.parts = parts
        sections = {}
        for part in parts:
            sections.setdefault(part.section_id, []).append(part)
        self.fields["pages"].choices = [self._group(group) for group in sections.values()]

    def _group(self, parts):
        domain = parts[0].section.domain
        pages = [(f"part-{part.pk}", self._label(part)) for part in parts]
        whole = (f"section-{parts[0].section_id}", _("The whole domain"))
        return f"{domain.number} {domain.short_name}", [whole, *pages]

    def _label(self, part):
        title = f"{part.number} {part.subcategory.title}"
        names = listed(handover.role.user.name for handover in part.handed)
        return _("%(title)s – with %(names)s") % {"title": title, "names": names} if names else title

    def clean_due_date(self):
        date = self.cleaned_data["due_date"]
        if date and date < timezone.localdate():
            raise ValidationError(_("This day has passed."))
        return date

    def clean(self):
        data = super().clean()
        chosen = set(data.pop("pages", ()))
        data["parts"] = [
            part for part in self.parts if chosen & {f"part-{part.pk}", f"section-{part.section_id}"}
        ]
        return data
