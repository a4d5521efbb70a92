from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from places.models import Jurisdiction


@admin.register(Jurisdiction)
class JurisdictionAdmin(TranslationAdmin):
    list_display = ["name", "kind", "country", "iso_code"]
    list_filter = ["kind"]
    list_select_related = ["country"]
    search_fields = ["name_en", "name_fr", "name_es", "iso_code"]
    ordering = ["name_en", "pk"]
    prepopulated_fields = {"slug": ["name_en"]}
