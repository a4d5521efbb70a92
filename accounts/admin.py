from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import workflow
from accounts.models import User
from audit.workflow import SITE, hold


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Making a person here sends the invitation; nobody sets a password for someone else."""

    list_display = ["name", "email", "language", "country", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", ("country", admin.AllValuesFieldListFilter)]
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    fieldsets = [
        (None, {"fields": ["name", "email", "language", "country", "is_active"]}),
        (_("Administration"), {"fields": ["is_staff", "is_superuser", "user_permissions"]}),
    ]
    filter_horizontal = ["user_permissions"]

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes administrators and gives their permissions."""
        return [] if request.user.is_superuser else ["is_staff", "is_superuser", "user_permissions"]

    def has_change_permission(self, request, obj=None):
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_delete_permission(request, obj)

    def log_addition(self, request, obj, message):
        workflow.record_administration("made", user=obj, by=request.user)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        workflow.record_administration("changed", user=obj, by=request.user)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            workflow.record_administration("deleted", user=obj, by=request.user)
        return super().log_deletions(request, queryset)

    def save_model(self, request, obj, form, change):
        hold(SITE)
        if change:
            obj.save()
            return
        made = workflow.invite(email=obj.email, name=obj.name, language=obj.language, by=request.user)
        obj.pk, obj.email, obj.password, obj.joined_at = made.pk, made.email, made.password, made.joined_at
        obj._state.adding = False
        obj.save()
