from modeltranslation.translator import TranslationOptions, register

from places.models import Jurisdiction


@register(Jurisdiction)
class JurisdictionTranslation(TranslationOptions):
    fields = ("name", "official_name", "footnote")
    required_languages = ("en",)
