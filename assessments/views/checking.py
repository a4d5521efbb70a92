from django.views.generic import TemplateView

from assessments import report
from assessments.choices import ANSWERABLE
from assessments.models import Answer
from assessments.permissions import Right, writes
from assessments.views.access import SectionAccess, with_reader
from assessments.workflow import SECTION, may_make_packs
from workflows.engine import available, problems


class SectionCheck(SectionAccess, TemplateView):
    """All answers of a domain on one page, what is missing, and the steps that the reader may take."""

    template_name = "assessments/section_check.html"

    def get_context_data(self, **kwargs):
        shown = (
            Answer.objects.filter(part__in=self.parts).for_reading().shown_to(self.request.user, self.held)
        )
        answers = report.attach_threads(
            shown, assessment=self.assessment, user=self.request.user, held=self.held
        )
        remarks = report.remarks_on(answers)
        events = list(self.section.events.select_related("by").order_by("-at", "-pk"))
        editable = writes(self.held) and self.section.state in ANSWERABLE and self.assessment.answerable
        steps = available(SECTION, self.section, self.held)
        submit = next((step for step in steps if step.name == "submit"), None)
        return super().get_context_data(
            groups=[
                (part, [answer for answer in answers if answer.part_id == part.pk]) for part in self.parts
            ],
            remarks=remarks,
            returned=report.returned(self.section, answers, remarks, events),
            with_reader=[part for part in self.parts if editable and with_reader(part)],
            steps=steps,
            missing=problems(submit, self.section, self.request.user) if submit else [],
            may_review=Right.REVIEW in self.held,
            may_make_packs=may_make_packs(self.held),
            editable=editable,
            events=events,
            **kwargs,
        )
