from django.contrib import admin

from profiles.models import StandingText


@admin.register(StandingText)
class StandingTextAdmin(admin.ModelAdmin):
    """Texts that every later edition carries; what is published already stays as it is."""

    list_display = ["key", "language"]
    list_filter = ["key", "language"]
    search_fields = ["body"]
    ordering = ["key", "language", "pk"]
