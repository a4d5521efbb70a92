from django.urls import path

from profiles.views import desk, public, steps, texts

country = "profiles/<slug:country>/<int:year>/"
place = "profiles/<slug:country>/<slug:place>/<int:year>/"
draft = "assessments/<int:pk>/profile/"

urlpatterns = [
    path("", public.Home.as_view(), name="home"),
    path("profiles/", public.ProfileList.as_view(), name="profile-list"),
    path(country, public.ProfilePublic.as_view(), name="profile-country"),
    path(country + "<slug:file>.pdf", public.ProfilePdf.as_view(), name="profile-country-pdf"),
    path(place, public.ProfilePublic.as_view(), name="profile-public"),
    path(place + "<slug:file>.pdf", public.ProfilePdf.as_view(), name="profile-pdf"),
    path(draft, desk.ProfileDesk.as_view(), name="profile-desk"),
    path(draft + "domains/<slug:domain>/", texts.ProfileDomain.as_view(), name="profile-domain"),
    path(draft + "texts/<slug:key>/<slug:language>/", texts.ProfileText.as_view(), name="profile-text"),
    path(draft + "preview/<slug:language>/", desk.ProfilePreview.as_view(), name="profile-preview"),
    path(draft + "consent/", steps.ProfileConsent.as_view(), name="profile-consent"),
    path(draft + "publish/", desk.ProfilePublish.as_view(), name="profile-publish"),
    path(draft + "do/<slug:step>/", steps.ProfileStep.as_view(), name="profile-step"),
    path("editions/<int:pk>/do/<slug:step>/", steps.EditionStep.as_view(), name="edition-step"),
    path("editions/<int:pk>/progress/", desk.EditionProgress.as_view(), name="edition-progress"),
]
