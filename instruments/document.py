"""Reading a questionnaire file: everything that is wrong with it is found before anything is loaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from instruments import rules
from instruments.models import Indicator
from instruments.rules import Parts, Place
from instruments.schema import Document, DomainsFile, Head, InstrumentFile, Shape, TagsFile, TagShape

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the file, the line (from 1; 0 when unknown), the path inside it, the reason."""

    file: str
    line: int
    path: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.path}: {self.reason}" if self.path else f"{where}: {self.reason}"


class FaultyFile(Exception):
    """The file can't be loaded; `faults` lists everything that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Reading:
    """A questionnaire that was read from files, and the tags that came with it."""

    document: Document
    tags: list[TagShape]


def _line(tree: Any, place: Place) -> int:
    """The line of the innermost part of `place` that the file has."""
    line = 0
    for key in place:
        try:
            position = tree.lc.key(key) if isinstance(key, str) else tree.lc.item(key)
            line, tree = position[0] + 1, tree[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _path(place: Place) -> str:
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in place).lstrip(".")


@dataclass(frozen=True)
class _Source:
    name: str
    tree: Any

    def fault(self, place: Place, reason: str) -> Fault:
        return Fault(self.name, _line(self.tree, place), _path(place), reason)


def _parse(path: Path) -> _Source:
    try:
        return _Source(path.name, YAML(typ="rt").load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise FaultyFile([Fault(path.name, 0, "", error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        raise FaultyFile([Fault(path.name, 0, "", "isn't UTF-8 text")]) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise FaultyFile([Fault(path.name, line, "", str(error.problem or error.context))]) from error
    except YAMLError as error:
        raise FaultyFile([Fault(path.name, 0, "", str(error).partition("\n")[0])]) from error


def _shape(shape: type[S], source: _Source) -> S:
    try:
        return shape.model_validate(source.tree)
    except ValidationError as error:
        raise FaultyFile([source.fault(found["loc"], found["msg"]) for found in error.errors()]) from error


def _beside(source: _Source, path: Path, key: str, name: str) -> _Source:
    """The file that the questionnaire names under `key`; it stands in the same folder."""
    if Path(name).name != name:
        raise FaultyFile([source.fault(("instrument", key), "must name a file in the same folder")])
    return _parse(path.with_name(name))


def codes_before(head: Head) -> set[str]:
    """The codes of the frozen version that the questionnaire says it follows; none where there is no such version."""
    if head.follows is None:
        return set()
    return set(Indicator.objects.of_frozen(head.slug, head.follows).values_list("code", flat=True))


def _faults(source: _Source, found: Iterable[rules.Fault]) -> list[Fault]:
    return [source.fault(*fault) for fault in found]


def read(path: Path) -> Reading:
    """The questionnaire in the file at `path`, with the domains and tags of the files it names.

    Raises FaultyFile with every fault that was found: file, line, path inside the file, reason.
    """
    source = _parse(path)
    file = _shape(InstrumentFile, source)
    domain_source = _beside(source, path, "domains", file.instrument.domains)
    parts = Parts(
        file.instrument, _shape(DomainsFile, domain_source).domains, file.scales, file.questionnaire
    )
    faults = _faults(domain_source, rules.faults_of_domains(parts))
    tags: list[TagShape] = []
    if file.instrument.tags:
        tag_source = _beside(source, path, "tags", file.instrument.tags)
        tags = _shape(TagsFile, tag_source).tags
        faults += _faults(tag_source, rules.faults_of_tags(tags))
    faults += _faults(source, rules.faults_of_scales(parts))
    faults += _faults(source, rules.faults_of_questions(parts, {tag.key for tag in tags}))
    faults += _faults(source, rules.faults_of_predecessors(parts, codes_before(parts.head)))
    if faults:
        raise FaultyFile(faults)
    return Reading(Document.of(parts.head, parts.domains, parts.scales, parts.questionnaire), tags)
