from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Max, Value, When

from profiles.choices import PageKey, StandingKey


class StandingTextQuerySet(models.QuerySet[Any]):
    def printed(self, language: str) -> Self:
        """What an edition in this language carries; the texts of the site’s pages are none of it."""
        return self.filter(language=language, key__in=StandingKey.values).exclude(body="").order_by("key")

    def for_page(self, key: PageKey, language: str) -> Any:
        """The text of a page in this language, else in the first language of the site that has it, else in any.

        None where nobody has written it. `changed_at` is the moment it was saved.
        """
        wanted = dict.fromkeys([language, *(code for code, _name in settings.LANGUAGES)])
        order = Case(
            *(When(language=code, then=Value(place)) for place, code in enumerate(wanted)),
            default=Value(len(wanted)),
        )
        texts = self.filter(key=key).exclude(body="").annotate(changed_at=Max("revisions__at"))
        return texts.order_by(order, "language").first()
