from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def options_in_order(indicator):
    """The options of its scale; they must be prefetched."""
    return sorted(indicator.scale.options.all(), key=lambda option: option.position)


@register.filter
def by_code(rows):
    """Indicators or tags in the order of their codes."""
    return sorted(rows.all(), key=str)


@register.filter
def deciding_answers(indicator):
    """The answers to the question before with which this one is asked, in words: “Yes” or “Partially”."""
    options = sorted(indicator.shown_by.all(), key=lambda option: option.position)
    return _(" or ").join(_("“{label}”").format(label=option.label) for option in options)
