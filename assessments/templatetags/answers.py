from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from instruments.choices import IndicatorKind

register = template.Library()


@register.filter
def of(rows, key):
    """What a dictionary has under this key; nothing where it has none."""
    return rows.get(key, ())


@register.filter
def said(answer):
    """What an answer says, in words: the label of its option, or its value as people write it."""
    revision = answer.current
    return revision.option.label if revision.option else in_words(answer, revision.value)


@register.filter
def in_words(answer, value):
    """A value of this answer as people write it."""
    kind = answer.indicator.kind
    if kind == IndicatorKind.MULTIPLE:
        labels = {option.value: option.label for option in answer.indicator.scale.options.all()}
        return ", ".join(labels.get(each, each) for each in value.split())
    return date_in_words(value) if kind == IndicatorKind.DATE else value


def date_in_words(value):
    """A draft may say what is no date: then it stays as it was written."""
    try:
        date = parse_date(value)
    except ValueError:
        date = None
    return date_format(date) if date else value


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
