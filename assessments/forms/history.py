from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.forms.assessment import LARGEST

OFFERED = 200
"""So many entries are offered, the newest; the links beside the others name theirs in the address."""


class CompareForm(forms.Form):
    """Two revisions of an answer by their numbers; without the first, the second alone is to be read."""

    mark_optional = False

    def __init__(self, asked, *, entries, last):
        bound = "from" in asked or "to" in asked
        super().__init__(asked if bound else None, initial={"from": entries[0].before or last, "to": last})
        for name, label in (("from", _("Compare revision")), ("to", _("with revision"))):
            chosen = asked.get(name, "")[:20]
            offered = [(str(entry.last.number), _told(entry)) for entry in entries[:OFFERED]]
            if chosen and chosen not in dict(offered):
                offered.insert(0, (chosen, chosen))  # one inside a sitting, or none at all
            self.fields[name] = forms.IntegerField(
                label=label,
                required=False,
                min_value=1,
                max_value=last,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), _("The answer has no such revision.")
                ),
                widget=forms.Select(choices=offered),
            )

    def chosen(self):
        """The numbers of both; None where nothing is to be shown."""
        if not self.is_bound or not self.is_valid():
            return None
        data = self.cleaned_data
        return data["from"], data["to"] or self.initial["to"]


def _told(entry):
    at = date_format(localtime(entry.last.at), "SHORT_DATETIME_FORMAT")
    return f"{entry.last.number}: {at}, {entry.last.by}"


class RestoreForm(forms.Form):
    """`seen` is the revision that the answer had when the page was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST)
