from django.urls import path

from profiles.views import (
    arranging,
    catalogues,
    citations,
    comments,
    consent,
    desk,
    editions,
    files,
    findings,
    guests,
    languages,
    links,
    preview,
    proofs,
    published,
    publishing,
    standing,
    steps,
    texts,
    translating,
)

country = "profiles/<slug:country>/<int:year>/"
place = "profiles/<slug:country>/<slug:place>/<int:year>/"
edition = "editions/<slug:edition>/"
file = "<slug:file>.<slug:file_format>"
citation = "citation.<slug:style>"
draft = "assessments/<int:pk>/profile/"
domain = draft + "domains/<slug:domain>/"
finding = domain + "findings/<int:finding>/"
text = draft + "texts/<slug:key>/<slug:language>/"
translation = draft + "translation/<slug:language>/"
standing_text = "standing-texts/<slug:key>/<slug:language>/"
previewed = draft + "preview/<slug:language>/"
guest = "preview/<slug:token>/"

urlpatterns = [
    path(country, published.ProfilePublic.as_view(), name="profile-country"),
    path(country + citation, citations.ProfileCitation.as_view(), name="profile-country-citation"),
    path(country + file, files.ProfileFile.as_view(), name="profile-country-file"),
    path(country + edition, published.EditionPublic.as_view(), name="country-edition"),
    path(country + edition + citation, citations.EditionCitation.as_view(), name="country-edition-citation"),
    path(country + edition + file, files.EditionFileOwn.as_view(), name="country-edition-file"),
    path(place, published.ProfilePublic.as_view(), name="profile-public"),
    path(place + citation, citations.ProfileCitation.as_view(), name="profile-citation"),
    path(place + file, files.ProfileFile.as_view(), name="profile-file"),
    path(place + edition, published.EditionPublic.as_view(), name="edition-public"),
    path(place + edition + citation, citations.EditionCitation.as_view(), name="edition-citation"),
    path(place + edition + file, files.EditionFileOwn.as_view(), name="edition-file"),
    path(draft, desk.ProfileDesk.as_view(), name="profile-desk"),
    path(domain, findings.ProfileDomain.as_view(), name="profile-domain"),
    path(domain + "order/", findings.FindingOrder.as_view(), name="finding-order"),
    path(finding + "split/", arranging.FindingSplit.as_view(), name="finding-split"),
    path(finding + "merge/", arranging.FindingMerge.as_view(), name="finding-merge"),
    path(finding + "history/", arranging.FindingHistory.as_view(), name="finding-history"),
    path(
        finding + "restore/<int:number>/",
        arranging.FindingRestore.as_view(),
        name="finding-restore",
    ),
    path(text, texts.ProfileText.as_view(), name="profile-text"),
    path(text + "history/", texts.ProfileTextHistory.as_view(), name="profile-text-history"),
    path(draft + "translation/", languages.TranslationList.as_view(), name="translation-list"),
    path(translation, translating.TranslationDesk.as_view(), name="translation-desk"),
    path(translation + "review/", translating.TranslationReview.as_view(), name="translation-review"),
    path(translation + "names/", languages.TranslationNames.as_view(), name="translation-names"),
    path(translation + "remove/", languages.TranslationRemove.as_view(), name="translation-remove"),
    path(translation + "export/", catalogues.TranslationExport.as_view(), name="translation-export"),
    path(translation + "import/", catalogues.TranslationImport.as_view(), name="translation-import"),
    path(translation + "import/take/", catalogues.TranslationTake.as_view(), name="translation-take"),
    path("standing-texts/", standing.StandingTextList.as_view(), name="standing-text-list"),
    path(standing_text, standing.StandingTextEdit.as_view(), name="standing-text"),
    path(standing_text + "history/", standing.StandingTextHistory.as_view(), name="standing-text-history"),
    path(previewed, preview.ProfilePreview.as_view(), name="profile-preview"),
    path(previewed + "comment/", preview.ProfileComment.as_view(), name="profile-comment"),
    path(previewed + "proof/", proofs.ProfileProof.as_view(), name="profile-proof"),
    path(previewed + "draft.pdf", proofs.ProofFile.as_view(), name="profile-proof-file"),
    path(
        draft + "proofs/<int:proof>/progress/", proofs.ProofProgress.as_view(), name="profile-proof-progress"
    ),
    path(draft + "comments/", comments.ProfileComments.as_view(), name="profile-comments"),
    path(
        draft + "comments/<int:comment>/answer/", comments.CommentAnswerNew.as_view(), name="comment-answer"
    ),
    path(draft + "links/", links.PreviewLinks.as_view(), name="preview-links"),
    path(draft + "links/<int:link>/withdraw/", links.PreviewLinkRevoke.as_view(), name="preview-link-revoke"),
    path(guest, guests.GuestDoor.as_view(), name="guest-door"),
    path(guest + "<slug:language>/", guests.GuestPreview.as_view(), name="guest-preview"),
    path(guest + "<slug:language>/comment/", guests.GuestComment.as_view(), name="guest-comment"),
    path(guest + "<slug:language>/draft.pdf", guests.GuestProof.as_view(), name="guest-proof"),
    path(draft + "consent/", consent.ProfileConsent.as_view(), name="profile-consent"),
    path(draft + "consent/<int:consent>/letter/", consent.ConsentLetter.as_view(), name="consent-letter"),
    path(draft + "publish/", publishing.ProfilePublish.as_view(), name="profile-publish"),
    path(draft + "do/<slug:step>/", steps.ProfileStep.as_view(), name="profile-step"),
    path("editions/<int:pk>/do/<slug:step>/", steps.EditionStep.as_view(), name="edition-step"),
    path("editions/<int:pk>/progress/", editions.EditionProgress.as_view(), name="edition-progress"),
]
