"""The markup of form fields: label, hint, error and control, the controls as `django/forms/widgets/*.html` have them.

It isn't in templates for the sake of speed: a page of fifteen questions has forty-five fields and twice as many
controls, and a template for each took most of the page's time.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.forms import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

Widget = dict[str, Any]


def draw_field(field: BoundField) -> SafeString:
    """A field with its label, its hint and what is wrong with it."""
    classes = (
        f"field {field.widget_type}{' has-error' if field.errors else ''} {field.css_classes()}".rstrip()
    )
    return mark_safe(f'<div class="{conditional_escape(classes)}">{_inside(field)}</div>')  # noqa: S308


def draw_hint_and_error(field: BoundField) -> SafeString:
    key = conditional_escape(field.auto_id)
    drawn = f'<div class="hint" id="{key}_helptext">{field.help_text}</div>\n' if field.help_text else ""
    if field.errors:
        word = conditional_escape(gettext("Error:"))
        said = "".join(
            f'<p><span class="visually-hidden">{word}</span> {conditional_escape(str(error))}</p>'
            for error in field.errors
        )
        drawn += f'<div class="field-error" id="{key}_error">{said}</div>\n'
    return mark_safe(drawn)  # noqa: S308  hints are the project's own words and may have markup


def _inside(field: BoundField) -> str:
    beside = draw_hint_and_error(field)
    if field.widget_type == "checkbox":
        label = f"{field} <span>{conditional_escape(field.label)}</span>"
        return f'{beside}<div class="checkboxes"><label for="{field.id_for_label}">{label}</label></div>'
    label = _label(field)
    if not field.use_fieldset:
        label = f'<label for="{field.id_for_label}">{label}</label>\n' if label else ""
        return f"{label}{beside}{field}"
    described = f' aria-describedby="{field.aria_describedby}"' if field.aria_describedby else ""
    legend = f"<legend>{label}</legend>\n" if label else ""
    return f"<fieldset{described}>{legend}{beside}{field}</fieldset>"


def _label(field: BoundField) -> str:
    label: str = conditional_escape(field.label)
    if label and not field.field.required and getattr(field.form, "mark_optional", True):
        optional = gettext("(optional)")  # no call inside the braces of an f-string: it isn't collected there
        label += f' <span class="optional">{conditional_escape(optional)}</span>'
    return label


def draw_control(template_name: str, widget: Widget) -> SafeString | None:
    """What the template of this name would say; None where the control isn't one of those drawn here."""
    drawn = CONTROLS.get(template_name)
    return mark_safe(drawn(widget)) if drawn else None  # noqa: S308  each value was escaped


def _attributes(attributes: dict[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{_attributes(widget["attrs"])}>'


def _text_area(widget: Widget) -> str:
    text, name = conditional_escape(widget["value"] or ""), conditional_escape(widget["name"])
    return f'<textarea name="{name}"{_attributes(widget["attrs"])}>\n{text}</textarea>'


def _choices(widget: Widget, kind: str) -> str:
    attributes = widget["attrs"]
    own = f' id="{attributes["id"]}"' if attributes.get("id") else ""
    classes = " ".join([kind, *str(attributes.get("class", "")).split()])
    return f'<div{own} class="{conditional_escape(classes)}">{"".join(_groups(widget["optgroups"]))}</div>'


def _groups(groups: list[tuple[Any, list[Widget], int]]) -> Iterator[str]:
    for name, options, _index in groups:
        row = "".join(map(_option, options))
        if name:
            title = conditional_escape(name)
            row = f'<div role="group" aria-label="{title}"><p class="group">{title}</p>{row}</div>'
        yield row


def _option(option: Widget) -> str:
    key = option["attrs"].get("id")
    names = f' for="{conditional_escape(key)}"' if key else ""
    return f"<label{names}>{_input(option)} <span>{conditional_escape(option['label'])}</span></label>"


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>{groups}\n</select>'


def _group(name: Any, options: list[Widget]) -> str:
    rows = "".join(
        f'\n<option value="{conditional_escape(str(row["value"]))}"{_attributes(row["attrs"])}>'
        f"{conditional_escape(row['label'])}</option>"
        for row in options
    )
    return f'\n<optgroup label="{conditional_escape(name)}">{rows}\n</optgroup>' if name else rows


CONTROLS: dict[str, Callable[[Widget], str]] = {
    **dict.fromkeys(
        (
            f"django/forms/widgets/{kind}.html"
            for kind in ("input", "text", "hidden", "date", "number", "email", "url", "password", "checkbox")
        ),
        _input,
    ),
    "django/forms/widgets/textarea.html": _text_area,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/radio.html": lambda widget: _choices(widget, "radios"),
    "django/forms/widgets/checkbox_select.html": lambda widget: _choices(widget, "checkboxes"),
}
