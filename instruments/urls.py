from django.urls import path

from instruments.views import importing, library, steps

version = "questionnaires/<slug:slug>/<str:version>/"

urlpatterns = [
    path("questionnaires/", library.InstrumentList.as_view(), name="instrument-list"),
    path("questionnaires/import/", importing.InstrumentImport.as_view(), name="instrument-import"),
    path("questionnaires/import/load/", importing.InstrumentLoad.as_view(), name="instrument-load"),
    path(version, library.InstrumentDetail.as_view(), name="instrument-detail"),
    path(version + "workbook/", library.InstrumentWorkbook.as_view(), name="instrument-workbook"),
    path(version + "next/", steps.InstrumentVersion.as_view(), name="instrument-version"),
    path(version + "do/<slug:step>/", steps.InstrumentStep.as_view(), name="instrument-step"),
]
