from django.urls import path

from assessments.views import answering, checking, review, setup, steps, work

section = "assessments/<int:pk>/<slug:domain>/"
question = section + "<int:number>/<str:code>/"

urlpatterns = [
    path("work/", work.MyWork.as_view(), name="my-work"),
    path("assessments/new/", setup.AssessmentNew.as_view(), name="assessment-new"),
    path("assessments/<int:pk>/", work.AssessmentDetail.as_view(), name="assessment-detail"),
    path("assessments/<int:pk>/people/", setup.AssessmentPeople.as_view(), name="assessment-people"),
    path("assessments/<int:pk>/people/<int:role>/remove/", setup.RoleRemove.as_view(), name="role-remove"),
    path("assessments/<int:pk>/dates/", setup.AssessmentDates.as_view(), name="assessment-dates"),
    path("assessments/<int:pk>/sources/", answering.SourceList.as_view(), name="source-list"),
    path("assessments/<int:pk>/sources/new/", answering.SourceNew.as_view(), name="source-new"),
    path("assessments/<int:pk>/do/<slug:step>/", steps.AssessmentStep.as_view(), name="assessment-step"),
    path(section + "<int:number>/", answering.PartAnswer.as_view(), name="part-answer"),
    path("answers/<int:answer>/", answering.AnswerSave.as_view(), name="answer-save"),
    path(question + "settle/", answering.AnswerSettle.as_view(), name="answer-settle"),
    path(question + "start/<int:earlier>/", answering.AnswerStart.as_view(), name="answer-start"),
    path(section + "check/", checking.SectionCheck.as_view(), name="section-check"),
    path(section + "review/", review.SectionReview.as_view(), name="section-review"),
    path(section + "do/<slug:step>/", steps.SectionStep.as_view(), name="section-step"),
]
