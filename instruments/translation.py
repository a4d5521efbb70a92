from modeltranslation.translator import TranslationOptions, register

from instruments.models import Domain, Indicator, Instrument, Option, Subcategory, Tag


@register(Instrument)
class InstrumentTranslation(TranslationOptions):
    fields = ("title", "provenance")


@register(Domain)
class DomainTranslation(TranslationOptions):
    fields = ("short_name", "long_name", "description")


@register(Subcategory)
class SubcategoryTranslation(TranslationOptions):
    fields = ("title",)


@register(Option)
class OptionTranslation(TranslationOptions):
    fields = ("label",)


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("question", "guidance")


@register(Tag)
class TagTranslation(TranslationOptions):
    fields = ("title",)
