"""No template says anything that isn’t marked for translation, in any branch: pages, mails, PDF."""

import re

import pytest
from django.template import engines
from django.template.base import TextNode
from django.template.loader_tags import ExtendsNode
from django.templatetags.i18n import BlockTranslateNode

from tests.architecture.test_sizes import ROOT
from tests.marking import ADDRESS, NAMES

FOR_MACHINES = {"portal/robots.txt"}
TEMPLATES = sorted(
    name
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in {".html", ".txt"}
    and (name := path.relative_to(ROOT / "templates").as_posix()) not in FOR_MACHINES
)
NOT_SAID = re.compile(r"<!--.*?-->|<(style|script|code|pre)\b[^>]*>.*?</\1>|<[^>]*>|&\w+;", re.DOTALL)
SAID_IN = re.compile(
    r"""\b(?:alt|title|aria-label|placeholder|aria-description)\s*=\s*(["'])(.*?)\1""", re.DOTALL
)
WORD = re.compile(r"[^\W\d_]{2,}")
NAME = re.compile(rf"\b(?:{'|'.join(map(re.escape, NAMES))})\b")
ALIKE_EVERYWHERE = {"PDF", "JSON", "CSV", "SHA", "https"}


def nodes_of(node):
    """All nodes inside, but for texts that are marked."""
    if isinstance(node, BlockTranslateNode):
        return
    yield node
    for name in dict.fromkeys((*node.child_nodelists, "nodelist")):
        for child in getattr(node, name, None) or ():
            yield from nodes_of(child)


def written_in(source):
    """What the template itself writes, with a 0 for whatever a variable or tag does; without what is marked."""
    template = engines["django"].from_string(source).template
    texts = []
    for top in template.nodelist:
        for node in nodes_of(top):
            if isinstance(node, TextNode):
                texts.append(node.s)
            elif not isinstance(node, ExtendsNode):
                texts.append("0")  # what a variable or tag writes
    return "".join(texts)


def unmarked(source):
    """The words of a template’s own that readers would see or hear; what stands between two tags is one text."""
    whole = written_in(source)
    said = [NOT_SAID.sub(" ", whole), *(found[1] for found in SAID_IN.findall(whole))]
    words = [word for text in said for word in WORD.findall(NAME.sub(" ", ADDRESS.sub(" ", text)))]
    return sorted({word for word in words if word not in ALIKE_EVERYWHERE})


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_no_words_of_its_own(name):
    assert unmarked((ROOT / "templates" / name).read_text(encoding="utf-8")) == []


def commas_in(source):
    return NOT_SAID.sub("", written_in(source)).count(",")


WITH_COMMAS = {
    "profiles/_facts.html": 1,  # in the words of the edition, whatever the language of the page
    "profiles/pdf/_findings.html": 1,  # between the raised numbers of sources
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_items_are_set_apart_as_the_language_of_the_page_does(name):
    source = (ROOT / "templates" / name).read_text(encoding="utf-8")
    assert commas_in(source) == WITH_COMMAS.get(name, 0)


def test_planted_comma_is_found():
    assert commas_in('{% load ui %}<a title="1, 2">{{ it }}</a>, {{ it }}{% comma %}{{ it }}') == 1


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Planted</p>",
        "{% if user %}{% else %}<b>Planted</b>{% endif %}",
        "<b>GET</b> <code>api</code> Planted <pre><code>def</code></pre> table.csv, Data Package",
        "{% for each in rows %}{% empty %}Planted{% endfor %}",
        '<img alt="Planted" src="">',
        '<a href="{% url \'home\' %}" title="{% if user %}Planted{% endif %}">1</a>',
        '{% extends "base.html" %}{% block content %}<p lang="en">Planted</p>{% endblock %}',
    ],
)
def test_planted_text_is_found(planted):
    assert unmarked(planted) == ["Planted"]


def test_marked_text_is_none_of_them():
    assert (
        unmarked(
            '{% load i18n %}<p title="{% translate "Marked" %}">{% blocktranslate %}So {{ it }}{% endblocktranslate %}'
        )
        == []
    )
