from django import template
from django.utils.translation import gettext, gettext_lazy

from ui import languages

register = template.Library()
register.filter("own_name", languages.own_name)
register.filter("language_name", languages.language_name)
register.filter("direction", languages.direction)

ROUNDS = (
    gettext_lazy("first round"),
    gettext_lazy("second round"),
    gettext_lazy("third round"),
    gettext_lazy("fourth round"),
    gettext_lazy("fifth round"),
)


@register.filter
def round_word(number):
    """`first round`; where words get long, `round 6`."""
    return ROUNDS[number - 1] if number <= len(ROUNDS) else gettext("round %d") % number
