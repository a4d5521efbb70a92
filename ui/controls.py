"""The markup of form controls, as `django/forms/widgets/*.html` describe it.

A page of fifteen questions has a hundred and fifty of them; a template for each took half of the page's time.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = dict[str, Any]


def draw(template_name: str, widget: Widget) -> SafeString | None:
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


CONTROLS: dict[str, Callable[[Widget], str]] = {
    **dict.fromkeys(
        (
            f"django/forms/widgets/{kind}.html"
            for kind in ("input", "text", "hidden", "date", "number", "email", "url", "password", "checkbox")
        ),
        _input,
    ),
    "django/forms/widgets/textarea.html": _text_area,
    "django/forms/widgets/radio.html": lambda widget: _choices(widget, "radios"),
    "django/forms/widgets/checkbox_select.html": lambda widget: _choices(widget, "checkboxes"),
}
