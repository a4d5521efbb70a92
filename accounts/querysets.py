from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserQuerySet(models.QuerySet[Any]):
    def with_email(self, email: str) -> Self:
        """The account of this address, whatever its letter case."""
        return self.filter(email__iexact=email.strip())

    def with_emails(self, emails: Iterable[str]) -> Self:
        """The accounts of these addresses, whatever their letter case."""
        wanted = {email.lower() for email in emails}
        return self.alias(address=Lower("email")).filter(address__in=wanted).order_by("pk")

    def reminded(self) -> Self:
        """Those who opened their account and didn't switch the reminders off."""
        unusable = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.filter(~unusable, is_active=True, reminders=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts by e-mail address; `createsuperuser` needs these two methods."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> Any:
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None, **fields: Any) -> Any:
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **fields)


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Not accepted yet, and younger than `INVITATION_MAX_AGE` seconds."""
        oldest = timezone.now() - timedelta(seconds=settings.INVITATION_MAX_AGE)
        return self.filter(accepted_at=None, invited_at__gte=oldest)

    def unmailed(self, before: Any) -> Self:
        """Still open, made before this moment, and never mailed: a broker or a mail server was away."""
        return self.open().filter(mailed_at=None, invited_at__lt=before)
