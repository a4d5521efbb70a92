from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from assessments.permissions import Right
from profiles import report, workflow
from profiles.choices import TextState
from profiles.forms import DeskFilter, SegmentForm
from profiles.querysets import has_own_names
from profiles.views.access import ProfileAccess
from profiles.views.history import number_of

PER_PAGE = 20
UNREVIEWED = gettext_lazy(
    "Not everything could be reviewed: a text was changed since you read it, or you translated it yourself."
)


class TranslationAccess(ProfileAccess):
    """A page about one language into which the profile is translated."""

    def load(self):
        self.language = self.kwargs["language"]
        if self.language == self.profile.language or self.language not in self.languages:
            raise Http404

    @property
    def may_translate(self):
        return Right.TRANSLATE in self.held

    def address(self, name):
        return reverse(name, args=[self.assessment.pk, self.language])

    def get_context_data(self, **kwargs):
        shown = {
            "language": self.language,
            "may_translate": self.may_translate,
            "needs_names": not has_own_names(self.language),
            "desk_url": self.address("translation-desk"),
        }
        return super().get_context_data(**kwargs | shown)


class DeskAccess(TranslationAccess):
    """Also the texts that the address asks for, with filter and page."""

    @cached_property
    def segments(self):
        return report.segments(self.profile, self.language)

    @cached_property
    def filter(self):
        domains = {
            s.domain.slug: f"{s.domain.number} {s.domain.short_name}" for s in self.segments if s.domain
        }
        parts = [(report.TEXTS, _("Texts")), (report.FINDINGS, _("Findings")), *domains.items()]
        return DeskFilter(self.request.GET, parts=parts)

    def shown(self):
        """The page of texts that the address asks for, with their translations."""
        part, state = self.filter.wanted
        found = [s for s in self.segments if (not part or part in s.parts) and state in ("", s.state)]
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        report.with_targets(page.object_list)
        return page

    def asked(self):
        """The texts whose keys a form sent, wherever they stand by now, with their translations."""
        keys = set(self.request.POST.getlist("segment")[:PER_PAGE])
        return report.with_targets([segment for segment in self.segments if segment.key in keys])

    def here(self, name="translation-desk"):
        query = self.request.GET.urlencode()
        return self.address(name) + (f"?{query}" if query else "")


class TranslationDesk(DeskAccess, TemplateView):
    """Source and translation side by side; many are saved at once, and each is reviewed by someone else."""

    template_name = "profiles/translation_desk.html"

    def form(self, segment, data=None):
        return SegmentForm(data, segment=segment, language=self.language, own=self.profile.language)

    def get_context_data(self, forms=None, **kwargs):
        page = self.shown() if forms is None else None
        forms = [self.form(segment) for segment in page] if forms is None else forms
        covered = next(each for each in report.coverage(self.profile) if each.language == self.language)
        return super().get_context_data(
            forms=forms,
            page_obj=page,
            filter=self.filter,
            covered=covered,
            reviewable=[form for form in forms if self.is_reviewable(form.segment)],
            **kwargs,
        )

    def is_reviewable(self, segment):
        mine = segment.target is not None and segment.target.written_by_id == self.request.user.pk
        return self.may_translate and segment.state == TextState.DRAFT and not mine

    def post(self, request, *args, **kwargs):
        if not self.may_translate:
            raise PermissionDenied
        forms = [self.form(segment, request.POST) for segment in self.asked()]
        if not all([form.is_valid() for form in forms]):  # noqa: C419  every form must be checked
            return self.render_to_response(self.get_context_data(forms=forms, faulty=True), status=422)
        kept = self.save(forms)
        if kept:
            context = self.get_context_data(forms=self.beside_theirs(forms, kept), conflicts=len(kept))
            return self.render_to_response(context, status=409)
        self.review(forms)
        return redirect(
            self.here("translation-review" if request.POST.get("then") == "review" else "translation-desk")
        )

    def save(self, forms):
        """Save what was typed or confirmed; gives the keys of those that someone else has written meanwhile."""
        leave = set(self.request.POST.getlist("theirs"))
        before = report.translations_then([(form.segment, form.cleaned_data["seen"]) for form in forms])
        drafts = {
            form.segment.key: draft
            for form in forms
            if form.segment.key not in leave and (draft := form.draft(before[form.segment.key]))
        }
        kept = workflow.save_translations(
            profile=self.profile, language=self.language, drafts=drafts.values(), by=self.request.user
        )
        if number := len(drafts) - len(kept):
            messages.success(
                self.request, ngettext("%d translation saved.", "%d translations saved.", number) % number
            )
        return {key for key, draft in drafts.items() if draft in kept}

    def beside_theirs(self, forms, kept):
        """The forms anew: what was typed stays where someone else wrote, to be saved over their text or not."""
        del self.segments
        fresh = {segment.key: segment for segment in self.asked()}
        shown = []
        for segment in (fresh[old.segment.key] for old in forms if old.segment.key in fresh):
            form = self.form(segment, self.over(segment) if segment.key in kept else None)
            form.theirs = segment.target if segment.key in kept else None
            shown.append(form)
        return shown

    def over(self, segment):
        data = self.request.POST.copy()
        data[f"{segment.key}-seen"] = str(segment.revision)
        return data

    def review(self, forms):
        """Say of the one whose button was pressed that it is right, as it was read."""
        chosen = next((form for form in forms if form.segment.key == self.request.POST.get("review")), None)
        if chosen is None:
            return
        source = chosen.segment.source
        refused = workflow.review_translations(
            profile=self.profile,
            language=self.language,
            sources=[source],
            by=self.request.user,
            seen={source: chosen.cleaned_data["seen"]},
        )
        if refused:
            messages.warning(self.request, UNREVIEWED)
        else:
            messages.success(self.request, _("“%s” is reviewed.") % chosen.segment.title)


class TranslationReview(DeskAccess, TemplateView):
    """Asks before all that was shown is said to be right."""

    right = Right.TRANSLATE
    template_name = "profiles/translation_review.html"

    def get_context_data(self, **kwargs):
        waiting = [
            segment
            for segment in self.shown()
            if segment.state == TextState.DRAFT and segment.target.written_by_id != self.request.user.pk
        ]
        return super().get_context_data(waiting=waiting, here=self.here(), **kwargs)

    def post(self, request, *args, **kwargs):
        seen = {
            segment.source: number_of(request.POST.get(f"{segment.key}-seen")) for segment in self.asked()
        }
        refused = workflow.review_translations(
            profile=self.profile, language=self.language, sources=list(seen), by=request.user, seen=seen
        )
        if number := len(seen) - len(refused):
            messages.success(
                request, ngettext("%d translation reviewed.", "%d translations reviewed.", number) % number
            )
        if refused:
            messages.warning(request, UNREVIEWED)
        return redirect(self.here())
