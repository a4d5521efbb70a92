import re

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from assessments.choices import Disclosure
from assessments.report import compare
from instruments.choices import Outcome
from profiles.choices import FindingKind, Inclusion
from profiles.forms.texts import BODY_LENGTH, written_in
from profiles.house_style import warnings
from profiles.workflow import Decision, FindingDraft
from profiles.workflow.editing import text_of

REASON_LENGTH = 500
LONGEST_LINE = 6000
"""Of keys that a script or a hidden field sends: more than a full domain needs."""


def with_plain_breaks(text):
    """Browsers send line breaks of their own."""
    return text.replace("\r\n", "\n")


class FindingForm(forms.Form):
    """One finding on the desk of a domain. Everything may be left open, but nothing empty is printed.

    `was` says what the page showed: the revision of the text, and what was decided.
    """

    mark_optional = False

    body = forms.CharField(label=_("Text"), required=False, max_length=BODY_LENGTH)
    included = forms.TypedChoiceField(
        label=_("In the profile?"),
        required=False,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect({"class": "two-up"}),
    )
    reason = forms.CharField(
        label=_("Reason for leaving it out"),
        help_text=_("For those who work on this profile. It isn’t published."),
        required=False,
        max_length=REASON_LENGTH,
    )
    kind = forms.ChoiceField(
        label=_("List"),
        choices=[
            (FindingKind.DEVELOPED, _("Well-developed areas")),
            (FindingKind.POTENTIAL, _("Areas with potential")),
        ],
    )
    compared = forms.BooleanField(
        label=_("I have compared the text with the answer as it is now: it is right."), required=False
    )
    was = forms.CharField(required=False, max_length=REASON_LENGTH + 100, widget=forms.HiddenInput)

    INCLUDED = {Inclusion.INCLUDED: "yes", Inclusion.LEFT_OUT: "no", Inclusion.UNDECIDED: ""}
    theirs = None
    """The text as someone else has written it meanwhile."""

    def __init__(self, data=None, *, finding, language):
        self.text = text_of(finding, language)
        initial = {
            "body": self.text.body,
            "included": self.INCLUDED[finding.inclusion],
            "reason": finding.reason,
            "kind": finding.kind,
            "was": self.shown(finding, self.text),
        }
        super().__init__(data, prefix=f"finding-{finding.pk}", initial=initial)
        self.finding = finding
        self.language = language
        self.fields["body"].widget = forms.Textarea({"rows": 4, **written_in(language)})
        self.fields["reason"].widget.attrs |= {"dir": "auto", "maxlength": REASON_LENGTH}
        if not self.comparable:
            del self.fields["compared"]

    @classmethod
    def shown(cls, finding, text):
        return f"{text.revision}|{finding.kind}|{cls.INCLUDED[finding.inclusion]}|{finding.reason}"

    @classmethod
    def sent(cls, data, finding):
        """Whether the page that was sent had this finding on it."""
        return f"finding-{finding.pk}-kind" in data

    @classmethod
    def against(cls, data, *, finding, language):
        """What was typed, beside the text that someone else has written meanwhile; saved again, it replaces that."""
        renewed = data.copy()
        renewed[f"finding-{finding.pk}-was"] = cls.shown(finding, text_of(finding, language))
        form = cls(renewed, finding=finding, language=language)
        form.theirs = form.text
        form.is_valid()
        return form

    def clean_body(self):
        return with_plain_breaks(self.cleaned_data["body"])

    def clean(self):
        data = super().clean()
        if data.get("included") and not data.get("body") and "body" not in self.errors:
            self.add_error("body", _("Write the text, or leave the finding out."))
        unexplained = data.get("included") is False and not data.get("reason") and self.asks_reason
        if unexplained and "reason" not in self.errors:
            self.add_error("reason", _("Say why it is left out."))
        return data

    @property
    def asks_reason(self):
        """What was left out before reasons were asked for may stay without one."""
        return self.finding.inclusion != Inclusion.LEFT_OUT or bool(self.finding.reason)

    def draft(self, *, theirs=False):
        """What is to be saved; with `theirs` the text stays as someone else has written it."""
        data = self.cleaned_data
        seen, was = self.what_was_shown()
        return FindingDraft(
            finding_id=self.finding.pk,
            kind=data["kind"],
            included=data["included"],
            body=self.text.body if theirs else data["body"],
            compared=data.get("compared", False),
            reason=data["reason"] if data["included"] is False else "",
            seen=seen,
            was=was,
        )

    def what_was_shown(self):
        found = re.fullmatch(r"([0-9]{1,9})\|([a-z]*)\|(yes|no|)\|(.*)", self.cleaned_data["was"])
        if found is None:
            return None, None
        seen, kind, included, reason = found.groups()
        return int(seen), Decision(kind, {"yes": True, "no": False}.get(included), reason)

    @property
    def comparable(self):
        """Something changed in an answer behind it, and the answer is approved again."""
        return any(basis.revision.answer.approved_id for basis in self.outdated)

    @property
    def outdated(self):
        return [
            basis
            for basis in self.finding.bases.all()
            if basis.revision.answer.approved_id != basis.revision_id
        ]

    @property
    def changes(self):
        """Each answer that has changed: what it rests on and what is approved now; None while it is reopened."""
        for basis in self.outdated:
            answer = basis.revision.answer
            now = answer.approved
            # of internal sources only those were fetched that the reader may see
            yield basis, compare(answer, basis.revision, now, internal=True) if now else None

    @property
    def rests_on_internal(self):
        return any(
            basis.revision.answer.disclosure == Disclosure.INTERNAL for basis in self.finding.bases.all()
        )

    @property
    def undecided(self):
        return self.finding.inclusion == Inclusion.UNDECIDED

    @property
    def needs_decision(self):
        """Its answer could go on either list, and nobody has chosen yet."""
        outcomes = {
            basis.revision.option.outcome for basis in self.finding.bases.all() if basis.revision.option
        }
        return self.undecided and Outcome.EITHER in outcomes

    @property
    def warnings(self):
        """What the house style says of the text as it stands in the form."""
        return warnings(self["body"].value() or "", self.language)


class OrderForm(forms.Form):
    """The order of a list after one of its findings was dragged."""

    kind = forms.ChoiceField(choices=FindingKind)
    order = forms.CharField(
        max_length=LONGEST_LINE, validators=[RegexValidator(r"\A[0-9]{1,18}(?:,[0-9]{1,18})*\Z")]
    )

    def keys(self):
        return [int(key) for key in self.cleaned_data["order"].split(",")]


class SplitForm(forms.Form):
    """The two texts into which a finding is split."""

    mark_optional = False

    first = forms.CharField(label=_("First finding"), max_length=BODY_LENGTH)
    second = forms.CharField(label=_("Second finding"), max_length=BODY_LENGTH)
    seen = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def __init__(self, *args, language, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].widget = forms.Textarea({"rows": 5, **written_in(language)})
            self.fields[name].error_messages["required"] = _("Write the text of both findings.")

    def clean_first(self):
        return with_plain_breaks(self.cleaned_data["first"])

    def clean_second(self):
        return with_plain_breaks(self.cleaned_data["second"])


class ChooseForm(forms.Form):
    """Which findings are merged into one."""

    others = forms.MultipleChoiceField(
        label=_("Findings to merge into it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one finding.")},
    )

    def __init__(self, *args, findings, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = [
            (str(each.pk), each.body_in(language) or _("(no text)")) for each in findings
        ]


class MergeForm(forms.Form):
    """The text that findings get together; `seen` says which revisions of their texts were read."""

    mark_optional = False

    body = forms.CharField(
        label=_("The text of all of them"),
        max_length=BODY_LENGTH,
        error_messages={"required": _("Write the text.")},
    )
    seen = forms.CharField(
        max_length=2 * LONGEST_LINE,
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"\A[0-9]{1,18}-[0-9]{1,9}(?: [0-9]{1,18}-[0-9]{1,9})*\Z")],
    )

    def __init__(self, *args, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = forms.Textarea({"rows": 8, **written_in(language)})

    def clean_body(self):
        return with_plain_breaks(self.cleaned_data["body"])

    def revisions(self):
        """By the key of the finding, the revision of its text that was read."""
        pairs = (pair.split("-") for pair in self.cleaned_data["seen"].split())
        return {int(key): int(number) for key, number in pairs}


class SeenForm(forms.Form):
    """Which revision of a text the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=10**9)
