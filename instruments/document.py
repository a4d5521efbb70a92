"""Reading a questionnaire file: everything that is wrong with it is found before anything is loaded."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from instruments.schema import DomainsFile, DomainShape, InstrumentFile, Shape

S = TypeVar("S", bound=Shape)
Location = tuple[int | str, ...]


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
class Document:
    """A questionnaire file that was found to be in order, with its domains."""

    file: InstrumentFile
    domains: list[DomainShape]

    @property
    def digest(self) -> str:
        """SHA-256 of the content, whatever the layout of the files."""
        content = [self.file.model_dump(mode="json"), [d.model_dump(mode="json") for d in self.domains]]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _line(tree: Any, location: Location) -> int:
    """The line of the innermost part of `location` that the file has."""
    line = 0
    for key in location:
        try:
            position = tree.lc.key(key) if isinstance(key, str) else tree.lc.item(key)
            line, tree = position[0] + 1, tree[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _path(location: Location) -> str:
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in location).lstrip(".")


@dataclass(frozen=True)
class _Source:
    name: str
    tree: Any

    def fault(self, location: Location, reason: str) -> Fault:
        return Fault(self.name, _line(self.tree, location), _path(location), reason)


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


def _repeated(values: Iterable[tuple[Location, Any]], what: str) -> Iterator[tuple[Location, str]]:
    rows = list(values)
    count = Counter(value for _, value in rows)
    return (
        (location, f"{what} {value} stands here more than once")
        for location, value in rows
        if count[value] > 1
    )


def _domain_problems(domains: list[DomainShape], scope: str) -> Iterator[tuple[Location, str]]:
    yield from _repeated(((("domains", i, "number"), d.number) for i, d in enumerate(domains)), "number")
    yield from _repeated(((("domains", i, "slug"), d.slug) for i, d in enumerate(domains)), "slug")
    for i, domain in enumerate(domains):
        if scope not in domain.description:
            yield ("domains", i, "description"), f"there is no {scope} description"


def _scale_problems(file: InstrumentFile) -> Iterator[tuple[Location, str]]:
    yield from _repeated(((("scales", i, "key"), scale.key) for i, scale in enumerate(file.scales)), "scale")
    for i, scale in enumerate(file.scales):
        values = (
            (("scales", i, "options", j, "value"), option.value) for j, option in enumerate(scale.options)
        )
        yield from _repeated(values, "option")


def _question_problems(file: InstrumentFile, domains: list[DomainShape]) -> Iterator[tuple[Location, str]]:
    known, scales = {domain.slug for domain in domains}, {scale.key for scale in file.scales}
    places = [(("questionnaire", i, "domain"), part.domain) for i, part in enumerate(file.questionnaire)]
    yield from _repeated(places, "domain")
    yield from ((place, f"there is no domain {slug}") for place, slug in places if slug not in known)
    for slug in sorted(known - {slug for _, slug in places}):
        yield ("questionnaire",), f"the domain {slug} has no questions"
    indicators = [
        (("questionnaire", i, "subcategories", j, "indicators", k), indicator)
        for i, part in enumerate(file.questionnaire)
        for j, subcategory in enumerate(part.subcategories)
        for k, indicator in enumerate(subcategory.indicators)
    ]
    yield from _repeated((((*place, "code"), indicator.code) for place, indicator in indicators), "code")
    for place, indicator in indicators:
        if indicator.scale not in scales:
            yield (*place, "scale"), f"there is no scale {indicator.scale}"


def read(path: Path) -> Document:
    """The questionnaire in the file at `path`, with the domains of the file it names in the same folder.

    Raises FaultyFile with every fault that was found: file, line, path inside the file, reason.
    """
    source = _parse(path)
    file = _shape(InstrumentFile, source)
    if Path(file.instrument.domains).name != file.instrument.domains:
        raise FaultyFile([source.fault(("instrument", "domains"), "must name a file in the same folder")])
    domain_source = _parse(path.with_name(file.instrument.domains))
    domains = _shape(DomainsFile, domain_source).domains
    faults = [domain_source.fault(*problem) for problem in _domain_problems(domains, file.instrument.scope)]
    faults += [source.fault(*problem) for problem in _scale_problems(file)]
    faults += [source.fault(*problem) for problem in _question_problems(file, domains)]
    if faults:
        raise FaultyFile(faults)
    return Document(file, domains)
