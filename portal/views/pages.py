"""The site's own pages: about, process, method, accessibility, privacy, open data, glossary."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from portal.glossary import entries
from profiles.choices import PageKey
from profiles.permissions import KEEP_TEXTS
from profiles.report import page_text

TITLES = {
    PageKey.ABOUT: _("About the Migration Governance Indicators"),
    PageKey.PROCESS: _("How an assessment works"),
    PageKey.METHOD: _("Method"),
    PageKey.ACCESSIBILITY: _("Accessibility statement"),
    PageKey.PRIVACY: _("Privacy"),
    PageKey.OPEN_DATA: _("Open data"),
    PageKey.GLOSSARY: _("Glossary"),
}

LONG = 3
"""From as many headings on, a table of contents stands beside the text."""


class Page(TemplateView):
    """A text that the publisher edits, in the language of the page, or else in another one that is said."""

    template_name = "portal/page.html"
    key = PageKey.ABOUT

    def get_context_data(self, **kwargs):
        text = page_text(self.key)
        headings = text.page.headings if text else ()
        return super().get_context_data(
            title=TITLES[self.key],
            text=text,
            contents=headings if len(headings) >= LONG else (),
            edit_url=self.edit_url(),
            **kwargs,
        )

    def edit_url(self):
        """For those who may edit it: where, in the language of the page."""
        if self.request.user.has_perm(KEEP_TEXTS):
            return reverse("standing-text", args=[self.key, get_language()])
        return None


class Glossary(Page):
    """The words of the site, each with what it means here and what it is called in the other languages."""

    template_name = "portal/glossary.html"
    key = PageKey.GLOSSARY

    def get_context_data(self, **kwargs):
        return super().get_context_data(entries=entries(get_language()), **kwargs)
