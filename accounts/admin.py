from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import workflow
from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Making a person here sends the invitation; nobody sets a password for someone else."""

    list_display = ["name", "email", "language", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    fieldsets = [
        (None, {"fields": ["name", "email", "language", "is_active"]}),
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

    def save_model(self, request, obj, form, change):
        if change:
            obj.save()
            return
        made = workflow.invite(email=obj.email, name=obj.name, language=obj.language, by=request.user)
        obj.pk, obj.email, obj.password, obj.joined_at = made.pk, made.email, made.password, made.joined_at
        obj._state.adding = False
        obj.save()
