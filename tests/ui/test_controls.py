import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import override

from ui.forms import DateInput

HOSTILE = """<b>"'&"""


class Sample(forms.Form):
    mark_optional = False

    text = forms.CharField(initial=HOSTILE, help_text="A hint.", max_length=9)
    area = forms.CharField(initial=f"\n{HOSTILE}", widget=forms.Textarea(attrs={"rows": 2, "title": HOSTILE}))
    empty = forms.CharField(required=False, widget=forms.Textarea)
    hidden = forms.IntegerField(initial=0, widget=forms.HiddenInput)
    date = forms.DateField(widget=DateInput)
    number = forms.IntegerField(initial=1234567, localize=True)
    yes = forms.BooleanField(initial=True, required=False)
    file = forms.FileField(required=False)
    listed = forms.ChoiceField(choices=[("a", HOSTILE), (HOSTILE, "B")], initial=HOSTILE)
    grouped = forms.ChoiceField(choices=[(HOSTILE, [("a", "A")]), ("b", "B"), ("", "None")], required=False)
    one = forms.ChoiceField(
        choices=[("a", HOSTILE), ("b", "B")], initial="b", required=False, widget=forms.RadioSelect
    )
    several = forms.MultipleChoiceField(
        choices=[(HOSTILE, [("a", "A")]), ("b", "B")],
        initial=["a"],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "short"}),
    )


PLAIN = ["text", "area", "empty", "hidden", "date", "number", "yes", "file", "listed", "grouped"]


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("data", [None, {"text": "", "area": HOSTILE, "number": HOSTILE}])
def test_plain_control_is_what_djangos_own_template_says(name, data):
    own, djangos = (Sample(data, renderer=renderer)[name] for renderer in (None, DjangoTemplates()))

    assert str(own).split() == str(djangos).split()


def test_radio_buttons_are_labels_in_one_group():
    assert str(Sample()["one"]) == (
        '<div id="id_one" class="radios">'
        '<label for="id_one_0"><input type="radio" name="one" value="a" id="id_one_0">'
        " <span>&lt;b&gt;&quot;&#x27;&amp;</span></label>"
        '<label for="id_one_1"><input type="radio" name="one" value="b" id="id_one_1" checked>'
        " <span>B</span></label></div>"
    )


def test_boxes_may_stand_in_named_groups():
    assert str(Sample()["several"]) == (
        '<div id="id_several" class="checkboxes short">'
        '<div role="group" aria-label="&lt;b&gt;&quot;&#x27;&amp;"><p class="group">&lt;b&gt;&quot;&#x27;&amp;</p>'
        '<label for="id_several_0_0"><input type="checkbox" name="several" value="a" class="short" id="id_several_0_0"'
        " checked> <span>A</span></label></div>"
        '<label for="id_several_1"><input type="checkbox" name="several" value="b" class="short" id="id_several_1">'
        " <span>B</span></label></div>"
    )


def test_field_has_its_label_its_hint_and_what_is_wrong():
    field = Sample({"text": ""})["text"].as_field_group()

    assert field == (
        '<div class="field text has-error"><label for="id_text">Text</label>\n'
        '<div class="hint" id="id_text_helptext">A hint.</div>\n'
        '<div class="field-error" id="id_text_error">'
        '<p><span class="visually-hidden">Error:</span> This field is required.</p></div>\n'
        '<input type="text" name="text" maxlength="9" required aria-invalid="true"'
        ' aria-describedby="id_text_helptext id_text_error" id="id_text"></div>'
    )


def test_error_may_quote_what_was_typed():
    class Quoting(forms.Form):
        choice = forms.ChoiceField(choices=[("a", "A")])

    assert "&lt;b&gt;" in Quoting({"choice": HOSTILE})["choice"].as_field_group()
    assert "<b>" not in Quoting({"choice": HOSTILE})["choice"].as_field_group()


def test_optional_field_says_so_in_the_language_of_the_page():
    class Letter(forms.Form):
        copy = forms.CharField(required=False)

    told = {}
    for language in ("en", "fr", "es"):
        with override(language):
            told[language] = str(Letter()["copy"].as_field_group())

    assert "(optional)" in told["en"]
    assert "(facultatif)" in told["fr"]
    assert "(opcional)" in told["es"]
