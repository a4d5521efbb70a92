"""What an answer says, in words of the reader's language."""

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import AnswerRevision, Citation
from instruments.choices import IndicatorKind
from instruments.models import Indicator
from ui.text import listed


def said_in_words(indicator: Indicator, revision: AnswerRevision) -> str:
    """The label of its option, or its value as people write it."""
    return str(revision.option.label) if revision.option else value_in_words(indicator, revision.value)


def value_in_words(indicator: Indicator, value: str) -> str:
    """A value as people write it; of several options, their labels."""
    if indicator.kind == IndicatorKind.MULTIPLE and indicator.scale:
        labels = {option.value: str(option.label) for option in indicator.scale.options.all()}
        return listed(labels.get(each, each) for each in value.split())
    return date_in_words(value) if indicator.kind == IndicatorKind.DATE else value


def date_in_words(value: str) -> str:
    """A draft may say what is no date: then it stays as it was written."""
    try:
        date = parse_date(value)
    except ValueError:
        date = None
    return date_format(date) if date else value


def citation_in_words(citation: Citation) -> str:
    """The source with the place in it, and what is quoted."""
    quote = _("“%s”") % citation.quote if citation.quote else ""
    told = f"{citation.source.get_kind_display()}: {citation.source}"
    return listed(part for part in (told, citation.locator, quote) if part)
