from django.http import QueryDict
from django.views.generic import ListView

from portal.forms import FindingFilter
from portal.models import PublishedFinding
from portal.report import exploring
from profiles.choices import FindingKind


class FindingList(ListView):
    """The findings of all published profiles, newest first, with search and filters in the address."""

    template_name = "portal/finding_list.html"
    paginate_by = 20

    def get_queryset(self):
        """The keys of those that are found; one more than is shown tells that there are more."""
        self.form = FindingFilter(self.request.GET)
        keys = PublishedFinding.objects.newest_keys(self.form.filters(), self.form.text, exploring.MOST + 1)
        self.more = len(keys) > exploring.MOST
        return keys[: exploring.MOST]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.form, more=self.more, most=exploring.MOST, **kwargs)
        form, keys = self.form, context["page_obj"].object_list
        context["hits"] = exploring.hits(keys, form.text) if keys else []
        context["kinds"] = self.kinds()
        context["chosen"] = [(label, choice, self.url(**{name: ""})) for name, label, choice in form.chosen]
        context["without_filters"] = self.url(**{name: "" for name, _label, _choice in form.chosen}, kind="")
        if not keys:
            found = exploring.other_languages(form.filters(), form.text)
            context["elsewhere"] = [(code, name, self.url(language=code)) for code, name in found]
        return context

    def kinds(self):
        """All findings, or one of the two lists: kind, whether it is shown, and its address."""
        chosen = self.form.cleaned_data.get("kind", "")
        return [(kind, kind == chosen, self.url(kind=kind)) for kind in ("", *FindingKind.values)]

    def url(self, **changes):
        """This search with other choices, from its first page."""
        asked = self.form.cleaned_data | changes
        if asked.get("language") == self.form.page_language:
            del asked["language"]
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in asked.items() if value})
        return f"?{query.urlencode()}"
