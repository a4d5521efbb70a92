from django import template

from profiles.document import wording
from ui import languages, markdown

register = template.Library()
register.filter("own_name", languages.own_name)
register.filter("language_name", languages.language_name)
register.filter("markdown", markdown.to_html)
register.filter("direction", languages.direction)
register.filter("round_word", wording.round_in_words)


@register.filter
def at(found, key):
    """What a table has at this key; nothing where it has none, or where there is no table."""
    return found.get(key) if found else None
