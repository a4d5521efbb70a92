from django.urls import path

from assessments.views import (
    answering,
    checking,
    citing,
    clock,
    consistency,
    disclosing,
    history,
    log,
    packs,
    people,
    people_import,
    queries,
    queues,
    remarks,
    replying,
    review,
    setup,
    sources,
    steps,
    work,
)

handover = "assessments/<int:pk>/hand-over/<int:handover>/"
people_list = "assessments/<int:pk>/people/import/"
section = "assessments/<int:pk>/<slug:domain>/"
question = section + "<int:number>/<str:code>/"
library = "assessments/<int:pk>/sources/"
compared = "consistency/<slug:slug>/<str:version>/<str:code>/"
remark = "remarks/<int:remark>/"
query = "assessments/<int:pk>/queries/<int:query>/"
file = "assessments/<int:pk>/files/<int:file>/"

urlpatterns = [
    path("work/", work.MyWork.as_view(), name="my-work"),
    path("review/", queues.ReviewQueue.as_view(), name="review-queue"),
    path("oversight/", queues.Oversight.as_view(), name="oversight"),
    path("assessments/new/", setup.AssessmentNew.as_view(), name="assessment-new"),
    path("assessments/<int:pk>/", work.AssessmentDetail.as_view(), name="assessment-detail"),
    path("assessments/<int:pk>/people/", people.AssessmentPeople.as_view(), name="assessment-people"),
    path(people_list, people_import.PeopleImport.as_view(), name="people-import"),
    path(people_list + "take/", people_import.PeopleImportConfirm.as_view(), name="people-import-take"),
    path(people_list + "template/", people_import.PeopleTemplate.as_view(), name="people-template"),
    path("assessments/<int:pk>/people/<int:role>/invite/", people.RoleInvite.as_view(), name="role-invite"),
    path("assessments/<int:pk>/people/<int:role>/remove/", people.RoleRemove.as_view(), name="role-remove"),
    path("assessments/<int:pk>/people/<int:role>/hand-on/", people.RoleHandOn.as_view(), name="role-hand-on"),
    path("assessments/<int:pk>/hand-over/", people.HandOver.as_view(), name="hand-over"),
    path("assessments/<int:pk>/hand-over/more/<int:role>/", people.HandOver.as_view(), name="hand-over-more"),
    path(handover, people.HandoverDetail.as_view(), name="handover-detail"),
    path(handover + "take-back/", people.HandoverTakeBack.as_view(), name="handover-take-back"),
    path(handover + "do/<slug:step>/", people.HandoverStep.as_view(), name="handover-step"),
    path("assessments/<int:pk>/log/", log.AssessmentLog.as_view(), name="assessment-log"),
    path("assessments/<int:pk>/log.csv", log.AssessmentLogFile.as_view(), name="assessment-log-file"),
    path("assessments/<int:pk>/dates/", clock.AssessmentDates.as_view(), name="assessment-dates"),
    path(library, sources.SourceList.as_view(), name="source-list"),
    path(library + "new/", sources.SourceNew.as_view(), name="source-new"),
    path(library + "<int:source>/", sources.SourceDetail.as_view(), name="source-detail"),
    path(library + "<int:source>/edit/", sources.SourceEdit.as_view(), name="source-edit"),
    path(
        library + "<int:source>/disclosure/", disclosing.SourceDisclosure.as_view(), name="source-disclosure"
    ),
    path(file, sources.EvidenceFileShow.as_view(), name="evidence-file"),
    path(file + "remove/", sources.EvidenceFileRemove.as_view(), name="evidence-file-remove"),
    path("assessments/<int:pk>/queries/", queries.QueryList.as_view(), name="query-list"),
    path(query, queries.QueryDetail.as_view(), name="query-detail"),
    path(query + "assign/", queries.QueryAssign.as_view(), name="query-assign"),
    path(query + "read/", queries.QueryRead.as_view(), name="query-read"),
    path(query + "do/<slug:step>/", queries.QueryStep.as_view(), name="query-step"),
    path("assessments/<int:pk>/do/<slug:step>/", steps.AssessmentStep.as_view(), name="assessment-step"),
    path(section + "<int:number>/", answering.PartAnswer.as_view(), name="part-answer"),
    path("answers/<int:answer>/", answering.AnswerSave.as_view(), name="answer-save"),
    path(question + "cite/", citing.CitationNew.as_view(), name="citation-new"),
    path(question + "settle/", answering.AnswerSettle.as_view(), name="answer-settle"),
    path(question + "start/<int:earlier>/", answering.AnswerStart.as_view(), name="answer-start"),
    path(question + "history/", history.AnswerHistory.as_view(), name="answer-history"),
    path(
        question + "history/<int:revision>/restore/", history.AnswerRestore.as_view(), name="answer-restore"
    ),
    path(question + "queries/new/", queries.QueryNew.as_view(), name="query-new"),
    path(question + "disclosure/", disclosing.AnswerDisclosure.as_view(), name="answer-disclosure"),
    path(section + "disclosure/", disclosing.SectionDisclosure.as_view(), name="section-disclosure"),
    path(question + "reply/<int:verdict>/", replying.ReplyNew.as_view(), name="reply-new"),
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
    path(section + "review/accept-rest/", review.AcceptRest.as_view(), name="accept-rest"),
    path(section + "do/<slug:step>/", steps.SectionStep.as_view(), name="section-step"),
    path("consistency/", consistency.ConsistencyList.as_view(), name="consistency-list"),
    path(compared, consistency.ConsistencyDetail.as_view(), name="consistency-detail"),
    path(compared + "alike/", consistency.ConsistencyAlike.as_view(), name="consistency-alike"),
    path("remarks/", remarks.RemarkList.as_view(), name="remark-list"),
    path("remarks/new/", remarks.RemarkNew.as_view(), name="remark-new"),
    path(remark + "edit/", remarks.RemarkEdit.as_view(), name="remark-edit"),
    path(remark + "retire/", remarks.RemarkRetire.as_view(), name="remark-retire"),
    path(remark + "offer/", remarks.RemarkOffer.as_view(), name="remark-offer"),
]
