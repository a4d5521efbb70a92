from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.choices import Audience, QueryState
from assessments.forms.assessment import TextField
from assessments.workflow import BODY_LENGTH


class PersonField(forms.ChoiceField):
    """One of the people who may answer, or nobody in particular; gives the person."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Put to"), required=False, **kwargs)
        self.people = {}

    def offer(self, roles, also=None, audience=Audience.EVERYONE):
        """Those who have these roles, each once with all of them; and `also` who has it now."""
        self.people, names = {}, {}  # the form class and all its forms share a field's attributes
        for role in roles:
            self.people[str(role.user_id)] = role.user
            names.setdefault(str(role.user_id), []).append(str(role.get_role_display()))
        choices = [(key, f"{self.people[key].name} ({', '.join(held)})") for key, held in names.items()]
        if also is not None and str(also.pk) not in self.people:
            self.people[str(also.pk)] = also
            choices.append((str(also.pk), also.name))
        all_of_them = {
            Audience.EVERYONE: _("Whoever answers this section"),
            Audience.IOM: _("Reviewers and coordinators"),
        }
        self.choices = [("", all_of_them[audience]), *choices]

    def clean(self, value):
        return self.people.get(super().clean(value))


class ReplyForm(forms.Form):
    """A message in a thread; where the thread ends with it, it may stay empty."""

    mark_optional = False

    body = TextField(
        label=_("Your message"),
        max_length=BODY_LENGTH,
        error_messages={"required": _("Write a message.")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args, language, ends=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["lang"] = language
        self.fields["body"].required = not ends


class QueryForm(ReplyForm):
    """A new query about one answer."""

    audience = forms.ChoiceField(
        label=_("Who may read it"), choices=Audience, initial=Audience.EVERYONE, widget=forms.RadioSelect
    )
    assigned_to = PersonField(
        help_text=_("The person gets a mail. Without a name, everybody who answers this section does.")
    )

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Your question")
        self.fields["assigned_to"].offer(roles)


class AssignForm(forms.Form):
    """To whom the query is put from now on."""

    mark_optional = False

    assigned_to = PersonField()

    def __init__(self, *args, roles, query, **kwargs):
        super().__init__(*args, initial={"assigned_to": query.assigned_to_id or ""}, **kwargs)
        self.fields["assigned_to"].offer(roles, also=query.assigned_to, audience=query.audience)


class QueryFilterForm(forms.Form):
    """Which queries a list shows; those that are resolved only when asked for."""

    mark_optional = False

    state = forms.ChoiceField(
        label=pgettext_lazy("how far something is", "State"),
        required=False,
        choices=[("", _("Not resolved yet")), *QueryState.choices, ("all", _("All of them"))],
    )
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    mine = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Everybody’s")), ("yes", _("Asked by me or put to me"))],
    )

    def __init__(self, *args, domains, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [
            ("", _("All domains")),
            *((domain.slug, f"{domain.number} {domain.short_name}") for domain in domains),
        ]

    def among(self, queries, user):
        """Those that were asked for; what the address says wrongly is passed over."""
        self.is_valid()
        state, domain = self.cleaned_data.get("state"), self.cleaned_data.get("domain")
        if state in QueryState.values:
            queries = queries.filter(state=state)
        elif state != "all":
            queries = queries.unresolved()
        if domain:
            queries = queries.filter(answer__part__section__domain__slug=domain)
        return queries.of(user) if self.cleaned_data.get("mine") else queries
