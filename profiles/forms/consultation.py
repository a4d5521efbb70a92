import secrets

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiles.choices import CommentOutcome
from profiles.report import WHOLE
from profiles.workflow.sharing import MAX_DAYS
from ui.languages import language_name

COMMENT_LENGTH = 4000
DAYS = 14
GONE = _("What you commented on isn’t in the profile any more.")


class CommentForm(forms.Form):
    """What someone says about one place of the profile; `places` are those there are."""

    body = forms.CharField(label=_("Your comment"), max_length=COMMENT_LENGTH)
    on = forms.ChoiceField(
        label=_("About"), widget=forms.HiddenInput, error_messages={"invalid_choice": GONE}
    )

    def __init__(self, data, *, places):
        super().__init__(data)
        self.fields["on"].choices = [(place, place) for place in places]
        self.place = data.get("on", "") if data.get("on") in places else WHOLE
        self.auto_id = f"comment-{self.place}-%s"

    @property
    def about(self):
        """The place, as `make_comment` takes it."""
        place = self.cleaned_data["on"]
        key = place.removeprefix("finding-")
        if key != place:
            return {"finding": int(key)}
        return {} if place == WHOLE else {"key": place}


class CommentAnswerForm(forms.Form):
    """What became of a comment."""

    outcome = forms.ChoiceField(
        label=_("What becomes of it?"), choices=CommentOutcome, widget=forms.RadioSelect
    )
    body = forms.CharField(
        label=_("Answer"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Whoever made the comment reads it. It can’t be changed afterwards."),
    )


class CommentFilter(forms.Form):
    """Which comments are listed."""

    mark_optional = False

    state = forms.ChoiceField(
        label=_("Comments"),
        required=False,
        choices=[
            ("", pgettext_lazy("comments", "All")),
            ("waiting", _("Waiting for an answer")),
            ("answered", pgettext_lazy("comments", "Answered")),
        ],
    )

    def among(self, comments):
        """Those asked for; a choice that does not exist is left aside."""
        self.full_clean()
        state = self.cleaned_data.get("state")
        if state == "waiting":
            return comments.unanswered()
        return comments.answered() if state == "answered" else comments


class PreviewLinkForm(forms.Form):
    """Who may read the preview without an account, and until when. `key` is chosen anew for each page."""

    name = forms.CharField(
        label=_("Name"), max_length=150, help_text=_("Comments are shown under this name.")
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The link is mailed there. Without one, you pass it on yourself."),
    )
    days = forms.IntegerField(
        label=_("Valid for how many days?"), min_value=1, max_value=MAX_DAYS, initial=DAYS
    )
    language = forms.ChoiceField(label=_("Language in which it opens"))
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: secrets.token_hex(16))

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, language_name(code).capitalize()) for code in languages]
