import re

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Assessment
from assessments.workflow import AnswerDraft
from instruments.choices import IndicatorKind
from instruments.models import Instrument
from places.models import Jurisdiction
from ui.forms import DateInput
from ui.languages import data_languages

DRAFT_LENGTH = 20_000  # characters; what may be submitted is shorter (`rules.STATEMENT_LENGTH`)
VALUE_LENGTH = 2000
LARGEST = 2**31 - 1  # that a column for whole numbers holds
SLUG = re.compile(r"[a-z0-9_-]{1,40}")


VALUE_WIDGETS = {
    IndicatorKind.NUMBER: lambda: forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    IndicatorKind.YEAR: lambda: forms.TextInput(
        attrs={"inputmode": "numeric", "class": "short", "maxlength": 4, "autocomplete": "off"}
    ),
    IndicatorKind.DATE: DateInput,
    IndicatorKind.TEXT: lambda: forms.Textarea(attrs={"rows": 2}),
}


class AssessmentForm(forms.ModelForm):
    """Which place is assessed, with which questionnaire, for which year."""

    class Meta:
        model = Assessment
        fields = ["jurisdiction", "instrument", "round", "year", "working_language", "data_cutoff_date"]
        widgets = {"data_cutoff_date": DateInput()}
        help_texts = {
            "round": _("1 for the first assessment of the place at this level."),
            "year": _("The year that the profile carries in its title."),
            "working_language": _("The language in which answers and findings are first written."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jurisdiction"].queryset = Jurisdiction.objects.for_choice()
        self.fields["jurisdiction"].empty_label = _("Choose a place")
        self.fields["instrument"].queryset = Instrument.objects.published()
        self.fields["instrument"].empty_label = _("Choose a questionnaire")
        self.fields["working_language"] = forms.ChoiceField(
            label=_("Working language"),
            choices=data_languages(),
            initial=get_language,
            help_text=self.fields["working_language"].help_text,
        )

    def clean(self):
        data = super().clean()
        if instrument := data.get("instrument"):
            self.instance.scope = instrument.scope  # uniqueness of round and year is per level
        return data


class TextField(forms.CharField):
    """Text of several lines. A line ends with one character here, as the browser counts them, but is sent with two."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class AnswerForm(forms.Form):
    """One answer of the questionnaire page, also as it comes in while it is written.

    A draft may always be saved: nothing is required, and what is not right yet is said when the section is
    checked. Whether an option belongs to the question is the workflow's to say.
    """

    mark_optional = False

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST)
    option = forms.IntegerField(
        label=_("Answer"), required=False, max_value=LARGEST, widget=forms.RadioSelect
    )
    values = forms.MultipleChoiceField(label=_("Answer"), required=False, widget=forms.CheckboxSelectMultiple)
    value = TextField(label=_("Answer"), required=False, max_length=VALUE_LENGTH)
    statement = TextField(
        label=_("Statement for the profile"),
        help_text=_("One or two sentences, with the institution and the year."),
        required=False,
        max_length=DRAFT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    applies_to = forms.CharField(
        label=_("Who it applies to"),
        help_text=_("For example: all migrants, or migrants in a regular situation."),
        required=False,
        max_length=300,
    )
    as_of_date = forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=["%Y-%m-%d", "%Y-%m", "%Y", "%d/%m/%Y", "%d.%m.%Y"],
        widget=DateInput(),
    )
    confirm = forms.BooleanField(label=_("This is still right"), required=False)

    def __init__(self, data=None, *, answer: Answer, prefix="answer", initial=None):
        self.answer = answer
        super().__init__(data, prefix=f"{prefix}-{answer.pk}", initial=initial or self._initial())
        kind = answer.indicator.kind
        self._keep_field_of(kind)
        if kind == IndicatorKind.MULTIPLE and data is not None:
            chosen = data.getlist(self.add_prefix("values"))
            self.fields["values"].choices = [(value, value) for value in chosen if SLUG.fullmatch(value)]

    def _initial(self):
        current = self.answer.current
        initial = {"revision": self.answer.revision}
        if current is None:
            return initial
        return initial | {
            "option": current.option_id,
            "value": current.value,
            "values": current.value.split(),
            "statement": current.statement,
            "applies_to": current.applies_to,
            "as_of_date": current.as_of_date,
        }

    def _keep_field_of(self, kind):
        wanted = {IndicatorKind.CHOICE: "", IndicatorKind.MULTIPLE: "values"}.get(kind, "value")
        for name in ("value", "values"):
            if name != wanted:
                del self.fields[name]
        if wanted == "value":
            self.fields["value"].widget = VALUE_WIDGETS.get(kind, forms.TextInput)()

    def offer(self, *, language):
        """The options to choose from, for a page that shows the question; `language` is that of the statement."""
        indicator = self.answer.indicator
        options = list(indicator.scale.options.all()) if indicator.scale else []
        if "values" in self.fields:
            self.fields["values"].choices = [(o.value, o.label) for o in options if not o.exclusive]
            options = [option for option in options if option.exclusive]
        if options:
            self.fields["option"].widget.choices = [(option.pk, option.label) for option in options]
        else:
            del self.fields["option"]
        self.fields["statement"].widget.attrs |= {"lang": language, "dir": "auto"}
        return self

    @property
    def has_content(self):
        """Whether something stands in the fields."""
        names = [name for name in self.fields if name not in ("revision", "confirm")]
        return any(self[name].value() not in (None, "", []) for name in names)

    def draft(self) -> AnswerDraft:
        data = self.cleaned_data
        option, value = self._one_of(
            data.get("option"), data.get("value") or " ".join(data.get("values", ()))
        )
        return AnswerDraft(
            answer_id=self.answer.pk,
            revision=data["revision"],
            option_id=option,
            statement=data["statement"],
            citations=None,
            value=value,
            applies_to=data["applies_to"],
            as_of_date=data["as_of_date"],
            confirm=data["confirm"],
        )

    def _one_of(self, option, value):
        """An option says that there is no value: of the two, what was entered last counts."""
        if option is None or not value:
            return option, value
        known = self.answer.current.option_id if self.answer.current else None
        return (None, value) if option == known else (option, "")
