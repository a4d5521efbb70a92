import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.forms import DateInput, TimeInput
from ui.languages import language_name

NOTE_LENGTH = 1000
FURTHEST = datetime.timedelta(days=366)
"""How far ahead an edition may wait."""


class PublishForm(forms.Form):
    """The language in which the profile is published, and when; what has changed, where it replaces an edition.

    `replacing`: the languages in which one is published now.
    """

    mark_optional = False

    language = forms.ChoiceField(label=_("Language"))
    note = forms.CharField(
        label=_("What has changed"),
        help_text=_("Readers see it beside the new edition, so write it in the language of the edition."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    when = forms.ChoiceField(
        label=_("When does it appear?"),
        choices=[("now", _("As soon as it is made")), ("later", _("At a set time"))],
        widget=forms.RadioSelect,
        initial="now",
        required=False,
    )
    date = forms.DateField(label=_("Date"), required=False, widget=DateInput())
    time = forms.TimeField(label=_("Time"), required=False, widget=TimeInput())

    def __init__(self, *args, languages, replacing=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.replacing = replacing
        self.fields["language"].choices = [(code, language_name(code).capitalize()) for code in languages]
        self.fields["time"].help_text = _("In the time zone of the site: %s.") % settings.TIME_ZONE
        if not replacing:
            del self.fields["note"]

    def clean(self):
        data = super().clean()
        if data.get("language") in self.replacing and not data.get("note", "").strip():
            self.add_error("note", _("Say what has changed since the edition that is published now."))
        data["appears_at"] = self.moment(data) if data.get("when") == "later" else None
        return data

    def moment(self, data):
        """The moment that was set; None, with the error beside its field, where there is none."""
        if "date" in self.errors or "time" in self.errors:
            return None
        for name in ("date", "time"):
            if data.get(name) is None:
                self.add_error(name, _("Say when it appears."))
                return None
        try:
            moment = timezone.make_aware(datetime.datetime.combine(data["date"], data["time"]))
        except (OverflowError, ValueError) as error:
            raise ValidationError(_("There is no such moment.")) from error
        now = timezone.now()
        if not now < moment <= now + FURTHEST:
            self.add_error("date", _("Choose a moment in the future, within a year."))
            return None
        return moment
