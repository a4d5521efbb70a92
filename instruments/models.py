from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from instruments.choices import (
    CHOSEN,
    EvidenceRule,
    IndicatorKind,
    InstrumentState,
    Outcome,
    Relation,
    Scope,
    TagFramework,
)
from instruments.querysets import (
    DomainQuerySet,
    IndicatorQuerySet,
    InstrumentQuerySet,
    ScaleQuerySet,
    TagQuerySet,
)
from workflows.models import TransitionEvent

colour_validator = RegexValidator(r"^#[0-9a-f]{6}$", _("Write a colour as # and six hexadecimal digits."))


class Instrument(models.Model):
    """One version of a questionnaire for one scope; frozen once published."""

    slug = models.SlugField(_("short name"), max_length=60)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    provenance = models.TextField(_("provenance"), help_text=_("Where the wording comes from."))
    state = models.CharField(
        _("state"), max_length=20, choices=InstrumentState, default=InstrumentState.DRAFT, editable=False
    )
    digest = models.CharField(_("digest of the file"), max_length=64, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
        verbose_name=_("version before"),
    )

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="instrument_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.slug} {self.version})"

    def get_absolute_url(self) -> str:
        return reverse("instrument-detail", args=[self.slug, self.version])

    @property
    def editable(self) -> bool:
        """Until it is published, when it never changes any more."""
        return self.state == InstrumentState.DRAFT


class InstrumentEvent(TransitionEvent):
    subject = models.ForeignKey(Instrument, models.CASCADE, related_name="events")


class Domain(models.Model):
    """One part of a questionnaire. Its slug is the same in every questionnaire that has the domain."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="domains")
    number = models.PositiveSmallIntegerField(_("number"))
    slug = models.SlugField(_("name in addresses"), max_length=60)
    colour = models.CharField(_("colour on paper"), max_length=7, validators=[colour_validator])
    colour_dark = models.CharField(_("colour on a dark screen"), max_length=7, validators=[colour_validator])
    short_name = models.CharField(_("short name"), max_length=80)
    long_name = models.CharField(_("long name"), max_length=200)
    description = models.TextField(_("description"))

    objects = DomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="domain_number_unique"),
            models.UniqueConstraint(fields=["instrument", "slug"], name="domain_slug_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.short_name} ({self.pk})"


class Subcategory(models.Model):
    """A group of indicators inside a domain: one page of the questionnaire."""

    domain = models.ForeignKey(Domain, models.CASCADE, related_name="subcategories")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        verbose_name = _("subcategory")
        verbose_name_plural = _("subcategories")
        constraints = [models.UniqueConstraint(fields=["domain", "number"], name="subcategory_number_unique")]

    def __str__(self) -> str:
        return f"{self.number} {self.title} ({self.pk})"


class Scale(models.Model):
    """A set of allowed answers."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="scales")
    key = models.SlugField(_("key"), max_length=40)

    objects = ScaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")
        constraints = [models.UniqueConstraint(fields=["instrument", "key"], name="scale_key_unique")]

    def __str__(self) -> str:
        return f"{self.key} ({self.pk})"


class Option(models.Model):
    """One allowed answer, with what it asks for and what it may become."""

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(_("position"))
    value = models.SlugField(_("value"), max_length=40)
    label = models.CharField(_("label"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    needs_statement = models.BooleanField(_("needs a statement"))
    needs_source = models.BooleanField(_("needs a source"))
    exclusive = models.BooleanField(
        _("chosen alone"),
        default=False,
        help_text=_("Where several options may be chosen, this one excludes all others."),
    )

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(fields=["scale", "value"], name="option_value_unique"),
            models.UniqueConstraint(fields=["scale", "position"], name="option_position_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.pk})"


class Tag(models.Model):
    """An objective or a target of another framework that indicators speak to."""

    framework = models.CharField(_("framework"), max_length=10, choices=TagFramework)
    code = models.CharField(_("code"), max_length=10)
    title = models.CharField(_("title"), max_length=200)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="tag_unique")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """As files write it: `gcm-15`, `sdg-3.8`."""
        return f"{self.framework}-{self.code}"


class Indicator(models.Model):
    """One question with a stable code.

    With `depends_on` it is asked only where that indicator is answered with one of the options `shown_by`.
    `relation` and `predecessors` say how it came from the version before.
    """

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="indicators")
    subcategory = models.ForeignKey(Subcategory, models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind, default=IndicatorKind.CHOICE)
    scale = models.ForeignKey(Scale, models.RESTRICT, null=True, related_name="indicators")
    required = models.BooleanField(_("required"), default=True)
    evidence = models.CharField(
        _("evidence"), max_length=10, choices=EvidenceRule, default=EvidenceRule.BY_OPTION
    )
    depends_on = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="dependents",
        verbose_name=_("asked depending on"),
    )
    shown_by = models.ManyToManyField(Option, blank=True, related_name="shows", verbose_name=_("asked when"))
    relation = models.CharField(_("relation"), max_length=10, choices=Relation, default=Relation.NEW)
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="successors", verbose_name=_("indicators before")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="indicators", verbose_name=_("tags"))
    question = models.TextField(_("question"))
    guidance = models.TextField(_("guidance"))

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "code"], name="indicator_code_unique"),
            models.UniqueConstraint(fields=["subcategory", "position"], name="indicator_position_unique"),
            models.CheckConstraint(
                condition=~Q(kind__in=[str(kind) for kind in CHOSEN]) | Q(scale__isnull=False),
                name="indicator_choice_has_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.pk})"
