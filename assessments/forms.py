from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.choices import Role, SourceKind, VerdictValue
from assessments.models import Answer, Assessment, Source
from assessments.workflow import AnswerDraft, CitationDraft, VerdictDraft, may_assign
from instruments.models import Instrument
from places.models import Jurisdiction
from ui.forms import DateInput

STATEMENT_LENGTH = 5000
REMARK_LENGTH = 2000


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
            choices=settings.LANGUAGES,
            initial=get_language,
            help_text=self.fields["working_language"].help_text,
        )

    def clean(self):
        data = super().clean()
        if instrument := data.get("instrument"):
            self.instance.scope = instrument.scope  # uniqueness of round and year is per level
        return data


class DueDatesForm(forms.Form):
    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        for section in sections:
            label = f"{section.domain.number} {section.domain.short_name}"
            field = forms.DateField(label=label, widget=DateInput(), initial=section.due_date)
            self.fields[f"section-{section.pk}"] = field

    def dates(self):
        """The dates by section key."""
        return {int(name.partition("-")[2]): date for name, date in self.cleaned_data.items()}


class PartChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, part):
        return f"{part.number} {part.subcategory.title}"


class RoleForm(forms.Form):
    mark_optional = False

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Someone new gets an invitation by mail.")
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(label=_("Role"))
    parts = PartChoices(
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Pages handed over to a contributor"),
        help_text=_("A contributor sees and answers these pages and no others."),
    )

    def __init__(self, *args, held, parts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parts"].queryset = parts
        self.fields["role"].choices = [(role.value, role.label) for role in Role if may_assign(held, role)]

    def clean(self):
        data = super().clean()
        if data.get("role") == Role.CONTRIBUTOR and not data.get("parts"):
            self.add_error("parts", _("Choose the pages that the contributor answers."))
        if data.get("role") != Role.CONTRIBUTOR:
            data["parts"] = []
        return data


class SourceForm(forms.ModelForm):
    url = forms.URLField(
        label=_("Web address"), required=False, max_length=500, assume_scheme="https", widget=forms.URLInput
    )

    class Meta:
        model = Source
        fields = ["kind", "title", "number", "year", "url"]
        widgets = {"kind": forms.Select(choices=SourceKind)}


class StepForm(forms.Form):
    """The confirmation of a step, with its note where one is asked for."""

    note = forms.CharField(max_length=REMARK_LENGTH, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, transition, **kwargs):
        super().__init__(*args, **kwargs)
        if transition.note_label:
            self.fields["note"].label = transition.note_label
        else:
            del self.fields["note"]


class AnswerForm(forms.Form):
    """One answer of the questionnaire page. A draft may always be saved: nothing is required."""

    mark_optional = False

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    option = forms.TypedChoiceField(
        label=_("Answer"), required=False, widget=forms.RadioSelect, coerce=int, empty_value=None
    )
    statement = forms.CharField(
        label=_("Statement for the profile"),
        help_text=_("One or two sentences, with the institution and the year."),
        required=False,
        max_length=STATEMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cited = forms.TypedMultipleChoiceField(
        label=_("Cited sources"), required=False, widget=forms.CheckboxSelectMultiple, coerce=int
    )
    cite = forms.TypedChoiceField(
        label=_("Cite another source"), required=False, coerce=int, empty_value=None
    )
    locator = forms.CharField(label=_("Article or page"), required=False, max_length=120)

    def __init__(self, *args, answer: Answer, sources: dict[int, Source], language: str, **kwargs):
        self.answer = answer
        self.citations = {}
        if answer.current is not None:
            self.citations = {c.source_id: c.locator for c in answer.current.citations.all()}
        super().__init__(*args, prefix=f"answer-{answer.pk}", initial=self._initial(), **kwargs)
        self.fields["statement"].widget.attrs["lang"] = language
        options = answer.indicator.scale.options.all()
        self.fields["option"].choices = [(option.pk, option.label) for option in options]
        self._offer(sources)

    def _initial(self):
        current = self.answer.current
        initial = {"revision": self.answer.revision, "cited": list(self.citations)}
        return initial | ({"option": current.option_id, "statement": current.statement} if current else {})

    def _offer(self, sources):
        # what another person cited meanwhile must stay choosable, whatever this form was opened with
        posted = (
            {int(pk) for pk in self.data.getlist(self.add_prefix("cited")) if pk.isdecimal()}
            if self.is_bound
            else set()
        )
        shown = [pk for pk in sources if pk in self.citations or pk in posted]
        self.fields["cited"].choices = [(pk, self._cited_label(sources[pk])) for pk in shown]
        if not shown:
            del self.fields["cited"]
        rest = [(pk, str(source)) for pk, source in sources.items() if pk not in self.citations]
        self.fields["cite"].choices = [("", _("Choose a source")), *rest]

    def _cited_label(self, source):
        locator = self.citations.get(source.pk)
        return f"{source}, {locator}" if locator else str(source)

    def clean(self):
        data = super().clean()
        if data.get("locator") and not data.get("cite"):
            self.add_error("cite", _("Choose the source in which this article or page stands."))
        return data

    def draft(self) -> AnswerDraft:
        data = self.cleaned_data
        citations = {pk: self.citations.get(pk, "") for pk in data.get("cited", [])}
        if data["cite"]:
            citations[data["cite"]] = data["locator"]
        return AnswerDraft(
            answer_id=self.answer.pk,
            revision=data["revision"],
            option_id=data["option"],
            statement=data["statement"].replace("\r\n", "\n"),
            citations=tuple(CitationDraft(pk, locator) for pk, locator in citations.items()),
        )


class VerdictForm(forms.Form):
    """A reviewer's verdict on one answer as it stands."""

    mark_optional = False

    revision = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.ChoiceField(
        label=_("Verdict"), required=False, choices=VerdictValue, widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=_("Remark"),
        help_text=_("What has to change, and why. Those who answer read it once the section is returned."),
        required=False,
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, answer: Answer, **kwargs):
        self.answer = answer
        verdict = getattr(answer.current, "verdict", None)
        initial = {"revision": answer.current_id}
        if verdict:
            initial |= {"value": verdict.value, "remark": verdict.remark}
        super().__init__(*args, prefix=f"answer-{answer.pk}", initial=initial, **kwargs)

    def clean_revision(self):
        revision = self.cleaned_data["revision"]
        if revision != self.answer.current_id:
            code = self.answer.indicator.code
            raise ValidationError(
                _("%(code)s was changed since you opened this page: read it again."), params={"code": code}
            )
        return revision

    def clean_remark(self):
        remark = self.cleaned_data["remark"]
        if self.cleaned_data.get("value") == VerdictValue.CHANGE_NEEDED and not remark:
            raise ValidationError(_("Say what has to change."))
        return remark

    def draft(self) -> VerdictDraft:
        data = self.cleaned_data
        return VerdictDraft(data["revision"], data["value"], data["remark"])
