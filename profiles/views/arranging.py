"""Pages about one finding: it is split, merged with others, or gets an earlier text back."""

import re

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments.permissions import Right
from profiles import workflow
from profiles.choices import Inclusion
from profiles.forms import ChooseForm, MergeForm, SeenForm, SplitForm
from profiles.models import FindingBasis, FindingText
from profiles.views.findings import DomainAccess
from workflows.engine import TransitionRefused

PER_PAGE = 50
SENTENCE = re.compile(r"(?<=[.!?…؟。])[”»\"')]*\s+")


class FindingAccess(DomainAccess):
    """Also loads the finding of the page, with its text in the profile's own language."""

    right = Right.EDIT_FINDINGS

    def load(self):
        super().load()
        rows = self.profile.findings.readable(FindingBasis.objects, self.held).filter(domain=self.domain)
        self.finding = get_object_or_404(rows.prefetch_related("texts"), pk=self.kwargs["finding"])
        self.finding.profile = self.profile
        language = self.profile.language
        known = (text for text in self.finding.texts.all() if text.language == language)
        self.text = next(known, None) or FindingText(finding=self.finding, language=language, revision=0)

    def get_context_data(self, **kwargs):
        shown = {"finding": self.finding, "text": self.text, "language": self.profile.language}
        return super().get_context_data(**kwargs | shown)

    def reload(self):
        """As it stands after somebody else was quicker."""
        self.load()

    def desk(self):
        return redirect(
            f"{self.profile.get_absolute_url()}domains/{self.domain.slug}/#finding-{self.finding.pk}"
        )


class FindingSplit(FindingAccess, TemplateView):
    """Two texts are typed; a second finding stands behind the first from then on."""

    template_name = "profiles/finding_split.html"

    def form(self, data=None):
        first, second = halves(self.text.body)
        told = {"first": first, "second": second, "seen": self.text.revision}
        return SplitForm(data, language=self.profile.language, initial=told)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.form())
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            workflow.split_finding(finding=self.finding, by=request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            self.reload()
            form = self.form(renewed(request.POST, self.text.revision))
            context = self.get_context_data(form=form, problems=refused.problems, theirs=self.text)
            return self.render_to_response(context, status=409)
        messages.success(request, _("Split in two. Both rest on the same answers."))
        return self.desk()


def renewed(data, seen):
    """What was typed, with the revisions that the page shows now."""
    data = data.copy()
    data["seen"] = seen
    return data


def halves(text):
    """The text in two at the end of the sentence that is nearest to its middle; all of it and nothing where it has one."""
    ends = [match.end() for match in SENTENCE.finditer(text)]
    if not ends:
        return text, ""
    cut = min(ends, key=lambda end: abs(end - len(text) / 2))
    return text[:cut].strip(), text[cut:].strip()


class FindingMerge(FindingAccess, TemplateView):
    """Others of the domain are chosen, then the text is edited that all of them get together."""

    template_name = "profiles/finding_merge.html"

    def candidates(self):
        rows = self.profile.findings.filter(domain=self.domain).exclude(pk=self.finding.pk)
        rows = rows.exclude(inclusion=Inclusion.LEFT_OUT).usable(FindingBasis.objects)
        return list(rows.in_order().prefetch_related("texts"))

    def get(self, request, *args, **kwargs):
        if "others" not in request.GET:
            return self.render_to_response(self.get_context_data(choose=self.choice()))
        choice = self.choice(request.GET)
        if not choice.is_valid():
            return self.render_to_response(self.get_context_data(choose=choice), status=422)
        chosen = self.chosen(choice.cleaned_data["others"])
        return self.render_to_response(self.get_context_data(chosen=chosen, form=self.form(chosen)))

    def choice(self, data=None):
        return ChooseForm(data, findings=self.candidates(), language=self.profile.language)

    def chosen(self, keys):
        wanted = {int(key) for key in keys}
        rows = self.profile.findings.filter(domain=self.domain, pk__in=wanted)
        found = list(rows.in_order().prefetch_related("texts"))
        for each in found:
            each.body = each.body_in(self.profile.language)
        return found

    def form(self, chosen, data=None):
        language = self.profile.language
        bodies = [self.text.body, *(each.body for each in chosen)]
        told = {"body": " ".join(body for body in bodies if body), "seen": self.seen(chosen)}
        return MergeForm(data, language=language, initial=told)

    def seen(self, chosen):
        """Which revisions of the texts the page shows, this finding's own first."""
        texts = [(self.finding.pk, self.text.revision)]
        for each in chosen:
            own = (text for text in each.texts.all() if text.language == self.profile.language)
            texts.append((each.pk, next((text.revision for text in own), 0)))
        return " ".join(f"{key}-{number}" for key, number in texts)

    def post(self, request, *args, **kwargs):
        form = self.form([], request.POST)
        if not form.is_valid():
            if "seen" in form.errors:
                raise BadRequest  # the page never sends this
            keys = re.findall(r"([0-9]{1,18})-", form.cleaned_data["seen"])
            context = self.get_context_data(form=form, chosen=self.others_of(keys))
            return self.render_to_response(context, status=422)
        read = form.revisions()
        others = {key: number for key, number in read.items() if key != self.finding.pk}
        body, seen = form.cleaned_data["body"], read.get(self.finding.pk, 0)
        try:
            workflow.merge_findings(
                finding=self.finding, others=others, body=body, seen=seen, by=request.user
            )
        except TransitionRefused as refused:
            self.reload()
            chosen = self.others_of(others)
            form = self.form(chosen, renewed(request.POST, self.seen(chosen)))
            context = self.get_context_data(form=form, chosen=chosen, problems=refused.problems)
            return self.render_to_response(context, status=409)
        messages.success(request, _("Merged. The finding rests on the answers of all of them."))
        return self.desk()

    def others_of(self, keys):
        return self.chosen(key for key in keys if int(key) != self.finding.pk)


class FindingHistory(FindingAccess, TemplateView):
    """What a finding said, revision by revision, the newest first."""

    template_name = "profiles/finding_history.html"
    right = Right.VIEW_INTERNAL

    def get_context_data(self, **kwargs):
        rows = self.text.revisions.select_related("by").order_by("-number") if self.text.pk else ()
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        said = list(page.object_list)
        if said:
            before = self.text.revisions.filter(number=said[-1].number - 1).first()
            for revision, earlier in zip(said, [*said[1:], before], strict=True):
                revision.before = earlier
        return super().get_context_data(page_obj=page, revisions=said, **kwargs)


class FindingRestore(FindingAccess, TemplateView):
    """Asks before an earlier text is put back, with what would change."""

    template_name = "profiles/finding_restore.html"

    def load(self):
        super().load()
        if self.text.pk is None:
            raise Http404
        self.revision = get_object_or_404(
            self.text.revisions.select_related("by"), number=self.kwargs["number"]
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"revision": self.revision})

    def post(self, request, *args, **kwargs):
        form = SeenForm(request.POST)
        if not form.is_valid():
            raise BadRequest  # the page never sends this
        number = self.revision.number
        try:
            changed = workflow.restore_words(
                finding=self.finding, number=number, by=request.user, **form.cleaned_data
            )
        except TransitionRefused as refused:
            self.reload()
            return self.render_to_response(self.get_context_data(problems=refused.problems), status=409)
        said = (
            _("The text of revision %d is back.") if changed else _("The finding says what revision %d said.")
        )
        messages.success(request, said % number)
        return redirect("finding-history", self.assessment.pk, self.domain.slug, self.finding.pk)
