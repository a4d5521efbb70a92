"""The only door through which a state changes.

A workflow is a frozen table of transitions. `perform` locks the row, asks who (a permission) and when
(source state and conditions), saves the new state, writes the event row and a line of the log, and runs the
transition's effects, all in one transaction. Effects queue mail and jobs with `transaction.on_commit`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from audit.choices import Kind
from audit.refusals import Refusal, note
from audit.workflow import SITE, hold, record
from workflows.problems import Problem

Condition = Callable[[Any, Any], Iterable[Problem]]
"""`condition(obj, by)` gives the problems that stand against the step: none when it may be taken."""

Effect = Callable[[Any, Any], None]
"""`effect(obj, event)` runs inside the transaction, after the state was saved."""


class TransitionRefused(Exception):
    """The person may take this step, but not now. `problems` says why, in words for that person.

    It is noted for the log, which tells of it once the transaction is undone.
    """

    def __init__(self, problems: Iterable[Problem], *, subject: str = "", step: str = "") -> None:
        self.problems = tuple(problems)
        reasons = tuple(str(problem) for problem in self.problems)
        super().__init__(" ".join(reasons))
        note(Refusal(reasons, subject, step))


@dataclass(frozen=True)
class Transition:
    """One row of the table. `prepares` run before the new state is saved, for what it demands of the database;
    `effects` run after it. `permission_object` where the permission isn't asked for on the workflow's own."""

    name: str
    label: str | Promise
    sources: tuple[str, ...]
    target: str
    permission: str | None  # None: only the system takes this step, as a consequence of another one
    conditions: tuple[Condition, ...] = ()
    prepares: tuple[Callable[[Any], None], ...] = ()
    effects: tuple[Effect, ...] = ()
    note_label: str | Promise = ""  # a note is asked for, and required, when this is filled
    confirm: str | Promise = ""  # what the confirmation page says will happen
    permission_object: Callable[[Any], models.Model] | None = None

    @property
    def slug(self) -> str:
        return self.name.replace(" ", "-")


@dataclass(frozen=True)
class Workflow:
    """A table of transitions over the `state` field of `model`, in reading order."""

    name: str
    model: type[models.Model]
    event: type[models.Model]
    transitions: tuple[Transition, ...]
    permission_object: Callable[[Any], models.Model | None] = field(default=lambda obj: obj)
    """What the permissions are asked on; None for permissions that are held on the model as a whole."""
    matter: Callable[[Any], str] = field(default=lambda obj: SITE)
    """Which log the steps are recorded in (`audit`)."""
    names: Callable[[Collection[int]], Mapping[int, str]] = field(default=lambda keys: {})
    """What people call the rows with these keys, in one statement; the log names others by their kind."""

    def __post_init__(self) -> None:
        registry[self.name] = self

    def transition(self, name: str) -> Transition:
        """The transition called `name` (or its slug); raises KeyError when there is none."""
        for transition_ in self.transitions:
            if name in (transition_.name, transition_.slug):
                return transition_
        raise KeyError(name)


registry: dict[str, Workflow] = {}
"""All workflows by name: for the documentation, the tests, and jobs that finish a step below their workflow."""


def permits(workflow: Workflow, transition_: Transition, obj: Any, by: Any) -> bool:
    """Whether `by` is someone who may take the step at all, whatever the state."""
    if transition_.permission is None:
        return by is None
    on = transition_.permission_object or workflow.permission_object
    return by is not None and by.has_perm(transition_.permission, on(obj))


def problems(transition_: Transition, obj: Any, by: Any, note: str | None = None) -> list[Problem]:
    """All that stands against the step now. With `note=None` the note isn't asked for yet."""
    if obj.state not in transition_.sources:
        return [
            Problem(_("This step isn’t possible any more: the state is now “%s”.") % obj.get_state_display())
        ]
    found = [problem for condition in transition_.conditions for problem in condition(obj, by)]
    if transition_.note_label and note is not None and not note.strip():
        found.append(Problem(_("Write a note: the people concerned need the reason.")))
    return found


def available(workflow: Workflow, obj: Any, held: Collection[str]) -> list[Transition]:
    """The transitions that a holder of the permissions `held` may take from the present state.

    In the table's order; conditions aren't asked, so a step offered may still be refused with its reasons.
    """
    return [
        transition_
        for transition_ in workflow.transitions
        if obj.state in transition_.sources and transition_.permission in held
    ]


def perform(workflow: Workflow | str, name: str, obj: Any, *, by: Any, note: str = "") -> Any:
    """Take the step `name` on `obj` and return its event row.

    `by` is the acting user, or None for a step of the system. Raises PermissionDenied when `by` may never
    take it, TransitionRefused (with problems to show) when it can't be taken now; then nothing has changed.
    """
    table = registry[workflow] if isinstance(workflow, str) else workflow
    step = table.transition(name)
    with transaction.atomic():
        matter = table.matter(obj)
        hold(matter)
        row: Any = table.model._base_manager.select_for_update().get(pk=obj.pk)  # noqa: SLF001  documented API
        if not permits(table, step, row, by):
            raise PermissionDenied
        if found := problems(step, row, by, note):
            raise TransitionRefused(found, subject=f"{table.name} {row.pk}", step=step.name)
        for prepare in step.prepares:
            prepare(row)
        source, row.state = row.state, step.target
        row.save(update_fields=["state"])
        event = table.event._base_manager.create(  # noqa: SLF001  documented API
            subject=row, name=step.name, source=source, target=step.target, note=note.strip(), by=by
        )
        record(
            Kind.STEP,
            matter=matter,
            by=by,
            subject=f"{table.name} {row.pk}",
            step=step.name,
            source=source,
            target=step.target,
        )
        for effect in step.effects:
            effect(row, event)
    obj.state = step.target
    return event
