from django.urls import path

from assessments.views import (
    answering,
    checking,
    citing,
    clock,
    packs,
    people,
    review,
    setup,
    sources,
    steps,
    work,
)

handover = "assessments/<int:pk>/hand-over/<int:handover>/"
section = "assessments/<int:pk>/<slug:domain>/"
question = section + "<int:number>/<str:code>/"
library = "assessments/<int:pk>/sources/"
file = "assessments/<int:pk>/files/<int:file>/"

urlpatterns = [
    path("work/", work.MyWork.as_view(), name="my-work"),
    path("assessments/new/", setup.AssessmentNew.as_view(), name="assessment-new"),
    path("assessments/<int:pk>/", work.AssessmentDetail.as_view(), name="assessment-detail"),
    path("assessments/<int:pk>/people/", people.AssessmentPeople.as_view(), name="assessment-people"),
    path("assessments/<int:pk>/people/<int:role>/remove/", people.RoleRemove.as_view(), name="role-remove"),
    path("assessments/<int:pk>/people/<int:role>/hand-on/", people.RoleHandOn.as_view(), name="role-hand-on"),
    path("assessments/<int:pk>/hand-over/", people.HandOver.as_view(), name="hand-over"),
    path("assessments/<int:pk>/hand-over/more/<int:role>/", people.HandOver.as_view(), name="hand-over-more"),
    path(handover, people.HandoverDetail.as_view(), name="handover-detail"),
    path(handover + "take-back/", people.HandoverTakeBack.as_view(), name="handover-take-back"),
    path(handover + "do/<slug:step>/", people.HandoverStep.as_view(), name="handover-step"),
    path("assessments/<int:pk>/dates/", clock.AssessmentDates.as_view(), name="assessment-dates"),
    path(library, sources.SourceList.as_view(), name="source-list"),
    path(library + "new/", sources.SourceNew.as_view(), name="source-new"),
    path(library + "<int:source>/", sources.SourceDetail.as_view(), name="source-detail"),
    path(library + "<int:source>/edit/", sources.SourceEdit.as_view(), name="source-edit"),
    path(file, sources.EvidenceFileShow.as_view(), name="evidence-file"),
    path(file + "remove/", sources.EvidenceFileRemove.as_view(), name="evidence-file-remove"),
    path("assessments/<int:pk>/do/<slug:step>/", steps.AssessmentStep.as_view(), name="assessment-step"),
    path(section + "<int:number>/", answering.PartAnswer.as_view(), name="part-answer"),
    path("answers/<int:answer>/", answering.AnswerSave.as_view(), name="answer-save"),
    path(question + "cite/", citing.CitationNew.as_view(), name="citation-new"),
    path(question + "settle/", answering.AnswerSettle.as_view(), name="answer-settle"),
    path(question + "start/<int:earlier>/", answering.AnswerStart.as_view(), name="answer-start"),
    path(section + "check/", checking.SectionCheck.as_view(), name="section-check"),
    path(section + "packs/", packs.SectionPacks.as_view(), name="section-packs"),
    path(section + "packs/new/", packs.PackNew.as_view(), name="pack-new"),
    path(
        section + "packs/<int:pack>/returns/<int:returned>/",
        packs.PackReturnPage.as_view(),
        name="pack-return",
    ),
    path(section + "pass/", clock.SectionPass.as_view(), name="section-pass"),
    path(section + "review/", review.SectionReview.as_view(), name="section-review"),
    path(section + "do/<slug:step>/", steps.SectionStep.as_view(), name="section-step"),
]
