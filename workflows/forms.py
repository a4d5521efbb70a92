from django import forms

NOTE_LENGTH = 2000


class StepForm(forms.Form):
    """The confirmation of a step, with its note where one is asked for."""

    note = forms.CharField(max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, transition, **kwargs):
        super().__init__(*args, **kwargs)
        if transition.note_label:
            self.fields["note"].label = transition.note_label
        else:
            del self.fields["note"]
