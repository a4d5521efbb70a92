from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from ui.diff import word_diff

register = template.Library()


@register.simple_tag
def differences(before, after):
    """{% differences old new as changed %}: `changed.before` with what was taken out, `changed.after` with what was
    put in, both marked up with the line breaks of the texts."""
    pieces = list(word_diff(before or "", after or ""))
    return {
        "before": _marked("del", ((piece.before, piece.same) for piece in pieces)),
        "after": _marked("ins", ((piece.after, piece.same) for piece in pieces)),
    }


def _marked(tag, runs):
    return mark_safe("".join(_run(tag, text, same) for text, same in runs if text))  # noqa: S308  each is escaped


def _run(tag, text, same):
    """The mark ends with the last word, so that it doesn't run on over the blanks behind it."""
    words = text.rstrip()
    blanks = _breaks(text[len(words) :])
    if same or not words:
        return _breaks(words) + blanks
    return format_html("<{0}>{1}</{0}>{2}", mark_safe(tag), _breaks(words), blanks)  # noqa: S308  ours


def _breaks(text):
    return mark_safe(conditional_escape(text).replace("\n", "<br>"))  # noqa: S308  escaped just now
