from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import VerdictValue
from assessments.forms.assessment import TextField
from assessments.models import Answer
from assessments.workflow import VerdictDraft

REMARK_LENGTH = 2000
REPLY_LENGTH = 2000
LARGEST_KEY = 2**63 - 1  # that a column for keys holds


class VerdictForm(forms.Form):
    """A reviewer's verdict on one answer as it stands; `verdict` is the one that was given before, if any.

    `offered` are standard remarks, as keys with their titles and texts: one that is chosen is added to the remark.
    """

    mark_optional = False

    revision = forms.IntegerField(widget=forms.HiddenInput, max_value=LARGEST_KEY)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=LARGEST_KEY)
    value = forms.ChoiceField(
        label=_("Verdict"),
        required=False,
        choices=[*VerdictValue.choices, ("", _("No verdict yet"))],
        widget=forms.RadioSelect,
    )
    remark = TextField(
        label=_("Remark"),
        help_text=_("What has to change, and why. Those who answer read it once the section is returned."),
        required=False,
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    standard = forms.ChoiceField(label=_("Add a standard remark"), required=False)

    def __init__(self, data=None, *, answer: Answer, verdict=None, offered=()):
        self.answer, self.verdict = answer, verdict
        self.texts = {str(pk): text for pk, _title, text in offered}
        initial = {"revision": answer.current_id, "seen": 0, "value": ""}
        if verdict:
            initial |= {"seen": verdict.pk, "value": verdict.value, "remark": verdict.text}
        super().__init__(data, prefix=f"answer-{answer.pk}", initial=initial)
        self.fields["standard"].choices = [("", _("None")), *((pk, title) for pk, title, _text in offered)]
        if not offered:
            del self.fields["standard"]

    def clean(self):
        data = super().clean()
        if "remark" in data:
            self._add_standard_remark()
        if data.get("value") == VerdictValue.CHANGE_NEEDED and data.get("remark") == "":
            self.add_error("remark", _("Say what has to change."))
        elif data.get("value") == "" and data.get("remark"):
            self.add_error("value", _("Choose a verdict, or empty the remark: a remark alone isn’t kept."))
        return data

    def _add_standard_remark(self):
        """In the remark also where the page is shown again."""
        if text := self.texts.get(self.cleaned_data.get("standard")):
            remark = "\n\n".join(filter(None, [self.cleaned_data["remark"], text]))
            self.show(remark=remark, standard="")
            self.cleaned_data["remark"] = remark
            if len(remark) > REMARK_LENGTH:
                self.add_error("remark", _("Shorten the remark to %d characters.") % REMARK_LENGTH)

    def show(self, **fields):
        """These contents instead of what was sent."""
        self.data = self.data.copy()
        for name, content in fields.items():
            self.data[self.add_prefix(name)] = content

    def draft(self) -> VerdictDraft:
        data = self.cleaned_data
        return VerdictDraft(data["revision"], data["value"], data["remark"], data["seen"] or 0)


class RemarkReplyForm(forms.Form):
    """What those who answer say to a remark."""

    body = TextField(
        label=_("Your reply"),
        help_text=_("The reviewer reads it beside the remark. It can’t be changed later."),
        max_length=REPLY_LENGTH,
        error_messages={"required": _("Write a reply.")},
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
