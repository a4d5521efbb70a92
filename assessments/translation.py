from modeltranslation.translator import TranslationOptions, register

from assessments.models import StandardRemark


@register(StandardRemark)
class StandardRemarkTranslation(TranslationOptions):
    fields = ("title", "body")
