from django import forms
from django.forms.renderers import TemplatesSetting

from ui.controls import draw_control, draw_field


class Renderer(TemplatesSetting):
    """Forms in the site's markup.

    A form with `mark_optional = False` (filters, searches) does not mark its optional fields.
    """

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field"  # no file: `ui.controls` draws it

    def render(self, template_name, context, request=None):
        if template_name == self.field_template_name:
            return draw_field(context["field"])
        drawn = draw_control(template_name, context["widget"]) if "widget" in context else None
        return super().render(template_name, context, request) if drawn is None else drawn


class TimeInput(forms.TimeInput):
    """The browser's own time control; its value is always written hours and minutes."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%H:%M")


class DateInput(forms.DateInput):
    """The browser's own date control; its value is always written year, month, day."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")
