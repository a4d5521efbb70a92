from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from places.choices import Kind
from places.querysets import JurisdictionQuerySet


class Jurisdiction(models.Model):
    """A country, or a place with an authority of its own inside one."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    country = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("country"),
        limit_choices_to={"kind": Kind.COUNTRY},
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("The next larger place, such as a province; leave empty where it is the country."),
    )
    iso_code = models.CharField(_("ISO 3166 code"), max_length=6, blank=True)
    slug = models.SlugField(_("name in addresses"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    official_name = models.CharField(_("official name"), max_length=200)
    footnote = models.TextField(
        _("footnote"), blank=True, help_text=_("Printed wherever the name needs a reservation.")
    )

    objects = JurisdictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [
            models.UniqueConstraint(fields=["country", "slug"], name="jurisdiction_slug_unique_in_country"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(country=None), name="jurisdiction_country_slug_unique"
            ),
            models.UniqueConstraint(
                fields=["iso_code"], condition=~Q(iso_code=""), name="jurisdiction_iso_code_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind="country", country=None, parent=None)
                | (~Q(kind="country") & Q(country__isnull=False)),
                name="jurisdiction_country_unless_itself_one",
                violation_error_message=_("A country stands alone; every other place names its country."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.country.name}" if self.country else self.name

    @property
    def is_country(self) -> bool:
        return self.country_id is None

    @property
    def address(self) -> str:
        """The place as it stands in web addresses: `argentina/quilmes`, or `argentina` for the country."""
        return f"{self.country.slug}/{self.slug}" if self.country else self.slug
