from django.contrib import admin

from audit.models import Entry
from audit.workflow import SITE


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """The log of the site, to be read. Those of assessments are read by their coordinators."""

    list_display = ["number", "at", "kind", "actor_name", "subject"]
    list_filter = ["kind"]
    search_fields = ["actor_name", "subject"]
    ordering = ["-number"]
    show_full_result_count = False
    fields = ["number", "at", "kind", "actor_name", "subject", "detail", "digest"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(chain__matter=SITE)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
