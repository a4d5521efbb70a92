from django import template
from django.utils.translation import gettext as _

from assessments.report.words import said_in_words, value_in_words

register = template.Library()


@register.filter
def of(rows, key):
    """What a dictionary has under this key; nothing where it has none."""
    return rows.get(key, ())


@register.filter
def said(answer):
    """What an answer says, in words: the label of its option, or its value as people write it."""
    return said_in_words(answer.indicator, answer.current)


@register.filter
def in_words(answer, value):
    """A value of this answer as people write it."""
    return value_in_words(answer.indicator, value)


@register.filter
def words_of(answer, revision):
    """What a revision of this answer says, in words."""
    return said_in_words(answer.indicator, revision)


@register.filter
def option_of(answer, pk):
    """The option with this key on the answer's scale."""
    scale = answer.indicator.scale
    return next((option for option in scale.options.all() if option.pk == pk), None) if scale else None


@register.filter
def deciding_options(indicator):
    """The keys of the options that ask this question, for the page's script."""
    return " ".join(str(option.pk) for option in indicator.shown_by.all())


@register.filter
def asked_in_words(indicator, forms):
    """When a question is asked: “Answer this when L2.1.1 is “Yes” or “Partially”.”"""
    code = next(
        (f.answer.indicator.code for f in forms or () if f.answer.indicator_id == indicator.depends_on_id), ""
    )
    options = [_("“%s”") % option.label for option in indicator.shown_by.all()]
    words = _(" or ").join(options)
    if not code:
        return _("Asked when the question it depends on is answered with %s.") % words
    return _("Asked when %(code)s is answered with %(options)s.") % {"code": code, "options": words}
