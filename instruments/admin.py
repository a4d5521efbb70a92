from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from instruments.models import Indicator, Instrument


class FrozenAdmin(TranslationAdmin):
    """Questionnaires are loaded from files: here they can be read, by every administrator of them."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Instrument)
class InstrumentAdmin(FrozenAdmin):
    list_display = ["title", "slug", "version", "scope", "state"]
    ordering = ["slug", "-version", "pk"]


@admin.register(Indicator)
class IndicatorAdmin(FrozenAdmin):
    list_display = ["code", "question", "instrument"]
    list_filter = ["instrument"]
    list_select_related = ["instrument"]
    search_fields = ["code", "question_en", "question_fr", "question_es"]
    ordering = ["instrument", "code", "pk"]
