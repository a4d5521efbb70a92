"""A workflow table as text for the documentation: a mermaid state diagram and a Markdown table."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from django.db.models import Field

from workflows.engine import Transition, Workflow

COLUMNS = ("Step", "From → to", "Right", "Who", "Conditions", "Note asked", "Effects")


def _state_field(workflow: Workflow) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", workflow.model._meta.get_field("state"))


def state_names(workflow: Workflow) -> dict[str, str]:
    """The states of the table's model with their words, in their own order."""
    return {str(state): str(label) for state, label in _state_field(workflow).flatchoices}


def mermaid(workflow: Workflow) -> str:
    """The table as a mermaid state diagram; steps that only the system takes are marked."""
    names = state_names(workflow)
    left = {source for step in workflow.transitions for source in step.sources}
    reached = {step.target for step in workflow.transitions}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{label}" as {state}' for state, label in names.items() if state in left | reached]
    lines.append(f"    [*] --> {_state_field(workflow).get_default()}")
    for step in workflow.transitions:
        mark = " (system)" if step.permission is None else ""
        lines += [f"    {source} --> {step.target}: {step.name}{mark}" for source in step.sources]
    lines += [f"    {state} --> [*]" for state in names if state in reached - left]
    return "\n".join(lines)


def markdown(workflow: Workflow, holders: Mapping[str, Iterable[str]]) -> str:
    """The table in Markdown; `holders` names who holds each right."""
    names = state_names(workflow)
    rows = [_row(step, names, holders) for step in workflow.transitions]
    return "\n".join(_line(cells) for cells in (COLUMNS, ["---"] * len(COLUMNS), *rows))


def _row(step: Transition, names: Mapping[str, str], holders: Mapping[str, Iterable[str]]) -> list[str]:
    sources = ", ".join(names[source] for source in step.sources)
    return [
        f"**{step.name}**<br>{step.label}",
        f"{sources} → {names[step.target]}",
        f"`{step.permission}`" if step.permission else "–",
        ", ".join(holders.get(step.permission, ())) if step.permission else "the system",
        "<br>".join(first_sentence(condition) for condition in step.conditions) or "–",
        str(step.note_label) or "–",
        ", ".join([*map(in_words, step.prepares), *map(in_words, step.effects)]) or "–",
    ]


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def first_sentence(function: Callable[..., Any]) -> str:
    """What the function's docstring says first; its name in words when it has none."""
    words = " ".join((inspect.getdoc(function) or "").split())
    sentence, stop, _rest = words.partition(". ")
    return (sentence + stop).strip() or in_words(function)


def in_words(function: Callable[..., Any]) -> str:
    """`_send_verdicts` as `send verdicts`."""
    return function.__name__.strip("_").replace("_", " ")
