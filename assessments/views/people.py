from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from assessments import workflow
from assessments.choices import ANSWERABLE, Role
from assessments.forms import HandOverForm, PeopleSearchForm, PersonForm, RoleForm
from assessments.models import Answer, Assessment, Handover, Part, RoleAssignment
from assessments.permissions import ANSWER_PART, Right
from assessments.report import DOES, losses, role_groups
from assessments.rules import incomplete_part
from assessments.views.access import AssessmentAccess
from assessments.views.steps import StepPage
from assessments.workflow import HANDOVER
from workflows.engine import TransitionRefused, available

SEARCHED_FROM = 20  # people, beyond which there is a search
ON_A_PAGE = 50
EVENTS_ON_A_PAGE = 20


class AssessmentPeople(AssessmentAccess, FormView):
    """Who takes part, role by role; coordinators name people here."""

    form_class = RoleForm
    template_name = "assessments/assessment_people.html"

    def load(self):
        self.may_name = Right.MANAGE in self.held
        if Right.VIEW_ANSWERS not in self.held or (self.request.method == "POST" and not self.may_name):
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        search = PeopleSearchForm(self.request.GET)
        words = search.cleaned_data["q"] if search.is_valid() else ""
        people = Paginator(self.assessment.roles.found(words).for_people_page(), ON_A_PAGE)
        page = people.get_page(self.request.GET.get("page"))
        whole = not words and not page.has_other_pages()
        events = Paginator(self.assessment.role_events.newest_first(), EVENTS_ON_A_PAGE)
        return super().get_context_data(
            groups=role_groups(self.assessment, page, held=self.held, whole=whole),
            page_obj=page,
            words=words,
            search=search if words or people.count > SEARCHED_FROM else None,
            may_name=self.may_name,
            may_hand_over=Right.HAND_OVER in self.held,
            events=events.get_page(self.request.GET.get("events")),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            user = workflow.invite_to_role(
                assessment=self.assessment, by=self.request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, welcome(user))
        return redirect("assessment-people", self.assessment.pk)


def welcome(user):
    if user.has_usable_password():
        return _("%(name)s takes part now.") % {"name": user.name}
    return _("%(name)s takes part now, and gets an invitation by mail.") % {"name": user.name}


class RoleAccess(AssessmentAccess):
    """Loads the role of the address, for those who may give and take it."""

    def load(self):
        roles = RoleAssignment.objects.filter(assessment=self.assessment).select_related("user")
        self.assignment = get_object_or_404(roles, pk=self.kwargs["role"])
        self.assignment.assessment = self.assessment
        if not workflow.may_assign(self.held, self.assignment.role):
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        return super().get_context_data(assignment=self.assignment, **kwargs)

    def leave(self):
        """Back to the people, or to one’s own work where one has just lost the assessment."""
        visible = Assessment.objects.visible_to(self.request.user).filter(pk=self.assessment.pk).exists()
        return redirect("assessment-people", self.assessment.pk) if visible else redirect("my-work")


class RoleRemove(RoleAccess, TemplateView):
    """Asks before a role is taken away, and says what is lost with it."""

    template_name = "assessments/role_remove.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(losses=losses(self.assignment), **kwargs)

    def post(self, request, **kwargs):
        who = {"name": self.assignment.user.name, "role": self.assignment.get_role_display()}
        try:
            workflow.remove_role(assignment=self.assignment, by=request.user)
        except RoleAssignment.DoesNotExist as gone:
            raise Http404 from gone
        except TransitionRefused as refused:
            return render(
                request, self.template_name, self.get_context_data(problems=refused.problems), status=409
            )
        messages.success(request, _("%(name)s no longer has the role: %(role)s.") % who)
        return self.leave()


class RoleHandOn(RoleAccess, FormView):
    """A successor takes a role over, with the pages that belong to it."""

    form_class = PersonForm
    template_name = "assessments/role_hand_on.html"

    def get_context_data(self, **kwargs):
        pages = self.assignment.handovers.in_order()
        return super().get_context_data(pages=pages, does=DOES[self.assignment.role], **kwargs)

    def form_valid(self, form):
        who = {"name": self.assignment.user.name, "role": self.assignment.get_role_display()}
        try:
            user = workflow.hand_on(assignment=self.assignment, by=self.request.user, **form.cleaned_data)
        except RoleAssignment.DoesNotExist as gone:
            raise Http404 from gone
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        text = _("%(successor)s has the role of %(name)s now: %(role)s.")
        messages.success(self.request, text % (who | {"successor": user.name}))
        return self.leave()


class RoleInvite(AssessmentPeople):
    """Sends the invitation of someone who never signed in once more."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        roles = RoleAssignment.objects.filter(assessment=self.assessment).select_related("user")
        assignment = get_object_or_404(roles, pk=self.kwargs["role"])
        assignment.assessment = self.assessment
        try:
            workflow.invite_again(assignment=assignment, by=request.user)
        except TransitionRefused as refused:
            context = self.get_context_data(form=RoleForm(), problems=refused.problems)
            return render(request, self.template_name, context, status=409)
        messages.success(request, _("%s gets a new invitation by mail.") % assignment.user.name)
        return redirect("assessment-people", self.assessment.pk)


class HandOver(AssessmentAccess, FormView):
    """Pages go to a contributor: to someone new, or more of them to one of the assessment."""

    right = Right.HAND_OVER
    form_class = HandOverForm
    template_name = "assessments/hand_over.html"

    def load(self):
        self.contributor = None
        if "role" in self.kwargs:
            roles = RoleAssignment.objects.filter(assessment=self.assessment, role=Role.CONTRIBUTOR)
            self.contributor = get_object_or_404(roles.select_related("user"), pk=self.kwargs["role"])

    def get_form_kwargs(self):
        parts = Part.objects.filter(section__assessment=self.assessment, section__state__in=ANSWERABLE)
        if self.contributor:
            parts = parts.exclude(handovers__role=self.contributor)
        parts = list(parts.in_order())
        handovers = list(Handover.objects.filter(role__assessment=self.assessment).in_order())
        for part in parts:
            part.handed = [handover for handover in handovers if handover.part_id == part.pk]
        return super().get_form_kwargs() | {"parts": parts, "contributor": self.contributor}

    def get_context_data(self, **kwargs):
        return super().get_context_data(contributor=self.contributor, **kwargs)

    def form_valid(self, form):
        user = self.contributor and self.contributor.user
        try:
            user = workflow.hand_over(
                assessment=self.assessment, user=user, by=self.request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error.messages if self.contributor and "email" in error else error)
            return self.form_invalid(form)
        except TransitionRefused as refused:
            context = self.get_context_data(form=form, problems=refused.problems)
            return render(self.request, self.template_name, context, status=409)
        text = _("%s gets a mail about the pages handed over.")
        messages.success(self.request, text % user.name)
        return redirect("assessment-people", self.assessment.pk)


class HandoverAccess(AssessmentAccess):
    """Loads one page handed over, for its contributor and for those who hand over."""

    def load(self):
        handovers = Handover.objects.filter(role__assessment=self.assessment).in_order()
        self.handover = get_object_or_404(handovers, pk=self.kwargs["handover"])
        self.handover.part.section.assessment = self.handover.role.assessment = self.assessment
        if self.handover.role.user == self.request.user:
            self.held |= {ANSWER_PART}
        elif Right.VIEW_ANSWERS not in self.held:
            raise Http404
        elif Right.HAND_OVER not in self.held:
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        part = self.handover.part
        shown = {"handover": self.handover, "part": part, "domain": part.section.domain}
        return super().get_context_data(**kwargs | shown)


class HandoverDetail(HandoverAccess, TemplateView):
    """A page handed over: how far it is, its answers, and what can be done with it."""

    template_name = "assessments/handover_detail.html"

    def get_context_data(self, **kwargs):
        answers = Answer.objects.filter(part=self.handover.part).asked()
        return super().get_context_data(
            answers=answers.for_reading().shown_to(self.request.user, self.held),
            missing=list(incomplete_part(self.handover.part)),
            steps=available(HANDOVER, self.handover, self.held),
            may_take_back=Right.HAND_OVER in self.held,
            events=self.handover.events.select_related("by").order_by("-at", "-pk"),
            **kwargs,
        )


class HandoverStep(HandoverAccess, StepPage):
    """Handing back, accepting, sending back. What is still missing is said, and keeps nobody from it."""

    table = HANDOVER
    template_name = "assessments/handover_step.html"

    def load(self):
        super().load()
        self.subject = self.handover
        self.find_step()

    def get_context_data(self, **kwargs):
        return super().get_context_data(missing=list(incomplete_part(self.handover.part)), **kwargs)


class HandoverTakeBack(HandoverAccess, TemplateView):
    """Asks before a page is withdrawn from its contributor."""

    right = Right.HAND_OVER
    template_name = "assessments/handover_take_back.html"

    def post(self, request, **kwargs):
        said = {"page": self.handover.part.number, "name": self.handover.role.user.name}
        try:
            workflow.take_back(handover=self.handover, by=request.user)
        except Handover.DoesNotExist as gone:
            raise Http404 from gone
        messages.success(request, _("%(page)s is no longer with %(name)s.") % said)
        return redirect("assessment-people", self.assessment.pk)
