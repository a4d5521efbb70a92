from assessments.views.access import AssessmentAccess, SectionAccess
from assessments.workflow import ASSESSMENT, SECTION
from workflows.views import StepPage


class AssessmentStep(AssessmentAccess, StepPage):
    template_name = "assessments/step.html"
    table = ASSESSMENT

    def load(self):
        self.subject = self.assessment
        self.find_step()


class SectionStep(SectionAccess, StepPage):
    template_name = "assessments/step.html"
    table = SECTION

    def load(self):
        super().load()
        self.subject = self.section
        self.find_step()
