from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from guardian.core import ObjectPermissionChecker

from accounts.choices import country_choices
from accounts.querysets import InvitationQuerySet, UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("Mails to this person are written in it."),
    )
    is_staff = models.BooleanField(
        _("administrator"),
        default=False,
        help_text=_("May open the administration of questionnaires, places and people."),
    )
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Clear it to close the account."))
    reminders = models.BooleanField(
        _("reminders by mail"),
        default=True,
        help_text=_("At most one mail a day, and only when something is due."),
    )
    digest = models.BooleanField(
        _("one mail a day"),
        default=False,
        help_text=_("Collects what happened since the day before, instead of a mail for each event."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        choices=country_choices,
        help_text=_("Whose people this person belongs to: nobody reviews their own country. Empty for IOM."),
    )
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("There is already an account with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def rights_on(self, obj: models.Model) -> frozenset[str]:
        """Full codenames (`app.codename`) that this person's roles give on `obj`; one statement."""
        if not self.is_active:
            return frozenset()
        codenames = ObjectPermissionChecker(self).get_user_perms(obj)
        return frozenset(f"{obj._meta.app_label}.{codename}" for codename in codenames)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights on an object come from roles alone: a superuser opens the administration, not an assessment."""
        return super().has_perm(perm) if obj is None else perm in self.rights_on(obj)


class Invitation(models.Model):
    """A link by mail with which an invited person chooses a password, once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name=_("person"))
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.user.email}, {self.invited_at:%Y-%m-%d} ({self.pk})"
