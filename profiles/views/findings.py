from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView, View

from assessments.permissions import Right
from instruments.models import Domain
from profiles import workflow
from profiles.choices import FindingKind, Inclusion
from profiles.forms import FindingForm, OrderForm
from profiles.models import FindingBasis
from profiles.views.access import ProfileAccess
from workflows.engine import TransitionRefused
from workflows.problems import Problem

TABS = {
    "all": (pgettext_lazy("findings", "All"), "every"),
    "undecided": (gettext_lazy("To decide"), "undecided"),
    "stale": (gettext_lazy("To compare"), "to_compare"),
    "included": (Inclusion.INCLUDED.label, "included"),
    "left_out": (pgettext_lazy("findings", "Left out"), "left_out"),
}
"""What the desk can show of a domain: a name, and where its number is among the counts."""

PAGES = {"split": "finding-split", "merge": "finding-merge", "history": "finding-history"}
"""What can be done with one finding on a page of its own."""


class DomainAccess(ProfileAccess):
    """Also loads the domain of the page, and all domains."""

    def load(self):
        domains = Domain.objects.filter(instrument=self.assessment.instrument_id)
        self.domains = list(domains.in_order())
        self.domain = get_object_or_404(domains, slug=self.kwargs["domain"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"domain": self.domain, "domains": self.domains})


class ProfileDomain(DomainAccess, TemplateView):
    """The desk of one domain: its findings on their two lists, to decide on, edit and order."""

    template_name = "profiles/profile_domain.html"

    @property
    def show(self):
        asked = self.request.GET.get("show")
        return asked if asked in TABS else "all"

    def findings(self):
        return self.profile.findings.filter(domain=self.domain)

    def forms(self):
        shown = self.findings().in_state(FindingBasis.objects, self.show)
        return [self.form(finding) for finding in shown.shown_to(FindingBasis.objects, self.held)]

    def sent_forms(self):
        """Those that the page had, whatever it would show by now."""
        findings = self.findings().shown_to(FindingBasis.objects, self.held)
        return [
            self.form(each, self.request.POST)
            for each in findings
            if FindingForm.sent(self.request.POST, each)
        ]

    def form(self, finding, data=None):
        return FindingForm(data, finding=finding, language=self.profile.language)

    def get_context_data(self, forms=None, **kwargs):
        forms = self.forms() if forms is None else forms
        readable = self.profile.findings.readable(FindingBasis.objects, self.held)
        counts = {row["domain"]: row for row in readable.counts(FindingBasis.objects)}
        here = counts.get(self.domain.pk, {})
        lists = [(kind, [form for form in forms if form.finding.kind == kind]) for kind in FindingKind]
        return super().get_context_data(
            forms=forms,
            lists=lists,
            waiting=with_next_undecided([form for _kind, on_list in lists for form in on_list]),
            rail=[(domain, counts.get(domain.pk, {})) for domain in self.domains],
            elsewhere=next((d for d in self.domains if d != self.domain and self.undecided(counts, d)), None),
            show=self.show,
            tabs=[(name, label, here.get(number, 0)) for name, (label, number) in TABS.items()],
            reviews=Right.REVIEW in self.held,
            edits=Right.EDIT_FINDINGS in self.held,
            works_on_it=Right.VIEW_INTERNAL in self.held,
            sees_answers=Right.VIEW_ANSWERS in self.held,
            **kwargs,
        )

    @staticmethod
    def undecided(counts, domain):
        return counts.get(domain.pk, {}).get("undecided")

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        if Right.EDIT_FINDINGS not in self.held:
            raise PermissionDenied
        forms = self.sent_forms()
        refused = []
        if all([form.is_valid() for form in forms]):  # noqa: C419  every form must be checked, not only the first
            try:
                moved = self.save(forms) or self.move(forms)
            except TransitionRefused as error:
                refused = error.problems
            else:
                return self.conflict(moved) if moved else self.go_on(forms)
        context = self.get_context_data(forms=forms, problems=refused, faulty=True)
        return self.render_to_response(context, status=409 if refused else 422)

    def save(self, forms):
        """Save the page, but for texts of which theirs is kept; gives the keys of those that moved meanwhile."""
        theirs = self.request.POST.get("theirs", "")
        drafts = [form.draft(theirs=str(form.finding.pk) == theirs) for form in forms]
        return workflow.save_findings(
            profile=self.profile, domain=self.domain, drafts=drafts, by=self.request.user
        )

    def conflict(self, moved):
        """What was typed, beside what someone else has written; the rest of the page is saved."""
        findings = self.findings().shown_to(FindingBasis.objects, self.held)
        language = self.profile.language
        forms = [
            FindingForm.against(self.request.POST, finding=each, language=language)
            if each.pk in moved
            else self.form(each)
            for each in findings
        ]
        text = ngettext(
            "Somebody else has changed a text that you changed too. Both stand below; the rest of the page is saved.",
            "Somebody else has changed %(number)d texts that you changed too. Both versions stand below; "
            "the rest of the page is saved.",
            len(moved),
        ) % {"number": len(moved)}
        told = [Problem(text, f"#finding-{moved[0]}")]
        context = self.get_context_data(forms=forms, problems=told, faulty=True)
        return self.render_to_response(context, status=409)

    def pressed(self, name, forms):
        """The finding whose button was pressed, and what it asks for; None and nothing where it was another button."""
        key, _colon, what = self.request.POST.get(name, "").partition(":")
        return next(((form.finding, what) for form in forms if str(form.finding.pk) == key), (None, ""))

    def move(self, forms):
        """Move the finding whose button was pressed, if there is one."""
        finding, way = self.pressed("move", forms)
        if way in ("up", "down"):
            workflow.move_finding(finding=finding, up=way == "up", by=self.request.user)

    def go_on(self, forms):
        """To the page that was asked for, or to the finding that was moved."""
        messages.success(self.request, _("Saved."))
        finding, page = self.pressed("go", forms)
        if page in PAGES:
            return redirect(PAGES[page], self.assessment.pk, self.domain.slug, finding.pk)
        finding, _way = self.pressed("move", forms)
        anchor = f"#finding-{finding.pk}" if finding is not None else ""
        return redirect(self.request.get_full_path() + anchor)


def with_next_undecided(forms):
    """The first form that waits for a decision; each form gets `next_undecided`, the one behind it."""
    following = None
    for form in reversed(forms):
        form.next_undecided = following
        following = form if form.undecided else following
    return following


class FindingOrder(DomainAccess, View):
    """Takes the order of a list after one of its findings was dragged."""

    right = Right.EDIT_FINDINGS

    def post(self, request, *args, **kwargs):
        form = OrderForm(request.POST)
        if not form.is_valid():
            raise BadRequest  # the page never sends this
        try:
            workflow.order_findings(
                profile=self.profile,
                domain=self.domain,
                kind=form.cleaned_data["kind"],
                order=form.keys(),
                by=request.user,
            )
        except TransitionRefused as refused:
            return JsonResponse({"words": str(refused)}, status=409)
        return HttpResponse(status=204)
